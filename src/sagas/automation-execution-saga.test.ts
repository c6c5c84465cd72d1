import { describe, expect, it } from 'vitest';
import { account, id, position } from '../domains/automation/testing/fixtures.ts';
import type { OrderState } from '../domains/order/state.ts';
import { automationExecutionSaga as saga } from './automation-execution-saga.ts';
import { acting, answered, contextOf, rejected } from './testing/contexts.ts';
import { A, B, ENTER, EXIT, ofA, ofB, play, receivedBy } from './testing/signal-scene.ts';
import type { WorldRules } from './testing/signal-world.ts';
import { describeTrigger } from './testing/triggers.ts';

const BUY = { payload: { action: 'buy' } };
const other = (changes: Partial<ReturnType<typeof account>> = {}) => account({ accountId: B, ...changes });
const short = { position: position('short') };

describeTrigger(saga, receivedBy(BUY).trigger);

describe('the trigger', () => {
  const { trigger } = receivedBy(BUY);

  it('is a signal that came in, once per signal, and it takes no lease (DESIGN 4)', () => {
    const [first, ...more] = saga.triggers;
    expect(more).toEqual([]);
    expect(first?.eventType).toBe('WebhookSignalReceivedEvent');
    expect(first?.dedupeKey(trigger)).toBe(trigger.data['signalId']);
    expect(first?.conflictKey).toBeUndefined();
  });
});

describe('several accounts (AU-U13)', () => {
  it('AU-U13: are served in routing order, and one that refuses stops no other', () => {
    const accounts = [account({ status: 'closed' }), other()];
    const { orders, outcomes, result } = play({ ...BUY, accounts });
    expect([...orders.keys()]).toEqual([ofB(ENTER)]);
    expect(outcomes).toMatchObject([
      { accountId: A, result: 'rejected', code: 'account_not_active' },
      { accountId: B, result: 'done' },
    ]);
    expect(result).toBe('SignalProcessedEvent');
  });

  it('AU-U13: what happens to one while it trades stops no other, in whatever round', () => {
    const accounts = [account(short), other()];
    const rules: WorldRules = {
      held: { [A]: '-100' },
      fills: ({ orderId, quantity }: OrderState) => (orderId === ofA(EXIT) ? '0' : quantity),
    };
    const { outcomes } = play({ ...BUY, accounts, rules });
    expect(outcomes).toMatchObject([
      { accountId: A, result: 'done', orderIds: [ofA(EXIT)], code: 'exit_not_filled' },
      { accountId: B, result: 'done', orderIds: [ofB(ENTER)], code: null },
    ]);
  });

  it('AU-U13: a signal that every account refused while it was executed is rejected', () => {
    const { result } = play({
      ...BUY,
      accounts: [account(), other()],
      rules: { basis: () => ({ connected: false }) },
    });
    expect(result).toBe('SignalRejectedEvent');
  });
});

describe('when it cannot go on', () => {
  const { trigger } = receivedBy({ ...BUY, accounts: [account(), other({ status: 'closed' })] });
  const context = contextOf(saga, trigger);

  it('before the first cancel is through it tells that the signal failed, and asks for a person', () => {
    const failure = { code: 'no_answer', detail: 'silence', kind: 'timeout', uncertain: true } as const;
    expect(saga.onFailed(context, failure)).toMatchObject([
      {
        target: { type: 'automation', key: id('automation') },
        command: {
          type: 'RecordSignalOutcomeCommand',
          outcomes: [
            { accountId: A, result: 'failed', code: 'no_answer' },
            { accountId: B, result: 'rejected', code: 'account_not_active' },
          ],
        },
      },
    ]);
    expect(saga.afterFailure?.(context, failure)?.code).toBe('signal_execution_failed');
  });

  it('after it there is no way back: steps are repeated, and a person is asked', () => {
    expect(saga.steps.map(({ name, pivot }) => [name, pivot === true])[0]).toEqual(['cancel_orders', true]);
    expect(saga.steps.some(({ compensate }) => compensate)).toBe(false);
    expect(saga.intervention?.(context, 'read_facts')).toMatchObject({ code: 'signal_execution_stuck' });
  });

  it('an account whose order was never made is told of as failed', () => {
    expect(acting(saga, 'record_outcome').execute(context)).toMatchObject([
      { command: { outcomes: [{ accountId: A, result: 'failed', code: 'not_executed' }, { accountId: B }] } },
    ]);
  });

  it('an automation that is gone needs no outcome; any other refusal is repeated', () => {
    const { settle } = acting(saga, 'record_outcome');
    expect(settle(context, [answered(rejected('automation_not_found'))]).kind).toBe('done');
    expect(settle(context, [answered(rejected('outcome_incomplete'))]).kind).toBe('fail');
  });

  it('an answer that is no decision is a failure of that account alone', () => {
    const results = {
      read_facts: { accounts: { [A]: { basis: {}, automationStatus: 'gone' } }, working: [] },
    };
    const known = contextOf(saga, trigger, { results });
    const { execute, settle } = acting(saga, 'exit_or_enter');
    expect(execute(known)).toEqual([]);
    expect(settle(known, [])).toMatchObject({
      result: { troubles: { [A]: { code: 'automation_not_active' } } },
    });
  });
});
