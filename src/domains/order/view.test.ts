import { describe, expect, it } from 'vitest';
import { plusMs } from '../../core/instant.ts';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import type { OrderEvent } from './events.ts';
import { orderAggregate } from './order.ts';
import type { OrderState } from './state.ts';
import {
  BROKER_TIME,
  CANCEL,
  create,
  eventsAfter,
  fill,
  id,
  PLACE,
  REJECT,
  SUBMIT,
} from './testing/fixtures.ts';
import { orderResource, orderResourceSchema, orderView } from './view.ts';

const UPDATED = plusMs(TEST_NOW, 1000);

const rowOf = (events: readonly OrderEvent[]) => {
  let doc: OrderState | null = null;
  for (const [index, event] of events.entries()) {
    expect(orderView.eventTypes.has(event.type)).toBe(true);
    expect(orderView.rowId(event, metaOf(event, index))).toBe(id('order'));
    doc = orderView.project(doc, event, metaOf(event, index));
  }
  if (!doc) throw new Error('there is no row');
  return { id: id('order'), version: events.length, updatedAt: UPDATED, doc };
};

const metaOf = (event: OrderEvent, index: number) => ({
  aggregateId: event.data.orderId,
  aggregateVersion: index + 1,
  userId: event.data.userId,
  occurredAt: TEST_NOW,
});

describe('the orders view', () => {
  it('shows what the aggregate knows', () => {
    const events = eventsAfter(create(), SUBMIT, PLACE, fill('40'), CANCEL);
    expect(rowOf(events).doc).toEqual(
      events.reduce(orderAggregate.decider.evolve, orderAggregate.decider.initial),
    );
  });

  it('S-R6: every event a command waits for says why', () => {
    expect(Object.keys(orderView.sync)).toEqual(['OrderCreatedEvent', 'OrderCancelled']);
    for (const { priority, reason } of Object.values(orderView.sync)) {
      expect(priority).toBe(2);
      expect(reason).not.toBe('');
    }
  });
});

describe('the order a client gets', () => {
  it('Order 6: shows filled, remaining and average, and every fill', () => {
    const events = eventsAfter(
      create({ orderType: 'limit', limitPrice: '151' }),
      SUBMIT,
      PLACE,
      fill('40', { commission: '0.4' }),
    );
    const resource = orderResource(rowOf(events));
    expect(resource).toEqual({
      orderId: id('order'),
      accountId: id('account'),
      clientOrderId: 'client-1',
      brokerOrderId: 'broker-1',
      symbol: 'AAPL',
      assetType: 'stock',
      side: 'buy',
      orderType: 'limit',
      quantity: '100',
      limitPrice: '151',
      timeInForce: 'day',
      status: 'partially_filled',
      filledQuantity: '40',
      remainingQuantity: '60',
      averageFillPrice: '150',
      commission: '0.4',
      rejectReason: null,
      fills: [{ fillId: 'fill-40', price: '150', quantity: '40', commission: '0.4', filledAt: BROKER_TIME }],
      createdAt: TEST_NOW,
      submittedAt: TEST_NOW,
      placedAt: BROKER_TIME,
      filledAt: null,
      cancelledAt: null,
      rejectedAt: null,
      updatedAt: UPDATED,
      version: 4,
    });
    expect(orderResourceSchema.parse(resource)).toEqual(resource);
  });

  it('says why it was rejected', () => {
    const { status, rejectReason, averageFillPrice } = orderResource(
      rowOf(eventsAfter(create(), SUBMIT, REJECT)),
    );
    expect({ status, rejectReason, averageFillPrice }).toEqual({
      status: 'rejected',
      rejectReason: { code: 'no_shares', detail: 'not borrowable' },
      averageFillPrice: null,
    });
  });
});
