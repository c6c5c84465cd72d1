import { describe, expect, it } from 'vitest';
import { plusMs } from '../../core/instant.ts';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import type { OrderCommand } from './commands.ts';
import type { OrderEvent } from './events.ts';
import { orderAggregate } from './order.ts';
import type { OrderState } from './state.ts';
import {
  APPROVE,
  at,
  BROKER_TIME,
  CANCEL,
  create,
  DELETE,
  EXPIRE,
  eventsAfter,
  fill,
  id,
  limit,
  PLACE,
  REJECT,
  SUBMIT,
  UNCONFIRMED,
  UNTRACK,
} from './testing/fixtures.ts';
import { bracket, leg } from './testing/groups.ts';
import { OPTION } from './testing/instruments.ts';
import { correct, update } from './testing/reports.ts';
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

  it('shows a deleted order to nobody', () => {
    const [deletion] = eventsAfter(create(), CANCEL, DELETE).slice(-1);
    if (!deletion) throw new Error('nothing was deleted');
    const { doc } = rowOf(eventsAfter(create(), CANCEL));
    expect(orderView.project(doc, deletion, metaOf(deletion, 2))).toBeNull();
  });

  it('S-R6: every event a command waits for says why', () => {
    expect(Object.keys(orderView.sync)).toEqual([
      'OrderCreatedEvent',
      'OrderCancelled',
      'OrderSyncedFromBrokerEvent',
    ]);
    for (const { reason } of Object.values(orderView.sync)) expect(reason).not.toBe('');
  });
});

const resourceOf = (...commands: readonly OrderCommand[]) => {
  const resource = orderResource(rowOf(eventsAfter(...commands)));
  expect(orderResourceSchema.parse(resource)).toEqual(resource);
  return resource;
};

describe('the order a client gets', () => {
  it('OR-U6: shows filled, remaining and average, and every fill', () => {
    expect(resourceOf(limit('151'), SUBMIT, PLACE, fill('40', { commission: '0.4' }))).toEqual({
      orderId: id('order'),
      accountId: id('account'),
      connectionId: id('connection'),
      automationId: null,
      signalId: null,
      createdBy: 'user',
      clientOrderId: 'client-1',
      brokerOrderId: 'broker-1',
      symbol: 'AAPL',
      assetType: 'stock',
      option: null,
      future: null,
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
      submission: 'immediate',
      release: 'immediate',
      approvalExpiresAt: null,
      expiresAt: at('2025-11-24T21:00:00.000Z'),
      group: null,
      legs: [],
      status: 'partially_filled',
      statusReason: null,
      unconfirmed: false,
      untracked: false,
      pendingChanges: null,
      alert: null,
      filledQuantity: '40',
      remainingQuantity: '60',
      averageFillPrice: '150',
      commission: '0.4',
      lateFill: false,
      rejectReason: null,
      fills: [{ fillId: 'fill-40', price: '150', quantity: '40', commission: '0.4', filledAt: BROKER_TIME }],
      timeline: [
        { step: 'placed', at: BROKER_TIME, fillId: null },
        { step: 'fill', at: BROKER_TIME, fillId: 'fill-40' },
        { step: 'created', at: TEST_NOW, fillId: null },
        { step: 'submitted', at: TEST_NOW, fillId: null },
      ],
      createdAt: TEST_NOW,
      releasedAt: null,
      submittedAt: TEST_NOW,
      placedAt: BROKER_TIME,
      filledAt: null,
      cancelRequestedAt: null,
      cancelledAt: null,
      rejectedAt: null,
      expiredAt: null,
      updatedAt: UPDATED,
      version: 4,
    });
  });

  it('OR-U6: shows a broken trade with nothing in it', () => {
    expect(resourceOf(limit('151'), SUBMIT, PLACE, fill('40'), correct('fill-40', '0'))).toMatchObject({
      filledQuantity: '0',
      averageFillPrice: null,
      fills: [{ fillId: 'fill-40', quantity: '0' }],
    });
  });

  it.each([
    ['a rejection', [create(), SUBMIT, REJECT], 'not borrowable'],
    ['a cancel', [create(), CANCEL], 'user'],
    ['its time', [create(), SUBMIT, PLACE, EXPIRE], 'end of day'],
    ['a held order', [create({ submission: 'on_approval' })], 'waits for approval'],
    ['a leg', [leg()], 'waits for the fill of its parent'],
    ['silence', [create(), SUBMIT, UNCONFIRMED], 'sent, but the broker has not confirmed it'],
    ['nothing', [create(), SUBMIT, PLACE], null],
  ] as const)('OR-U15: says why it is as it is: %s', (_, commands, statusReason) => {
    expect(resourceOf(...commands)).toMatchObject({ statusReason });
  });

  it('OR-U15: says who wanted it, and what happened to it when, oldest first', () => {
    const resource = resourceOf(
      create({
        submission: 'on_approval',
        createdBy: 'signal',
        automationId: id('automation'),
        signalId: id('signal'),
      }),
      APPROVE,
      SUBMIT,
      { type: 'PlaceOrderCommand', brokerOrderId: 'broker-1', placedAt: plusMs(TEST_NOW, 10) },
      fill('40', { filledAt: plusMs(TEST_NOW, 20) }),
      { type: 'ConfirmCancelCommand', reason: 'broker', cancelledAt: plusMs(TEST_NOW, 30) },
    );
    expect(resource).toMatchObject({
      createdBy: 'signal',
      automationId: id('automation'),
      signalId: id('signal'),
    });
    expect(resource.timeline.map(({ step }) => step)).toEqual([
      'created',
      'released',
      'submitted',
      'placed',
      'fill',
      'cancelled',
    ]);
  });

  it('OR-U7: shows the terms that stand, and those the broker was asked for', () => {
    expect(resourceOf(limit('150'), SUBMIT, PLACE, update({ limitPrice: '151' }))).toMatchObject({
      limitPrice: '150',
      pendingChanges: { limitPrice: '151' },
    });
  });

  it('shows details of a contract, a group with its exits, and that nobody follows an order', () => {
    const option = limit('5', { symbol: OPTION.symbol }, { instrument: OPTION, quote: null });
    expect(resourceOf(option)).toMatchObject({
      assetType: 'option',
      option: OPTION.option,
      multiplier: '100',
    });
    expect(resourceOf(bracket())).toMatchObject({ group: { role: 'parent' }, legs: [{}, {}] });
    expect(resourceOf(create(), SUBMIT, PLACE, UNTRACK)).toMatchObject({ untracked: true });
  });
});
