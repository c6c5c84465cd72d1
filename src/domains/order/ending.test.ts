import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import {
  OrderCancelled,
  OrderCancelRejectedEvent,
  OrderCancelRequestedEvent,
  OrderExecutionCompleted,
  OrderRejected,
} from './events.ts';
import { orderAggregate } from './order.ts';
import {
  BROKER_TIME,
  CANCEL,
  COMPLETE,
  CONFIRM,
  create,
  eventsAfter,
  fill,
  id,
  PLACE,
  REJECT,
  REJECT_CANCEL,
  SAGA,
  SUBMIT,
} from './testing/fixtures.ts';

const order = specification(orderAggregate);
const ids = { orderId: id('order'), userId: testEnv().userId, accountId: id('account') };
const submitted = [create(), SUBMIT];
const placed = [...submitted, PLACE];

describe('refusals by the broker', () => {
  it('end a placed order with their reason', () => {
    const state = order
      .given(...eventsAfter(...placed))
      .when(REJECT)
      .then(OrderRejected({ ...ids, code: 'no_shares', detail: 'not borrowable', rejectedAt: TEST_NOW }));
    expect(state).toMatchObject({
      status: 'rejected',
      rejectReason: { code: 'no_shares', detail: 'not borrowable' },
      rejectedAt: TEST_NOW,
    });
  });
});

describe('cancelling', () => {
  it('ends an order at once that was never sent', () => {
    const state = order
      .given(...eventsAfter(create()))
      .when(CANCEL)
      .then(OrderCancelled({ ...ids, reason: 'user', filledQuantity: '0', cancelledAt: TEST_NOW }));
    expect(state).toMatchObject({ status: 'cancelled', cancelledAt: TEST_NOW });
  });

  it('Order 8: is a request once the order was sent', () => {
    const state = order
      .given(...eventsAfter(...submitted))
      .when(CANCEL)
      .then(
        OrderCancelRequestedEvent({
          ...ids,
          connectionId: id('connection'),
          brokerAccountId: 'virtual-account',
          clientOrderId: 'client-1',
          reason: 'user',
          requestedAt: TEST_NOW,
        }),
      );
    expect(state?.status).toBe('cancel_pending');
  });

  it('Order 8: a terminal order answers with its state', () => {
    const { decide } = orderAggregate.decider;
    const filled = order.given(...eventsAfter(...placed, fill('100'))).state();
    expect(decide(CANCEL, filled, testEnv())).toEqual({
      kind: 'reject',
      rejection: { code: 'order_terminal', detail: 'the order is already filled' },
    });
  });

  it('Order 8: a cancelled order may have a filled part', () => {
    const state = order
      .given(...eventsAfter(...placed, fill('40'), CANCEL))
      .when(CONFIRM)
      .then(OrderCancelled({ ...ids, reason: 'broker', filledQuantity: '40', cancelledAt: BROKER_TIME }));
    expect(state).toMatchObject({ status: 'cancelled', cancelledAt: BROKER_TIME, filledQuantity: '40' });
  });

  it('that the broker refuses lets the order work on', () => {
    const state = order
      .given(...eventsAfter(...placed, CANCEL))
      .when(REJECT_CANCEL)
      .then(OrderCancelRejectedEvent({ ...ids, code: 'too_late', detail: 'routed', rejectedAt: TEST_NOW }));
    expect(state?.status).toBe('placed');
  });

  it('that the broker refuses leaves a filled part visible', () => {
    const state = order
      .given(...eventsAfter(...placed, fill('40'), CANCEL))
      .when(REJECT_CANCEL)
      .thenTypes('OrderCancelRejectedEvent');
    expect(state?.status).toBe('partially_filled');
  });
});

describe('the end of the execution', () => {
  const past = eventsAfter(...placed, fill('100', { price: '151' }));

  it('is told once, with the outcome', () => {
    const notice = order.given(...past).when(COMPLETE, { sagaId: SAGA });
    notice.then(
      OrderExecutionCompleted({
        ...ids,
        finalStatus: 'filled',
        filledQuantity: '100',
        averageFillPrice: '151',
        sagaId: SAGA,
        completedAt: TEST_NOW,
      }),
    );
    order
      .given(...past, ...notice.events)
      .when(COMPLETE)
      .then();
  });
});
