import { describe, expect, it } from 'vitest';
import { plusMs } from '../../core/instant.ts';
import { specification, testEnv } from '../../core/testing/decider-specification.ts';
import { automationAggregate } from './automation.ts';
import type { ReceiveWebhookSignalCommand } from './commands.ts';
import { receiptOf } from './receipt.ts';
import {
  account,
  active,
  create,
  eventsAfter,
  id,
  NOW,
  position,
  signal,
  stateOf,
  tokenHashOf,
} from './testing/fixtures.ts';

const automation = specification(automationAggregate);
const buy = (fields: object = {}, changes: Partial<ReceiveWebhookSignalCommand> = {}) =>
  signal({ action: 'buy', ticker: 'AAPL', ...fields }, changes);
const guarded = active(
  {},
  { webhook: { ...create().webhook, allowedIps: ['52.89.214.238'], rateLimit: 2, tickers: ['APPLE'] } },
);
const having = (past: typeof guarded, command: ReceiveWebhookSignalCommand, ms = 0) => [
  ...past,
  ...automation.given(...past).when(command, { now: plusMs(NOW, ms), commandId: id(`at ${ms}`) }).events,
];

describe('the gate of a webhook (AU-U7)', () => {
  const wrong = { tokenHash: tokenHashOf('wrong') };
  const far = { sourceIp: '1.2.3.4' };
  const full = having(having(guarded, buy({ signalId: 'a' })), buy({ signalId: 'b' }), 1);
  const stopped = eventsAfter(create({}, { webhook: { ...create().webhook, allowedIps: ['10.0.0.1'] } }));

  it.each([
    ['webhook_token_invalid', stopped, signal('no signal', { ...wrong, ...far })],
    ['automation_inactive', stopped, signal('no signal', far)],
    ['ip_not_allowed', full, signal('no signal', far)],
    ['rate_limited', full, signal('no signal')],
    ['signal_payload_invalid', guarded, signal('no signal')],
  ])('AU-U7: %s is told before anything that comes later, and leaves no trace', (code, past, command) => {
    automation
      .given(...past)
      .when(command)
      .thenRejected(code);
  });

  it('AU-U7: a wrong token gets the same answer from an automation that does not exist', () => {
    automation.given().when(buy({}, wrong)).thenRejected('webhook_token_invalid');
    automation
      .given(...guarded)
      .when(buy({}, wrong))
      .thenRejected('webhook_token_invalid');
  });

  it('AU-U7: a mistake in the payload names its field', () => {
    automation
      .given(...guarded)
      .when(buy({ action: 'hold' }))
      .thenRejected('signal_payload_invalid', 'action');
  });

  it('AU-R3: the rate counts accepted and rejected signals of a minute that slides', () => {
    const rejected = having(guarded, buy({ ticker: 'MSFT' }));
    const two = having(rejected, buy(), 30_000);
    const third = (ms: number) =>
      automation.given(...two).when(buy({ signalId: 'x' }), { now: plusMs(NOW, ms) });
    third(59_999).thenRejected('rate_limited');
    third(60_000).thenTypes('WebhookSignalReceivedEvent');
  });

  it('no more signals are taken than sagas report back on', () => {
    const past = active({}, { webhook: { ...create().webhook, rateLimit: 600 } });
    let state = stateOf(past);
    const { decide, evolve } = automationAggregate.decider;
    const send = (n: number) =>
      decide(buy({ signalId: `s${n}` }), state, testEnv({ commandId: id(`command ${n}`) }));
    for (let n = 0; n < 200; n++) {
      const decision = send(n);
      if (decision.kind === 'reject') throw new Error(decision.rejection.code);
      for (const event of decision.events) state = evolve(state, event) ?? state;
    }
    expect(send(200)).toMatchObject({ kind: 'reject', rejection: { code: 'rate_limited' } });
  });
});

describe('repeats (AU-U6)', () => {
  const once = having(guarded, buy());

  it('AU-U6: the same body within 60 seconds has no effect and the first answer', () => {
    const again = automation.given(...once).when(buy(), { now: plusMs(NOW, 59_999) });
    const state = again.then();
    const first = stateOf(once).recentSignals[0]?.signalId;
    expect(state && receiptOf(state, buy(), testEnv().idOf)).toEqual({ signalId: first, rejectedAs: null });
    automation
      .given(...once)
      .when(buy(), { now: plusMs(NOW, 60_000) })
      .thenTypes('WebhookSignalReceivedEvent');
  });

  it('AU-U6: a body is known again whatever the order of its fields, and another one is another signal', () => {
    automation
      .given(...once)
      .when(signal({ ticker: 'AAPL', action: 'buy' }))
      .then();
    automation
      .given(...once)
      .when(buy({ comment: 'other' }))
      .thenTypes('WebhookSignalReceivedEvent');
  });

  it('AU-U6: the caller’s own id counts before the content, and for longer than a minute', () => {
    const named = having(guarded, buy({ signalId: 'bar-7' }));
    automation
      .given(...named)
      .when(buy({ signalId: 'bar-7', price: 5 }), { now: plusMs(NOW, 3_600_000) })
      .then();
    automation
      .given(...named)
      .when(buy({}, { callerSignalId: 'bar-7' }))
      .then();
    automation
      .given(...named)
      .when(buy({ signalId: 'bar-8' }))
      .thenTypes('WebhookSignalReceivedEvent');
  });

  it('AU-U6: a repeat of a rejected signal gets its rejection again', () => {
    const held = { accounts: [account({ position: position('long') })] };
    const rejected = having(guarded, buy({}, held));
    const state = automation
      .given(...rejected)
      .when(buy())
      .then();
    expect(state && receiptOf(state, buy(), testEnv().idOf)).toMatchObject({ rejectedAs: 'already_long' });
    expect(receiptOf(stateOf(guarded), buy(), testEnv().idOf)).toBeNull();
    expect(receiptOf(stateOf(guarded), signal(null), testEnv().idOf)).toBeNull();
  });

  it('AU-U6: a repeat that has grown stale meanwhile still gets the first answer', () => {
    const timed = buy({ time: plusMs(NOW, -50_000), signalId: 'timed' });
    automation
      .given(...having(guarded, timed))
      .when({ ...timed, receivedAt: plusMs(NOW, 20_000) }, { now: plusMs(NOW, 20_000) })
      .then();
  });
});
