import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { OrderFilledEvent, OrderPlacedEvent, OrderSubmittedEvent } from './events.ts';
import { orderAggregate } from './order.ts';
import {
  BROKER_TIME,
  CANCEL,
  CONFIRM,
  create,
  eventsAfter,
  fill,
  id,
  PLACE,
  SAGA,
  SUBMIT,
} from './testing/fixtures.ts';

const order = specification(orderAggregate);
const ids = { orderId: id('order'), userId: testEnv().userId, accountId: id('account') };
const submitted = [create(), SUBMIT];
const placed = [...submitted, PLACE];

describe('sending an order', () => {
  it('records the intent and the saga before the broker is called (DESIGN 7)', () => {
    const state = order
      .given(...eventsAfter(create()))
      .when(SUBMIT, { sagaId: SAGA })
      .then(
        OrderSubmittedEvent({
          ...ids,
          clientOrderId: 'client-1',
          executionSagaId: SAGA,
          submittedAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({ status: 'pending', executionSagaId: SAGA, submittedAt: TEST_NOW });
  });

  it('is refused without a saga', () => {
    order
      .given(...eventsAfter(create()))
      .when(SUBMIT)
      .thenRejected('saga_required');
  });
});

describe('the acknowledgement', () => {
  it('places the order under the id of the broker', () => {
    const state = order
      .given(...eventsAfter(...submitted))
      .when(PLACE)
      .then(
        OrderPlacedEvent({
          ...ids,
          symbol: 'AAPL',
          side: 'buy',
          quantity: '100',
          timeInForce: 'day',
          extendedHours: false,
          clientOrderId: 'client-1',
          brokerOrderId: 'broker-1',
          placedAt: BROKER_TIME,
        }),
      );
    expect(state).toMatchObject({ status: 'placed', brokerOrderId: 'broker-1', placedAt: BROKER_TIME });
  });

  it('needs an id', () => {
    order
      .given(...eventsAfter(...submitted))
      .when({ type: 'PlaceOrderCommand', brokerOrderId: '', placedAt: BROKER_TIME })
      .thenRejected('broker_order_id_required', 'brokerOrderId');
  });

  it('is refused under a second id', () => {
    order
      .given(...eventsAfter(...placed))
      .when({ type: 'PlaceOrderCommand', brokerOrderId: 'broker-2', placedAt: BROKER_TIME })
      .thenRejected('invalid_order_state');
  });

  it.each([
    ['partially_filled', [fill('40')]],
    ['filled', [fill('100')]],
    ['cancel_pending', [CANCEL]],
    ['cancelled', [CANCEL, CONFIRM]],
  ] as const)('that comes late leaves the order %s', (status, commands) => {
    const state = order
      .given(...eventsAfter(...submitted, ...commands))
      .when(PLACE)
      .thenTypes('OrderPlacedEvent');
    expect(state).toMatchObject({ status, brokerOrderId: 'broker-1' });
  });
});

describe('fills', () => {
  it('OR-R3: the average is weighted by quantity and commissions add up', () => {
    const past = eventsAfter(...placed, fill('60', { price: '150.10', commission: '0.60' }));
    const state = order
      .given(...past)
      .when(fill('40', { price: '150.35', commission: '0.40' }))
      .then(
        OrderFilledEvent({
          ...ids,
          brokerId: 'virtual',
          automationId: null,
          fillId: 'fill-40',
          symbol: 'AAPL',
          assetType: 'stock',
          multiplier: '1',
          side: 'buy',
          fillPrice: '150.35',
          fillQuantity: '40',
          cumulativeQuantity: '100',
          averageFillPrice: '150.2',
          commission: '0.40',
          totalCommission: '1',
          filledAt: BROKER_TIME,
        }),
      );
    expect(state).toMatchObject({
      status: 'filled',
      filledQuantity: '100',
      commission: '1',
      filledAt: BROKER_TIME,
    });
  });

  it('OR-R3: the average of a penny stock keeps its 28 digits', () => {
    const past = eventsAfter(...placed, fill('1', { price: '0.03' }));
    const state = order
      .given(...past)
      .when(fill('2', { price: '0.035' }))
      .thenTypes('OrderPartiallyFilledEvent');
    expect(state?.averageFillPrice).toBe('0.03333333333333333333333333333');
  });

  it('Order 6: each fill keeps its id, price, quantity, commission and time', () => {
    const state = order
      .given(...eventsAfter(...placed, fill('40', { fillId: 'a' }), fill('60', { fillId: 'b' })))
      .state();
    expect(state?.fills.map(({ fillId, quantity }) => [fillId, quantity])).toEqual([
      ['a', '40'],
      ['b', '60'],
    ]);
  });

  it('invariant 6: the same fill id counts once, whatever it says the second time', () => {
    const past = eventsAfter(...placed, fill('40'));
    order
      .given(...past)
      .when(fill('40'))
      .then();
    order
      .given(...past)
      .when(fill('999', { fillId: 'fill-40' }))
      .then();
  });

  it('invariant 7: fills never exceed the order', () => {
    order
      .given(...eventsAfter(...placed, fill('40')))
      .when(fill('60.0001'))
      .thenRejected('overfill');
  });

  it('may overtake the acknowledgement', () => {
    const state = order
      .given(...eventsAfter(...submitted))
      .when(fill('40'))
      .thenTypes('OrderPartiallyFilledEvent');
    expect(state).toMatchObject({ status: 'partially_filled', brokerOrderId: null });
  });

  it('of an order that was never sent are refused', () => {
    order
      .given(...eventsAfter(create()))
      .when(fill('40'))
      .thenRejected('order_not_submitted');
  });

  it('Order 8: fills that arrive while a cancel is pending are kept, and the cancel stays pending', () => {
    const past = eventsAfter(...placed, CANCEL);
    expect(
      order
        .given(...past)
        .when(fill('40'))
        .thenTypes('OrderPartiallyFilledEvent'),
    ).toMatchObject({
      status: 'cancel_pending',
      filledQuantity: '40',
    });
    expect(
      order
        .given(...past)
        .when(fill('100'))
        .thenTypes('OrderFilledEvent'),
    ).toMatchObject({ status: 'filled' });
  });
});
