import { describe, expect, it } from 'vitest';
import { brokerError } from '../brokers/port.ts';
import type { SagaFailure } from '../core/saga.ts';
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
    ['not_open', 'fail', 'code'],
    ['not_connected', 'fail', 'code'],
    ['transient', 'retry', 'code'],
    ['ambiguous', 'retry', 'ambiguous'],
  ] as const)('an answer of the kind %s: %s, as %s', (kind, outcome, code) => {
    const result = place(brokerError(kind, 'code', 'why'));
    const reason = result.kind === 'retry' ? result.reason : result.kind === 'fail' ? result.failure : null;
    expect([result.kind, reason?.code]).toEqual([outcome, code]);
  });

  it("a refusal is the broker's own, unless it was not asked because its connection is closed", () => {
    expect(place(brokerError('rejected', 'code', 'why'))).toMatchObject({ failureKind: 'broker' });
    expect(place(brokerError('not_open', 'code', 'why'))).toMatchObject({ failureKind: 'broker' });
    expect(place(brokerError('not_connected', 'code', 'why'))).toMatchObject({ failureKind: 'refused' });
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
  const failed = (code: string, uncertain = false): SagaFailure => ({
    code,
    detail: 'why',
    kind: uncertain ? 'timeout' : 'refused',
    uncertain,
  });
  const intentRecorded = { ...CONTEXT, results: { record_submission: null } };
  const submitted = { ...CONTEXT, results: { record_submission: null, submit_order: {} } };

  it('OR-R4: releases the reservation and cancels what is at the broker', () => {
    expect(undo('reserve_buying_power')).toMatchObject([
      { target: ACCOUNT, command: { type: 'ReleaseBuyingPowerCommand', orderId: id('order') } },
    ]);
    expect(undo('submit_order')).toMatchObject([{ target: ORDER, command: { type: 'CancelOrderCommand' } }]);
    expect([...undo('record_submission'), ...undo('acknowledge')]).toEqual([]);
  });

  it('DESIGN 4: an order whose connection is gone is left at the broker, and its reservation is freed', () => {
    const { compensatesFor } = acting(saga, 'submit_order');
    expect([
      compensatesFor?.(failed('detached'), true),
      compensatesFor?.(failed('detached', true), false),
    ]).toEqual([false, false]);
    expect(acting(saga, 'reserve_buying_power').compensatesFor).toBeUndefined();
    expect(saga.onFailed(submitted, failed('detached'))).toEqual([]);
  });

  it('OR-U10: an order is cancelled at the broker when it is there or may be there, and only then', () => {
    const asks = acting(saga, 'submit_order').compensatesFor;
    expect(asks?.(failed('no_shares'), false)).toBe(false);
    expect(asks?.(failed('no_answer', true), false)).toBe(true);
    expect(asks?.(failed('deadline_exceeded'), true)).toBe(true);
  });

  it('OR-U10: a refusal by the broker settles a submission without an answer: it is rejected, and nothing is cancelled', () => {
    const settled = { ...failed('no_shares', true), kind: 'broker' } as const;
    expect(acting(saga, 'submit_order').compensatesFor?.(settled, false)).toBe(false);
    expect(saga.onFailed(intentRecorded, settled)).toMatchObject([
      { target: ORDER, command: { type: 'RejectOrderCommand', code: 'no_shares' } },
    ]);
    const closed = { ...settled, kind: 'refused' } as const;
    expect(acting(saga, 'submit_order').compensatesFor?.(closed, false)).toBe(true);
    expect(saga.onFailed(intentRecorded, closed)).toEqual([]);
  });

  it('says what a person must look at when it is stuck', () => {
    expect(saga.intervention?.(submitted, 'publish_completion')).toMatchObject({
      code: 'order_execution_stuck',
      ids: [ORDER.key, ACCOUNT.key],
    });
  });

  it.each(['insufficient_buying_power', 'connection_not_connected', 'no_shares'])(
    'an order that certainly never got there is rejected: %s',
    (code) => {
      const reject = {
        kind: 'command',
        key: id('order'),
        target: ORDER,
        command: { type: 'RejectOrderCommand', code, detail: 'why' },
      };
      expect(saga.onFailed(intentRecorded, failed(code))).toEqual([reject]);
      const before = { ...CONTEXT, results: {} };
      expect(saga.onFailed(before, failed(code, true))).toEqual([reject]);
    },
  );

  it.each([
    ['its submission got no answer', intentRecorded, failed('no_answer', true)],
    [
      'a later attempt failed for certain after one without an answer',
      intentRecorded,
      failed('connection_not_connected', true),
    ],
    ['it was submitted', submitted, failed('deadline_exceeded')],
  ])('OR-U10: an order that may be at the broker is never declared rejected: %s', (_, context, failure) => {
    expect(saga.onFailed(context, failure)).toEqual([]);
  });
});
