import { describe, expect, it } from 'vitest';
import { describeGoldenEvents } from '../../core/testing/golden-events.ts';
import { ignoredOrderEvents } from './events.ts';
import { orderAggregate } from './order.ts';
import { BROKER_TIME, id } from './testing/fixtures.ts';
import golden from './testing/golden-events.json' with { type: 'json' };

describeGoldenEvents('order', orderAggregate.events, golden);

const { read } = orderAggregate.events;

describe('what old logs hold', () => {
  const placed = {
    orderId: id('order'),
    userId: id('user'),
    accountId: id('account'),
    symbol: 'AAPL',
    side: 'buy',
    quantity: '100',
    timeInForce: 'gtc',
    extendedHours: true,
    clientOrderId: 'client-1',
    brokerOrderId: 'broker-1',
    placedAt: BROKER_TIME,
  };

  it.each([1, 2])(
    'V-R1: an acknowledgement of version %s keeps what it says, also when it says all',
    (schemaVersion) => {
      expect(read({ eventType: 'OrderPlacedEvent', schemaVersion, data: placed })).toEqual({
        type: 'OrderPlacedEvent',
        data: placed,
      });
    },
  );

  it('V-R1: what the first version of an acknowledgement does not say is a day order in regular hours, sent under its own id', () => {
    const { timeInForce: _, extendedHours: __, clientOrderId: ___, ...first } = placed;
    expect(read({ eventType: 'OrderPlacedEvent', schemaVersion: 1, data: first })?.data).toEqual({
      ...first,
      timeInForce: 'day',
      extendedHours: false,
      clientOrderId: id('order'),
    });
  });

  it.each(ignoredOrderEvents)('G-R3: %s says what the fill has said and is skipped', (eventType) => {
    expect(read({ eventType, schemaVersion: 1, data: { fillId: 'fill-40' } })).toBeNull();
  });

  it('V-R4: a log of the first build folds to an order of today', () => {
    const past = (
      ['OrderCreatedEvent', 'OrderPlacedEvent', 'OrderPartiallyFilledEvent', 'OrderCancelled'] as const
    ).map((type) => read({ eventType: type, schemaVersion: 1, data: golden[`${type}@1`].data }));
    const { evolve, initial } = orderAggregate.decider;
    const order = past.reduce((state, event) => (event ? evolve(state, event) : state), initial);
    expect(order).toMatchObject({
      status: 'cancelled',
      release: 'immediate',
      filledQuantity: '40',
      filledValue: '6004',
      assetType: 'stock',
      optionStrikePrice: null,
      group: null,
      createdBy: 'user',
    });
  });
});
