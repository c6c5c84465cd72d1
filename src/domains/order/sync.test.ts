import { describe, expect, it } from 'vitest';
import { plusMs } from '../../core/instant.ts';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import type { OrderCommand } from './commands.ts';
import { OrderStatusUpdatedEvent, OrderSyncedFromBrokerEvent } from './events/broker.ts';
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
  SUBMIT,
  UNCONFIRMED,
} from './testing/fixtures.ts';
import { adopted } from './testing/groups.ts';
import { correct, sync } from './testing/reports.ts';

const order = specification(orderAggregate);
const ids = { orderId: id('order'), userId: testEnv().userId, accountId: id('account') };
const given = (...commands: OrderCommand[]) => order.given(...eventsAfter(create(), ...commands));
const SENT = [SUBMIT];
const PLACED = [SUBMIT, PLACE];
const alertOf = (outcome: ReturnType<ReturnType<typeof given>['when']>) => outcome.state?.alert;

describe("a look into the broker's list", () => {
  it('OR-U14: is recorded with status, fills and times as the broker tells them', () => {
    const state = given(...PLACED, fill('40'))
      .when(sync('working', { filledQuantity: '40', averageFillPrice: '150' }))
      .then(
        OrderSyncedFromBrokerEvent({
          ...ids,
          brokerStatus: 'working',
          status: 'partially_filled',
          brokerOrderId: 'broker-1',
          filledQuantity: '40',
          averageFillPrice: '150',
          alert: null,
          brokerUpdatedAt: BROKER_TIME,
          syncedAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({
      status: 'partially_filled',
      brokerStatus: 'working',
      brokerUpdatedAt: BROKER_TIME,
    });
  });

  it.each(['accepted', 'working', 'held', 'pending_replace', 'replaced'])(
    'OR-U14: %s acknowledges an order whose acknowledgement was lost',
    (status) => {
      const found = given(...SENT, UNCONFIRMED).when(sync(status));
      found.thenTypes('OrderSyncedFromBrokerEvent', 'OrderPlacedEvent');
      expect(found.state).toMatchObject({ status: 'placed', brokerOrderId: 'broker-1', unconfirmed: false });
    },
  );

  it('OR-U14: working leaves a placed order placed, and never takes a cancel back', () => {
    expect(given(...PLACED).when(sync('working')).state?.status).toBe('placed');
    expect(given(...PLACED, CANCEL).when(sync('working')).state?.status).toBe('cancel_pending');
  });

  it.each(['pending', 'unknown'])(
    'OR-U10: %s leaves an order that was sent pending and unconfirmed',
    (status) => {
      const still = given(...SENT, UNCONFIRMED).when(sync(status, { brokerOrderId: null }));
      still.thenTypes('OrderSyncedFromBrokerEvent');
      expect(still.state).toMatchObject({ status: 'pending', unconfirmed: true });
    },
  );

  it('OR-U14: pending under an id is known to be there, and is placed as soon as the broker works it', () => {
    const there = given(...SENT, UNCONFIRMED).when(sync('pending'));
    expect(there.state).toMatchObject({ status: 'pending', unconfirmed: false, brokerOrderId: null });
    given(...SENT, sync('pending'))
      .when(PLACE)
      .thenTypes('OrderPlacedEvent');
  });

  it('OR-U14: a cancel that someone asked for at the broker is seen', () => {
    const seen = given(...PLACED).when(sync('pending_cancel'));
    seen.thenTypes('OrderSyncedFromBrokerEvent', 'OrderStatusUpdatedEvent');
    expect(seen.events[1]).toEqual(
      OrderStatusUpdatedEvent({
        ...ids,
        oldStatus: 'placed',
        newStatus: 'cancel_pending',
        reason: 'a cancel is pending at the broker',
        updatedAt: TEST_NOW,
      }),
    );
    expect(given(...SENT).when(sync('pending_cancel')).state).toMatchObject({
      status: 'cancel_pending',
      brokerOrderId: 'broker-1',
    });
    given(...PLACED, CANCEL)
      .when(sync('pending_cancel'))
      .thenTypes('OrderSyncedFromBrokerEvent');
  });

  it.each([
    ['canceled', 'OrderCancelled', 'cancelled'],
    ['expired', 'OrderExpiredEvent', 'expired'],
    ['rejected', 'OrderRejected', 'rejected'],
  ] as const)('OR-U14: %s ends the order as its own event would', (brokerStatus, type, status) => {
    for (const past of [SENT, PLACED]) {
      const ended = given(...past).when(sync(brokerStatus, { reason: 'as the broker says' }));
      ended.thenTypes('OrderSyncedFromBrokerEvent', type);
      expect(ended.state).toMatchObject({ status, brokerOrderId: 'broker-1' });
    }
  });

  it('OR-U14: a rejection of an order whose cancel is pending cancels it, of one with fills is looked at', () => {
    given(...SENT, CANCEL)
      .when(sync('rejected'))
      .thenTypes('OrderSyncedFromBrokerEvent', 'OrderCancelled');
    const odd = given(...PLACED, fill('40')).when(sync('rejected', { filledQuantity: '40' }));
    odd.thenTypes('OrderSyncedFromBrokerEvent');
    expect(alertOf(odd)).toBe('status_conflict: the broker says rejected, the order is partially_filled');
  });

  it('OR-U14: another id of the broker is linked to the same order', () => {
    expect(given(...PLACED).when(sync('replaced', { brokerOrderId: 'broker-2' })).state).toMatchObject({
      status: 'placed',
      brokerOrderId: 'broker-2',
    });
  });

  it('OR-U14: a status that nobody knows changes nothing but raises an alert', () => {
    const odd = given(...PLACED).when(sync('gone_fishing'));
    odd.thenTypes('OrderSyncedFromBrokerEvent');
    expect(odd.state).toMatchObject({
      status: 'placed',
      brokerStatus: 'gone_fishing',
      alert: 'unknown_status: the broker says gone_fishing',
    });
  });
});

describe('fills in the list of the broker', () => {
  it('OR-U14: that we have not heard of are an alert, never guessed at: they come with their own ids', () => {
    const missing = given(...PLACED).when(sync('partially_filled', { filledQuantity: '40' }));
    missing.thenTypes('OrderSyncedFromBrokerEvent');
    expect(missing.state).toMatchObject({
      status: 'placed',
      filledQuantity: '0',
      alert: 'fills_missing: the broker has 40, we have 0',
    });
    const whole = given(...PLACED, fill('40')).when(sync('filled', { filledQuantity: '100' }));
    expect(whole.state).toMatchObject({
      status: 'partially_filled',
      alert: 'fills_missing: the broker has 100, we have 40',
    });
  });

  it('OR-U14: an alert is gone as soon as the list agrees', () => {
    const past = [...PLACED, sync('partially_filled', { filledQuantity: '40' }), fill('40')];
    const again = given(...past).when(sync('partially_filled', { filledQuantity: '40' }));
    again.thenTypes('OrderSyncedFromBrokerEvent');
    expect(alertOf(again)).toBeNull();
  });

  it('OR-U14: an end with missing fills is an end, and the fills are booked when they come', () => {
    const ended = given(...PLACED).when(sync('canceled', { filledQuantity: '40' }));
    expect(ended.state).toMatchObject({
      status: 'cancelled',
      alert: 'fills_missing: the broker has 40, we have 0',
    });
    const late = given(...PLACED, sync('canceled', { filledQuantity: '40' })).when(fill('40'));
    expect(late.state).toMatchObject({ status: 'cancelled', filledQuantity: '40', lateFill: true });
  });

  it('OR-U14: filled with all fills known fills the order', () => {
    const past = [...PLACED, fill('100'), correct('fill-100', '100', { price: '149' })];
    given(...past)
      .when(sync('filled', { filledQuantity: '100' }))
      .thenTypes('OrderSyncedFromBrokerEvent');
    const found = order.given(...eventsAfter(adopted())).when(sync('filled', { filledQuantity: '100' }));
    expect(found.state).toMatchObject({
      status: 'placed',
      alert: 'fills_missing: the broker has 100, we have 0',
    });
  });
});

describe('old and known news', () => {
  it('OR-U14: is dropped', () => {
    const known = [...PLACED, sync('working')];
    given(...known)
      .when(sync('working'))
      .then();
    given(...known)
      .when(sync('canceled', { brokerUpdatedAt: plusMs(BROKER_TIME, -1) }))
      .then();
    given(...known)
      .when(sync('canceled'))
      .thenTypes('OrderSyncedFromBrokerEvent', 'OrderCancelled');
  });

  it('OR-U14: about an order that ended is kept, and an alert when it contradicts', () => {
    const ended = [...PLACED, CANCEL, CONFIRM];
    const agrees = given(...ended).when(sync('canceled'));
    agrees.thenTypes('OrderSyncedFromBrokerEvent');
    expect(agrees.state).toMatchObject({ status: 'cancelled', alert: null });
    const contradicts = given(...ended).when(sync('working'));
    expect(contradicts.state).toMatchObject({
      status: 'cancelled',
      alert: 'status_conflict: the broker says working, the order is cancelled',
    });
  });

  it('OR-U14: about an order that was never sent is an alert', () => {
    expect(alertOf(given().when(sync('working')))).toBe(
      'status_conflict: the broker says working, the order is pending',
    );
  });
});
