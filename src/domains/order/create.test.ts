import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { createOrderCommand } from './commands.ts';
import { OrderCreatedEvent } from './events.ts';
import { orderAggregate } from './order.ts';
import { create, INSTRUMENT, id, QUOTE } from './testing/fixtures.ts';
import { reservationFor } from './values.ts';

const order = specification(orderAggregate);
const limit = (limitPrice: string, changes = {}) => create({ orderType: 'limit', limitPrice, ...changes });

describe('creating an order', () => {
  it('records the full intent and the buying power it holds (Order 11)', () => {
    const state = order
      .given()
      .when(create())
      .then(
        OrderCreatedEvent({
          orderId: id('order'),
          userId: testEnv().userId,
          accountId: id('account'),
          connectionId: id('connection'),
          brokerId: 'virtual',
          brokerAccountId: 'virtual-account',
          automationId: null,
          signalId: null,
          symbol: 'AAPL',
          assetType: 'stock',
          multiplier: '1',
          side: 'buy',
          orderType: 'market',
          quantity: '100',
          limitPrice: null,
          stopPrice: null,
          timeInForce: 'day',
          extendedHours: false,
          clientOrderId: 'client-1',
          submission: 'immediate',
          reservedBuyingPower: '15450',
          createdAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({
      status: 'pending',
      filledQuantity: '0',
      averageFillPrice: null,
      fills: [],
    });
  });

  it('refuses a second creation of the same order (OR-R2)', () => {
    order
      .given(...order.given().when(create()).events)
      .when(create())
      .thenRejected('order_exists');
  });

  it('accepts a limit order that uses the last cent of buying power', () => {
    order
      .given()
      .when(limit('150', { account: { status: 'active', availableBuyingPower: '15000' } }))
      .thenTypes('OrderCreatedEvent');
  });

  it('needs neither buying power nor its figure for a sell', () => {
    order
      .given()
      .when(create({ side: 'sell', account: { status: 'active', availableBuyingPower: null } }))
      .thenTypes('OrderCreatedEvent');
  });

  it('needs no quote for a limit order', () => {
    order
      .given()
      .when(limit('150', { quote: null }))
      .thenTypes('OrderCreatedEvent');
  });
});

describe('checks of a new order, in their fixed order (Order 12)', () => {
  const nothing = { account: null, instrument: null, quote: null, quantity: '0', limitPrice: '0.001' };
  const poor = { status: 'active', availableBuyingPower: '0' };
  const steps: readonly (readonly [
    code: string,
    field: string | undefined,
    command: ReturnType<typeof create>,
  ])[] = [
    ['account_not_found', 'accountId', create(nothing)],
    ['account_not_tradable', 'accountId', create({ ...nothing, account: { ...poor, status: 'suspended' } })],
    ['unknown_symbol', 'symbol', create({ ...nothing, account: poor })],
    ['limit_price_required', 'limitPrice', create({ orderType: 'limit', quantity: '0', account: poor })],
    ['limit_price_not_allowed', 'limitPrice', create({ ...nothing, account: poor, instrument: INSTRUMENT })],
    ['invalid_price', 'limitPrice', limit('-0.001', { quantity: '0', account: poor })],
    ['invalid_price', 'limitPrice', limit('1000000.01', { quantity: '0', account: poor })],
    ['invalid_tick', 'limitPrice', limit('150.005', { quantity: '0', account: poor })],
    ['invalid_quantity', 'quantity', create({ quantity: '0', maxQuantity: '1', quote: null, account: poor })],
    ['invalid_quantity', 'quantity', create({ quantity: '-0.5', quote: null, account: poor })],
    ['invalid_lot', 'quantity', create({ quantity: '10000.5', quote: null, account: poor })],
    ['quantity_too_large', 'quantity', create({ quantity: '10001', quote: null, account: poor })],
    ['no_market_data', 'symbol', create({ quote: null, account: poor })],
    ['no_market_data', 'symbol', create({ quote: null, side: 'sell', account: poor })],
    [
      'buying_power_unknown',
      undefined,
      create({ account: { status: 'active', availableBuyingPower: null } }),
    ],
    [
      'insufficient_buying_power',
      'quantity',
      create({ account: { status: 'active', availableBuyingPower: '15449.99' } }),
    ],
  ];

  it.each(steps)('%s is reported before anything that comes later', (code, field, command) => {
    order.given().when(command).thenRejected(code, field);
  });

  it('OR-R6: an order may be as large as its limit', () => {
    order
      .given()
      .when(create({ quantity: '5', maxQuantity: '5' }))
      .thenTypes('OrderCreatedEvent');
    order
      .given()
      .when(create({ quantity: '6', maxQuantity: '5' }))
      .thenRejected('quantity_too_large', 'quantity');
  });

  it('takes fractions of a share where the lot allows them', () => {
    const fractional = { ...INSTRUMENT, lotSize: '0.001' };
    order
      .given()
      .when(create({ quantity: '0.125', instrument: fractional }))
      .thenTypes('OrderCreatedEvent');
  });
});

describe('the shape of a new order (C-R4)', () => {
  it('accepts decimals as strings only', () => {
    expect(createOrderCommand.safeParse(create()).success).toBe(true);
    expect(createOrderCommand.safeParse({ ...create(), quantity: 100 }).success).toBe(false);
    expect(createOrderCommand.safeParse({ ...create(), quantity: '1e3' }).success).toBe(false);
  });

  it('knows market and limit, day and gtc', () => {
    expect(createOrderCommand.safeParse({ ...create(), orderType: 'stop' }).success).toBe(false);
    expect(createOrderCommand.safeParse({ ...create(), timeInForce: 'fok' }).success).toBe(false);
  });
});

describe('the reservation of an order (Order 11)', () => {
  const base = { side: 'buy', quantity: '3', limitPrice: null, multiplier: '1', quote: QUOTE } as const;

  it('is limit price times quantity times multiplier for a limit buy', () => {
    expect(reservationFor({ ...base, limitPrice: '10.5', multiplier: '100' })).toBe('3150');
  });

  it('is 3 % above the ask for a market buy', () => {
    expect(reservationFor(base)).toBe('463.5');
  });

  it('is zero for a sell', () => {
    expect(reservationFor({ ...base, side: 'sell' })).toBe('0');
  });

  it('is unknown for a market buy without a quote', () => {
    expect(reservationFor({ ...base, quote: null })).toBeNull();
  });
});
