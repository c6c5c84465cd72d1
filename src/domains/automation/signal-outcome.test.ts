import { describe, expect, it } from 'vitest';
import { specification, testEnv } from '../../core/testing/decider-specification.ts';
import { automationAggregate } from './automation.ts';
import { SignalExecutionFailedEvent, SignalProcessedEvent, SignalRejectedEvent } from './signal-events.ts';
import {
  account,
  active,
  id,
  NOW,
  outcome,
  recordOutcome,
  reference,
  SAGA,
  signal,
  stateOf,
} from './testing/fixtures.ts';

const automation = specification(automationAggregate);
const two = active({}, { accounts: [reference('account'), reference('other')] });
const received = [
  ...two,
  ...automation
    .given(...two)
    .when(
      signal(
        { action: 'buy', ticker: 'AAPL' },
        { accounts: [account(), account({ accountId: id('other'), status: 'closed' })] },
      ),
    ).events,
];
const signalId = stateOf(received).openSignals[0]?.signalId ?? '';
const ids = { automationId: id('automation'), userId: testEnv().userId, signalId };
const bySaga = { sagaId: SAGA };
const done = outcome('done');
const other = (result: 'rejected' | 'failed') => outcome(result, { accountId: id('other') });

describe('the outcome of a signal (AU-U13)', () => {
  it('AU-U13: it is processed when one account carried it out, and lists each', () => {
    const state = automation
      .given(...received)
      .when(recordOutcome(signalId, done, other('failed')), bySaga)
      .then(
        SignalProcessedEvent({
          ...ids,
          orderIds: [id('order')],
          outcomes: [done, other('failed')],
          processedAt: NOW,
        }),
      );
    expect(state?.openSignals).toEqual([]);
  });

  it('AU-U13: it is rejected when every account refused', () => {
    const outcomes = [outcome('rejected'), other('rejected')];
    automation
      .given(...received)
      .when(recordOutcome(signalId, ...outcomes), bySaga)
      .then(
        SignalRejectedEvent({
          ...ids,
          code: 'broker_refused',
          reason: 'the broker refused the order',
          receipt: null,
          outcomes,
          rejectedAt: NOW,
        }),
      );
  });

  it('AU-U13: it has failed when none carried it out and one broke', () => {
    const outcomes = [outcome('rejected'), { ...other('failed'), code: null, detail: null }];
    automation
      .given(...received)
      .when(recordOutcome(signalId, ...outcomes), bySaga)
      .then(
        SignalExecutionFailedEvent({
          ...ids,
          code: 'failed',
          reason: 'its execution failed',
          outcomes,
          failedAt: NOW,
        }),
      );
  });

  it('AU-U13: an account that is missing, or named twice, is the saga’s mistake', () => {
    for (const outcomes of [[done], [done, done], [done, other('failed'), other('rejected')]])
      automation
        .given(...received)
        .when(recordOutcome(signalId, ...outcomes), bySaga)
        .thenRejected('outcome_incomplete', 'outcomes');
  });

  it('only a saga knows it', () => {
    automation
      .given(...received)
      .when(recordOutcome(signalId, done, other('failed')))
      .thenRejected('saga_required');
  });

  it('is recorded once, and only of a signal that there is', () => {
    const both = recordOutcome(signalId, done, other('failed'));
    const closed = [...received, ...automation.given(...received).when(both, bySaga).events];
    automation
      .given(...closed)
      .when(both, bySaga)
      .then();
    automation
      .given(...closed)
      .when(recordOutcome(id('unknown'), done), bySaga)
      .thenRejected('signal_not_found');
  });
});
