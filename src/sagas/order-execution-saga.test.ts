import { describe, expect, it } from 'vitest';
import { TEST_NOW } from '../core/testing/decider-specification.ts';
import { plainAsset } from '../domains/shared/derivatives.ts';
import { brokerOrderSchema } from '../domains/shared/trading.ts';
import { orderExecutionListensTo, orderExecutionSaga as saga } from './order-execution-saga.ts';
import { acting, contextOf, id, waiting } from './testing/contexts.ts';
import {
  ACCOUNT,
  ACK,
  APPROVED,
  CANCEL_SEEN,
  CANCELLED,
  CONTEXT,
  CREATED,
  EXPIRED,
  FILLED,
  FILLED_BY_CHANGE,
  ORDER,
  PARTLY_FILLED,
  PLACED,
  REJECTED,
  UNTRACKED,
} from './testing/order-execution.ts';
import { describeTrigger } from './testing/triggers.ts';

describeTrigger(saga, CREATED);
describeTrigger(saga, APPROVED, Object.keys(CREATED.data));

describe('the trigger (domains 12, 40: created starts, placed means acknowledged)', () => {
  const [created, released] = saga.triggers;

  it('is the created order and the released one, once per event', () => {
    expect(saga.triggers.map(({ eventType }) => eventType)).toEqual([
      'OrderCreatedEvent',
      'OrderReleasedEvent',
    ]);
    expect(created?.dedupeKey(CREATED)).toBe(CREATED.aggregateId);
    expect(released?.dedupeKey(APPROVED)).toBe(APPROVED.aggregateId);
  });

  it('takes no lease: orders do not wait for each other (DESIGN 4)', () => {
    expect(saga.triggers.map(({ conflictKey }) => conflictKey)).toEqual([undefined, undefined]);
  });

  it('starts only what is submitted at once (DESIGN 4)', () => {
    const submission = (value: unknown) => ({ ...CREATED, data: { ...CREATED.data, submission: value } });
    expect(created?.when(CREATED)).toBe(true);
    for (const other of ['on_approval', 'on_parent_fill', 'adopted', undefined])
      expect(created?.when(submission(other))).toBe(false);
  });

  it('AU-R7, OR-U9: starts whatever was let go, by approval or by the fill of a parent', () => {
    const byParent = { ...APPROVED, data: { ...APPROVED.data, releasedBy: 'parent_fill' } };
    expect([released?.when(APPROVED), released?.when(byParent)]).toEqual([true, true]);
  });
});

describe('the way forward', () => {
  const command = (target: typeof ORDER, asked: object) => ({
    kind: 'command',
    key: target.key,
    target,
    command: asked,
  });

  it('takes these steps, and the first fill is the pivot', () => {
    expect(saga.steps.map(({ name, pivot }) => (pivot ? `${name} (pivot)` : name))).toEqual([
      'reserve_buying_power',
      'record_submission',
      'submit_order',
      'acknowledge',
      'first_fill (pivot)',
      'order_end',
      'publish_completion',
    ]);
  });

  it('OR-U11: reserves what the order holds', () => {
    expect(acting(saga, 'reserve_buying_power').execute(CONTEXT)).toEqual([
      command(ACCOUNT, { type: 'ReserveBuyingPowerCommand', orderId: id('order'), amount: '15100' }),
    ]);
  });

  it('records the intent before the broker is called (DESIGN 7)', () => {
    expect(acting(saga, 'record_submission').execute(CONTEXT)).toEqual([
      command(ORDER, { type: 'SubmitOrderCommand' }),
    ]);
  });

  it('hands the whole order to the connection, under its client order id', () => {
    const [effect] = acting(saga, 'submit_order').execute(CONTEXT);
    const order = {
      orderId: id('order'),
      clientOrderId: 'client-1',
      symbol: 'AAPL',
      ...plainAsset('stock'),
      multiplier: '1',
      side: 'buy',
      positionEffect: null,
      orderType: 'limit',
      quantity: '100',
      limitPrice: '151',
      stopPrice: null,
      trailAmount: null,
      trailPercent: null,
      timeInForce: 'day',
      extendedHours: false,
      ocoGroupId: null,
    };
    expect(brokerOrderSchema.parse(order)).toEqual(order);
    expect(effect).toEqual({
      kind: 'call',
      key: 'placeOrder',
      port: 'broker',
      request: {
        connectionId: id('connection'),
        call: { op: 'placeOrder', brokerAccountId: 'virtual-account', order },
      },
    });
  });

  it('OR-U9: hands a released order over for what it was released for', () => {
    const released = contextOf(saga, { ...APPROVED, data: { ...APPROVED.data, quantity: '40' } });
    expect(acting(saga, 'submit_order').execute(released)).toMatchObject([
      { request: { call: { op: 'placeOrder', order: { orderId: id('order'), quantity: '40' } } } },
    ]);
  });

  it("places the order under the broker's id and settles the reservation by the broker's figures", () => {
    expect(acting(saga, 'acknowledge').execute(CONTEXT)).toEqual([
      command(ORDER, { type: 'PlaceOrderCommand', brokerOrderId: 'broker-1', placedAt: TEST_NOW }),
      command(ACCOUNT, { type: 'SettleReservationCommand', orderId: id('order'), figures: ACK.figures }),
    ]);
  });

  it.each([FILLED, CANCELLED, REJECTED, EXPIRED, FILLED_BY_CHANGE])(
    'tells that the execution is over: $eventType',
    (end) => {
      expect(acting(saga, 'publish_completion').execute({ ...CONTEXT, inbox: [end] })).toEqual([
        command(ORDER, { type: 'CompleteOrderExecutionCommand' }),
      ]);
    },
  );

  it('tells nothing of an order that works on without it', () => {
    const inbox = [PARTLY_FILLED, UNTRACKED];
    expect(acting(saga, 'publish_completion').execute({ ...CONTEXT, inbox })).toEqual([]);
  });
});

describe('waiting', () => {
  const result = (name: string, ...inbox: (typeof FILLED)[]) =>
    waiting(saga, name).awaits({ ...CONTEXT, inbox })?.kind ?? 'goes on';

  it.each([
    ['nothing', [], 'goes on', 'goes on'],
    ['the acknowledgement', [PLACED], 'goes on', 'goes on'],
    ['a cancel that is pending', [CANCEL_SEEN], 'goes on', 'goes on'],
    ['a part', [PARTLY_FILLED], 'done', 'goes on'],
    ['a part and the rest', [PARTLY_FILLED, FILLED], 'done', 'done'],
    ['a part that became the whole', [PARTLY_FILLED, FILLED_BY_CHANGE], 'done', 'done'],
    ['the whole at once', [FILLED], 'done', 'done'],
    ['a rejection', [REJECTED], 'done', 'done'],
    ['a cancel', [CANCELLED], 'done', 'done'],
    ['an expiry', [EXPIRED], 'done', 'done'],
  ])('when %s has come', (_, inbox, firstFill, end) => {
    expect([result('first_fill', ...inbox), result('order_end', ...inbox)]).toEqual([firstFill, end]);
  });

  it('DESIGN 4: fails as detached when the connection is gone before the first fill, and ends after it', () => {
    const { awaits } = waiting(saga, 'first_fill');
    expect(awaits({ ...CONTEXT, inbox: [UNTRACKED] })).toMatchObject({
      kind: 'fail',
      failure: { code: 'detached' },
    });
    expect(result('first_fill', PARTLY_FILLED, UNTRACKED)).toBe('done');
    expect(result('order_end', PARTLY_FILLED, UNTRACKED)).toBe('done');
  });

  it('is told of every fill, every end and the loss of the connection', () => {
    expect([...orderExecutionListensTo].toSorted()).toEqual([
      'OrderCancelled',
      'OrderExpiredEvent',
      'OrderFilledEvent',
      'OrderPartiallyFilledEvent',
      'OrderRejected',
      'OrderStatusUpdatedEvent',
      'OrderUntrackedEvent',
    ]);
  });

  it('keeps of many fills the first one, and every end', () => {
    const hears = (event: typeof FILLED, ...inbox: (typeof FILLED)[]) =>
      saga.hears?.({ ...CONTEXT, inbox }, event);
    expect(hears(PARTLY_FILLED)).toBe(true);
    expect(hears(PARTLY_FILLED, PARTLY_FILLED)).toBe(false);
    for (const end of [FILLED, CANCELLED, REJECTED, EXPIRED, FILLED_BY_CHANGE, UNTRACKED])
      expect(hears(end, PARTLY_FILLED)).toBe(true);
    expect(hears(CANCEL_SEEN)).toBe(false);
  });
});
