import { describe, expect, it } from 'vitest';
import { TEST_NOW } from '../core/testing/decider-specification.ts';
import { orderEvents } from '../domains/order/events.ts';
import { orderExecutionListensTo, orderExecutionSaga as saga } from './order-execution-saga.ts';
import { acting, id, waiting } from './testing/contexts.ts';
import {
  ACCOUNT,
  ACK,
  CONTEXT,
  CREATED,
  FILLED,
  ORDER,
  PARTLY_FILLED,
  PLACED,
  REJECTED,
} from './testing/order-execution.ts';

describe('the trigger (domains 12, 40: created starts, placed means acknowledged)', () => {
  const { trigger } = saga;

  it('is the created order, once per order', () => {
    expect(trigger.eventType).toBe('OrderCreatedEvent');
    expect(trigger.dedupeKey(CREATED)).toBe(CREATED.aggregateId);
  });

  it('starts only what is submitted at once (DESIGN 4)', () => {
    const submission = (value: unknown) => ({ ...CREATED, data: { ...CREATED.data, submission: value } });
    expect(trigger.when(CREATED)).toBe(true);
    for (const other of ['on_approval', 'on_parent_fill', 'adopted', undefined])
      expect(trigger.when(submission(other))).toBe(false);
  });

  const keys = Object.keys(orderEvents.OrderCreatedEvent.schema.shape);

  it('reaches the context with every key of the event', () => {
    expect(Object.keys(CONTEXT.trigger.data).toSorted()).toEqual(keys.toSorted());
    expect(CONTEXT.trigger.data).toEqual(CREATED.data);
  });

  it.each(keys)('N-R4: without %s the saga does not start', (key) => {
    const { [key]: _, ...rest } = CREATED.data;
    expect(() => saga.parse(rest)).toThrow();
  });
});

describe('the way forward', () => {
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

  it('Order 11: reserves what the order holds', () => {
    expect(acting(saga, 'reserve_buying_power').execute(CONTEXT)).toEqual([
      {
        kind: 'command',
        key: 'reserve',
        target: ACCOUNT,
        command: { type: 'ReserveBuyingPowerCommand', orderId: id('order'), amount: '15100' },
      },
    ]);
  });

  it('records the intent before the broker is called (DESIGN 7)', () => {
    expect(acting(saga, 'record_submission').execute(CONTEXT)).toEqual([
      { kind: 'command', key: 'submit', target: ORDER, command: { type: 'SubmitOrderCommand' } },
    ]);
  });

  it('hands the whole order to the connection, under its client order id', () => {
    const [effect] = acting(saga, 'submit_order').execute(CONTEXT);
    expect(effect).toEqual({
      kind: 'call',
      key: 'place',
      port: 'broker',
      request: {
        connectionId: id('connection'),
        call: {
          op: 'placeOrder',
          brokerAccountId: 'virtual-account',
          order: {
            orderId: id('order'),
            clientOrderId: 'client-1',
            symbol: 'AAPL',
            assetType: 'stock',
            multiplier: '1',
            side: 'buy',
            orderType: 'limit',
            quantity: '100',
            limitPrice: '151',
            timeInForce: 'day',
          },
        },
      },
    });
  });

  it("places the order under the broker's id and settles the reservation by the broker's figures", () => {
    expect(acting(saga, 'acknowledge').execute(CONTEXT)).toEqual([
      {
        kind: 'command',
        key: 'place',
        target: ORDER,
        command: { type: 'PlaceOrderCommand', brokerOrderId: 'broker-1', placedAt: TEST_NOW },
      },
      {
        kind: 'command',
        key: 'settle',
        target: ACCOUNT,
        command: { type: 'SettleReservationCommand', orderId: id('order'), figures: ACK.figures },
      },
    ]);
  });

  it('tells that the execution is over', () => {
    expect(acting(saga, 'publish_completion').execute(CONTEXT)).toEqual([
      { kind: 'command', key: 'complete', target: ORDER, command: { type: 'CompleteOrderExecutionCommand' } },
    ]);
  });
});

describe('waiting', () => {
  const result = (name: string, ...inbox: (typeof FILLED)[]) =>
    waiting(saga, name).awaits({ ...CONTEXT, inbox })?.kind ?? 'goes on';

  it.each([
    ['nothing', [], 'goes on', 'goes on'],
    ['the acknowledgement', [PLACED], 'goes on', 'goes on'],
    ['a part', [PARTLY_FILLED], 'done', 'goes on'],
    ['a part and the rest', [PARTLY_FILLED, FILLED], 'done', 'done'],
    ['the whole at once', [FILLED], 'done', 'done'],
    ['a rejection', [REJECTED], 'done', 'done'],
  ])('when %s has come', (_, inbox, firstFill, end) => {
    expect([result('first_fill', ...inbox), result('order_end', ...inbox)]).toEqual([firstFill, end]);
  });

  it('hears of every fill and every end, which the saga is told', () => {
    expect([...orderExecutionListensTo].toSorted()).toEqual([
      'OrderCancelled',
      'OrderFilledEvent',
      'OrderPartiallyFilledEvent',
      'OrderRejected',
    ]);
  });
});
