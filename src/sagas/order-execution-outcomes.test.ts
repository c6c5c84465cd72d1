import { describe, expect, it } from 'vitest';
import { brokerError } from '../brokers/port.ts';
import { orderExecutionSaga as saga } from './order-execution-saga.ts';
import { accepted, acting, answered, called, id, rejected } from './testing/contexts.ts';
import { ACCOUNT, ACK, CONTEXT, ORDER } from './testing/order-execution.ts';

describe('what a step came to', () => {
  it.each(['reserve_buying_power', 'record_submission', 'acknowledge', 'publish_completion'])(
    '%s fails with the refusal of its command',
    (name) => {
      const { settle } = acting(saga, name);
      expect(settle(CONTEXT, [answered(accepted())])).toMatchObject({ kind: 'done' });
      expect(settle(CONTEXT, [answered(accepted()), answered(rejected('no'))])).toMatchObject({
        kind: 'fail',
        failure: { code: 'no' },
      });
    },
  );

  const place = (value: unknown) => acting(saga, 'submit_order').settle(CONTEXT, [called(value)]);

  it("keeps the broker's acknowledgement for later steps", () => {
    expect(place({ ok: true, value: ACK })).toEqual({ kind: 'done', result: ACK });
  });

  it.each([
    ['rejected', 'fail', 'code'],
    ['not_connected', 'fail', 'code'],
    ['not_open', 'fail', 'code'],
    ['transient', 'retry', 'code'],
    ['ambiguous', 'retry', 'ambiguous'],
  ] as const)('an answer of the kind %s: %s, as %s', (kind, outcome, code) => {
    const result = place(brokerError(kind, 'code', 'why'));
    const reason = result.kind === 'retry' ? result.reason : result.kind === 'fail' ? result.failure : null;
    expect([result.kind, reason?.code]).toEqual([outcome, code]);
  });

  it('no answer is tried again', () => {
    expect(acting(saga, 'submit_order').settle(CONTEXT, [])).toMatchObject({
      kind: 'retry',
      reason: { code: 'no_answer' },
    });
  });
});

describe('the way back', () => {
  const undo = (name: string) => acting(saga, name).compensate?.(CONTEXT) ?? [];

  it('OR-R4: releases the reservation and cancels what the broker has acknowledged', () => {
    expect(undo('reserve_buying_power')).toMatchObject([
      { target: ACCOUNT, command: { type: 'ReleaseBuyingPowerCommand', orderId: id('order') } },
    ]);
    expect(undo('acknowledge')).toMatchObject([{ target: ORDER, command: { type: 'CancelOrderCommand' } }]);
    expect([...undo('record_submission'), ...undo('submit_order')]).toEqual([]);
  });

  it.each(['insufficient_buying_power', 'connection_not_connected', 'no_shares'])(
    'an order that certainly never got there is rejected: %s',
    (code) => {
      expect(saga.onFailed(CONTEXT, { code, detail: 'why' })).toEqual([
        {
          kind: 'command',
          key: 'reject',
          target: ORDER,
          command: { type: 'RejectOrderCommand', code, detail: 'why' },
        },
      ]);
    },
  );

  it.each(['no_answer', 'ambiguous', 'deadline_exceeded'])(
    'Order 10: an order that may be at the broker is cancelled there, never declared rejected: %s',
    (code) => {
      expect(saga.onFailed(CONTEXT, { code, detail: 'why' })).toEqual([
        {
          kind: 'command',
          key: 'cancel',
          target: ORDER,
          command: { type: 'CancelOrderCommand', reason: code },
        },
      ]);
    },
  );

  it('Order 10: an answer nobody understood ends in a cancel too, whatever code it had', () => {
    const result = acting(saga, 'submit_order').settle(CONTEXT, [
      called(brokerError('ambiguous', 'mismatch', 'why')),
    ]);
    const failure = result.kind === 'retry' ? result.reason : { code: 'none', detail: '' };
    expect(saga.onFailed(CONTEXT, failure)).toMatchObject([{ command: { type: 'CancelOrderCommand' } }]);
  });
});
