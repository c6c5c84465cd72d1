import { describe, expect, it } from 'vitest';
import type { DomainEvent } from '../core/decider.ts';
import type { EventEnvelope } from '../core/envelope.ts';
import { recordFillCommand } from '../domains/order/commands.ts';
import { orderEvents } from '../domains/order/events.ts';
import {
  CANCEL,
  CONFIRM,
  create,
  eventsAfter,
  fill,
  id,
  PLACE,
  SUBMIT,
} from '../domains/order/testing/fixtures.ts';
import { updatePositionCommand } from '../domains/position/commands.ts';
import { virtualBrokerEvents } from '../domains/virtual-broker/events.ts';
import * as virtual from '../domains/virtual-broker/testing/fixtures.ts';
import { fillsToPositions, positionBookKey } from './fills-to-positions.ts';
import { virtualBrokerReports } from './virtual-broker-reports.ts';

const stored = ({ type, data }: DomainEvent) => ({ eventType: type, data }) as EventEnvelope;
const only = <Event extends DomainEvent>(events: readonly Event[], type: string) => {
  const event = events.find((candidate) => candidate.type === type);
  if (!event) throw new Error(`no ${type} happened`);
  return stored(event);
};

const execution = eventsAfter(
  create(),
  SUBMIT,
  PLACE,
  fill('40', { price: '150.5', commission: '0.4' }),
  fill('60'),
);

describe('fills go to positions', () => {
  it('under a name that never changes, for every event that is a fill', () => {
    expect(fillsToPositions.name).toBe('position');
    const withFills = Object.values(orderEvents).filter(({ schema }) => 'fillId' in schema.shape);
    expect([...fillsToPositions.eventTypes]).toEqual(withFills.map(({ type }) => type));
  });

  it('a fill is booked as it was, on the book of its account and symbol', () => {
    const [addressed, ...more] = fillsToPositions.commandsFor(only(execution, 'OrderPartiallyFilledEvent'));
    expect(more).toEqual([]);
    expect(addressed?.target).toEqual({ type: 'position', key: positionBookKey(id('account'), 'AAPL') });
    expect(updatePositionCommand.parse(addressed?.command)).toEqual({
      type: 'UpdatePositionCommand',
      fillId: 'fill-40',
      orderId: id('order'),
      accountId: id('account'),
      brokerId: 'virtual',
      automationId: null,
      symbol: 'AAPL',
      assetType: 'stock',
      multiplier: '1',
      side: 'buy',
      quantity: '40',
      price: '150.5',
      commission: '0.4',
      filledAt: create().quote?.at,
      accountEquityAtEntry: null,
    });
  });

  it('invariant 6: the fill id makes a repeat the same command, from whichever event', () => {
    const keys = ['OrderPartiallyFilledEvent', 'OrderFilledEvent'].flatMap((type) =>
      fillsToPositions.commandsFor(only(execution, type)).map(({ dedupeKey }) => dedupeKey),
    );
    expect(keys).toEqual(['fill-40', 'fill-60']);
  });
});

describe('the virtual broker reports', () => {
  const NOW = virtual.later(500);
  const commands = [
    virtual.open(),
    virtual.submit('a'),
    virtual.submit('b', { limitPrice: '1' }),
    virtual.cancel('b'),
    virtual.cancel('never arrived'),
  ];
  const { events } = virtual.play(commands, undefined, { now: NOW });
  const account = { type: 'broker_account', key: virtual.id('account') };

  it('under a name that never changes, what it did with an order', () => {
    expect(virtualBrokerReports.name).toBe('reports');
    expect([...virtualBrokerReports.eventTypes]).toEqual(['TradeSimulatedEvent', 'VirtualOrderCancelled']);
  });

  it('a trade to the order as a fill, and its figures to the account that mirrors it', () => {
    const trade = only(events, virtualBrokerEvents.TradeSimulatedEvent.type);
    const [toOrder, toAccount, ...more] = virtualBrokerReports.commandsFor(trade);
    expect(more).toEqual([]);
    expect(toOrder?.target).toEqual({ type: 'order', key: virtual.id('a') });
    const { tradeId, figures } = trade.data;
    expect(recordFillCommand.parse(toOrder?.command)).toEqual({
      type: 'RecordFillCommand',
      fill: { fillId: tradeId, price: '100', quantity: '10', commission: '0', filledAt: NOW },
    });
    expect(toAccount).toEqual({
      target: account,
      command: { type: 'RefreshAccountDataFromBrokerCommand', figures },
    });
  });

  it('a cancel to the order as confirmed, and its figures to the account, also when the order never arrived', () => {
    const cancels = events.filter(({ type }) => type === 'VirtualOrderCancelled').map(stored);
    expect(cancels).toHaveLength(2);
    for (const [n, name] of ['b', 'never arrived'].entries()) {
      const cancelled = cancels[n] as EventEnvelope;
      expect(virtualBrokerReports.commandsFor(cancelled)).toEqual([
        {
          target: { type: 'order', key: virtual.id(name) },
          command: { type: 'ConfirmCancelCommand', reason: 'user', cancelledAt: NOW },
        },
        {
          target: account,
          command: { type: 'RefreshAccountDataFromBrokerCommand', figures: cancelled.data['figures'] },
        },
      ]);
    }
  });

  it('gives no command a key of its own: the event is what makes a repeat the same', () => {
    for (const event of events.filter(({ type }) => virtualBrokerReports.eventTypes.has(type)))
      for (const { dedupeKey } of virtualBrokerReports.commandsFor(stored(event)))
        expect(dedupeKey).toBeUndefined();
  });
});

it('a cancelled order has nothing to book', () => {
  const cancelled = only(eventsAfter(create(), SUBMIT, PLACE, CANCEL, CONFIRM), 'OrderCancelled');
  expect(fillsToPositions.eventTypes.has(cancelled.eventType)).toBe(false);
});
