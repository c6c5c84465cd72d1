import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { OrderCancelRejectedEvent, OrderCancelRequestedEvent } from './events/broker.ts';
import {
  OrderCancelled,
  OrderCompletedEvent,
  OrderExecutionCompleted,
  OrderExpiredEvent,
  OrderRejected,
} from './events/endings.ts';
import { OrderDeletedEvent } from './events/intent.ts';
import { orderAggregate } from './order.ts';
import {
  APPROVE,
  BROKER_TIME,
  CANCEL,
  COMPLETE,
  CONFIRM,
  create,
  DECLINE,
  DELETE,
  EXPIRE,
  eventsAfter,
  fill,
  id,
  PLACE,
  REJECT,
  REJECT_CANCEL,
  SAGA,
  SUBMIT,
  UNTRACK,
} from './testing/fixtures.ts';
import { adopted } from './testing/groups.ts';

const order = specification(orderAggregate);
const ids = { orderId: id('order'), userId: testEnv().userId, accountId: id('account') };
const submitted = [create(), SUBMIT];
const placed = [...submitted, PLACE];

describe('refusals by the broker', () => {
  it('end a placed order with their reason', () => {
    const state = order
      .given(...eventsAfter(...placed))
      .when(REJECT)
      .then(
        OrderRejected({
          ...ids,
          group: null,
          filledQuantity: '0',
          code: 'no_shares',
          detail: 'not borrowable',
          rejectedAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({
      status: 'rejected',
      rejectReason: { code: 'no_shares', detail: 'not borrowable' },
      rejectedAt: TEST_NOW,
    });
  });

  it('OR-U8: of an order whose cancel is pending are what its owner wished', () => {
    const state = order
      .given(...eventsAfter(...submitted, CANCEL))
      .when(REJECT)
      .thenTypes('OrderCancelled');
    expect(state).toMatchObject({ status: 'cancelled', endReason: 'no_shares: not borrowable' });
  });

  it('never undo a filled part', () => {
    for (const past of [[fill('40')], [fill('40'), CANCEL]])
      order
        .given(...eventsAfter(...placed, ...past))
        .when(REJECT)
        .thenRejected('invalid_order_state');
  });
});

describe('cancelling', () => {
  it('OR-R4: ends an order at once that was never sent', () => {
    const state = order
      .given(...eventsAfter(create()))
      .when(CANCEL)
      .then(
        OrderCancelled({ ...ids, group: null, reason: 'user', filledQuantity: '0', cancelledAt: TEST_NOW }),
      );
    expect(state).toMatchObject({ status: 'cancelled', cancelledAt: TEST_NOW, endReason: 'user' });
  });

  it('OR-R4: an order that its saga undoes is cancelled at the broker as soon as it may be there', () => {
    for (const past of [submitted, placed, [...placed, fill('40')]])
      order
        .given(...eventsAfter(...past))
        .when({ type: 'CancelOrderCommand', reason: 'execution failed' }, { sagaId: SAGA })
        .thenTypes('OrderCancelRequestedEvent');
  });

  it("OR-U8: is a request once the order was sent, with all that the broker's side needs", () => {
    const request = (brokerOrderId: string | null) =>
      OrderCancelRequestedEvent({
        ...ids,
        connectionId: id('connection'),
        brokerAccountId: 'virtual-account',
        clientOrderId: 'client-1',
        brokerOrderId,
        reason: 'user',
        requestedAt: TEST_NOW,
      });
    const state = order
      .given(...eventsAfter(...submitted))
      .when(CANCEL)
      .then(request(null));
    expect(state).toMatchObject({ status: 'cancel_pending', cancelRequestedAt: TEST_NOW });
    order
      .given(...eventsAfter(...placed))
      .when(CANCEL)
      .then(request('broker-1'));
  });

  it('OR-U8: a terminal order answers with its state', () => {
    const { decide } = orderAggregate.decider;
    const filled = order.given(...eventsAfter(...placed, fill('100'))).state();
    expect(decide(CANCEL, filled, testEnv())).toEqual({
      kind: 'reject',
      rejection: { code: 'order_terminal', detail: 'the order is filled' },
    });
  });

  it('OR-U8: a cancelled order may have a filled part', () => {
    const state = order
      .given(...eventsAfter(...placed, fill('40'), CANCEL))
      .when(CONFIRM)
      .then(
        OrderCancelled({
          ...ids,
          group: null,
          reason: 'broker',
          filledQuantity: '40',
          cancelledAt: BROKER_TIME,
        }),
      );
    expect(state).toMatchObject({ status: 'cancelled', cancelledAt: BROKER_TIME, filledQuantity: '40' });
  });

  it('OR-U8: that the broker refuses lets the order work on', () => {
    const state = order
      .given(...eventsAfter(...placed, CANCEL))
      .when(REJECT_CANCEL)
      .then(OrderCancelRejectedEvent({ ...ids, code: 'too_late', detail: 'routed', rejectedAt: TEST_NOW }));
    expect(state?.status).toBe('placed');
  });

  it('OR-U8: that the broker refuses leaves a filled part visible', () => {
    const state = order
      .given(...eventsAfter(...placed, fill('40'), CANCEL))
      .when(REJECT_CANCEL)
      .thenTypes('OrderCancelRejectedEvent');
    expect(state?.status).toBe('partially_filled');
  });
});

describe('expiring', () => {
  it('ends what the broker worked, with its filled part', () => {
    const state = order
      .given(...eventsAfter(...placed, fill('40')))
      .when(EXPIRE)
      .then(
        OrderExpiredEvent({
          ...ids,
          group: null,
          reason: 'end of day',
          filledQuantity: '40',
          expiredAt: BROKER_TIME,
        }),
      );
    expect(state).toMatchObject({ status: 'expired', expiredAt: BROKER_TIME, endReason: 'end of day' });
  });

  it('is no matter of an order that was never sent', () => {
    order
      .given(...eventsAfter(create()))
      .when(EXPIRE)
      .thenRejected('order_not_submitted');
  });
});

describe('deleting', () => {
  it.each([
    ['cancelled', [create(), CANCEL]],
    ['rejected', [...submitted, REJECT]],
    ['expired', [...placed, EXPIRE]],
  ] as const)('takes an order away that was %s and came to nothing', (_, past) => {
    const gone = order.given(...eventsAfter(...past)).when(DELETE);
    gone.then(OrderDeletedEvent({ ...ids, deletedAt: TEST_NOW }));
    order
      .given(...eventsAfter(...past), ...gone.events)
      .when(create())
      .thenRejected('client_order_id_taken');
  });

  it('keeps every order with a trade, also a broken one, and every one that works', () => {
    order
      .given(...eventsAfter(...placed, fill('40'), CANCEL, CONFIRM))
      .when(DELETE)
      .thenRejected('order_has_fills');
    order
      .given(...eventsAfter(...placed))
      .when(DELETE)
      .thenRejected('order_not_terminal');
  });
});

describe('the end of the execution', () => {
  const past = eventsAfter(...placed, fill('100', { price: '151' }));
  const outcome = { ...ids, filledQuantity: '100', averageFillPrice: '151', completedAt: TEST_NOW } as const;

  it('is told once, with the outcome', () => {
    const notice = order.given(...past).when(COMPLETE, { sagaId: SAGA });
    notice.then(OrderExecutionCompleted({ ...outcome, finalStatus: 'filled', sagaId: SAGA }));
    order
      .given(...past, ...notice.events)
      .when(COMPLETE)
      .then();
  });

  it('tells itself when no execution follows the order', () => {
    const found = order.given(...eventsAfter(adopted(), PLACE)).when(fill('100', { price: '151' }));
    found.thenTypes('OrderFilledEvent', 'OrderCompletedEvent');
    expect(found.events.at(-1)).toEqual(OrderCompletedEvent({ ...outcome, finalStatus: 'filled' }));
    order
      .given(...eventsAfter(adopted(), PLACE), ...found.events)
      .when(COMPLETE)
      .then();
  });

  it.each([
    ['a held order that is cancelled', [create({ submission: 'on_approval' })], CANCEL, 'OrderCancelled'],
    ['a held order that is declined', [create({ submission: 'on_approval' })], DECLINE, 'OrderRejected'],
    ['an untracked order that expired', [...placed, UNTRACK], EXPIRE, 'OrderExpiredEvent'],
  ] as const)('tells itself of %s', (_, before, end, type) => {
    order
      .given(...eventsAfter(...before))
      .when(end)
      .thenTypes(type, 'OrderCompletedEvent');
  });

  it('is left to the execution of an order that was approved', () => {
    order
      .given(...eventsAfter(create({ submission: 'on_approval' }), APPROVE, SUBMIT, PLACE))
      .when(fill('100'))
      .thenTypes('OrderFilledEvent');
  });
});
