import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { plainAsset } from '../shared/derivatives.ts';
import { createOrderCommand } from './commands-create.ts';
import { OrderCreatedEvent } from './events/intent.ts';
import { orderAggregate } from './order.ts';
import {
  ACCOUNT,
  at,
  checks,
  create,
  eventsAfter,
  INSTRUMENT,
  id,
  limit,
  QUOTE,
  SUBMIT,
} from './testing/fixtures.ts';
import { adopted, bracket, leg, STOP, TARGET } from './testing/groups.ts';
import { confirmUpdate, update } from './testing/reports.ts';

const order = specification(orderAggregate);

describe('creating an order', () => {
  it('OR-U11: records the full intent and the buying power it holds', () => {
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
          ...plainAsset('stock'),
          multiplier: '1',
          side: 'buy',
          positionEffect: null,
          orderType: 'market',
          quantity: '100',
          limitPrice: null,
          stopPrice: null,
          trailAmount: null,
          trailPercent: null,
          timeInForce: 'day',
          extendedHours: false,
          clientOrderId: 'client-1',
          submission: 'immediate',
          approvalExpiresAt: null,
          group: null,
          legs: [],
          reservedBuyingPower: '15450',
          expiresAt: at('2025-11-24T21:00:00.000Z'),
          createdBy: 'user',
          createdAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({ status: 'pending', release: 'immediate', filledQuantity: '0', fills: [] });
  });

  it('OR-U15: keeps who wanted it', () => {
    const automation = {
      automationId: id('automation'),
      signalId: id('signal'),
      createdBy: 'signal',
    } as const;
    expect(order.given().when(create(automation)).state).toMatchObject(automation);
  });
});

describe('the same order again (OR-R2)', () => {
  const again = (first: ReturnType<typeof create>, second: ReturnType<typeof create>) =>
    order.given(...eventsAfter(first)).when(second);

  it('OR-R2: changes nothing and is no error, also when numbers are written otherwise', () => {
    again(create(), create()).then();
    again(limit('150'), limit('150.00', { quantity: '100.0' })).then();
    again(bracket(), bracket()).then();
  });

  it('OR-R2: is judged by its terms, not by the facts of the day', () => {
    again(create(), create({}, { account: null, connected: false, quote: null })).then();
  });

  it('OR-R2: is known by the terms it was created with, whatever they have become', () => {
    const replaced = eventsAfter(
      limit('150'),
      SUBMIT,
      { type: 'PlaceOrderCommand', brokerOrderId: 'b', placedAt: TEST_NOW },
      update({ limitPrice: '149' }),
      confirmUpdate({ limitPrice: '149' }),
    );
    expect(order.given(...replaced).state()?.limitPrice).toBe('149');
    order
      .given(...replaced)
      .when(limit('150'))
      .then();
    order
      .given(...replaced)
      .when(limit('149'))
      .thenRejected('client_order_id_taken');
  });

  it.each([
    ['quantity', create({ quantity: '99' })],
    ['side', create({ side: 'sell' })],
    ['type', limit('150')],
    ['symbol', create({ symbol: 'MSFT' })],
    ['account', create({ accountId: id('other') })],
    ['time in force', create({ timeInForce: 'gtc' })],
    ['client order id', create({ clientOrderId: 'client-2' })],
    ['effect', create({ positionEffect: 'close' })],
    ['exits', create({ attached: { orderClass: 'oto', native: false, legs: [STOP] } })],
  ])('OR-R2: with another %s is refused', (_, other) => {
    again(create(), other).thenRejected('client_order_id_taken');
  });

  it('OR-R2: with other exits is refused', () => {
    const dearer = {
      orderClass: 'bracket',
      native: false,
      legs: [{ ...TARGET, limitPrice: '170' }, STOP],
    } as const;
    again(bracket(), bracket({ attached: { ...dearer, legs: [...dearer.legs] } })).thenRejected(
      'client_order_id_taken',
    );
  });
});

describe('checks of a new order, in their fixed order (OR-U12)', () => {
  type Check = readonly [code: string, field: string | undefined, command: ReturnType<typeof create>];
  const poor = { ...ACCOUNT, availableBuyingPower: '0' };
  const crossing = [
    {
      orderId: id('own'),
      side: 'sell' as const,
      orderType: 'limit' as const,
      limitPrice: '150',
      groupId: null,
    },
  ];
  const rich = { ...poor, availableBuyingPower: '100000' };
  /** Everything is wrong; each step repairs what the one before refused. */
  const wrong = {
    account: null,
    connected: false,
    instrument: null,
    symbolTradable: false,
    quote: null,
    maxQuantity: '10',
    risk: {
      maxOrderValue: '100',
      entriesBlocked: true,
      limits: [{ name: 'orders per day', limit: '5', value: '6' }],
    },
    duplicateOf: id('duplicate'),
    workingOrders: crossing,
  };
  const wish = { orderType: 'limit' as const, limitPrice: null, quantity: '0', timeInForce: 'opg' as const };
  const steps: Check[] = [];
  let terms: Parameters<typeof create>[0] = { ...wish, extendedHours: true, timeInForce: 'fok' };
  let facts: Parameters<typeof create>[1] = wrong;
  const expects = (code: string, field: string | undefined) =>
    steps.push([code, field, create(terms, facts)]);
  const repair = (better: typeof terms, known: typeof facts = {}) => {
    terms = { ...terms, ...better };
    facts = { ...facts, ...known };
  };
  expects('account_not_found', 'accountId');
  repair({}, { account: { ...poor, status: 'suspended', trading: 'blocked' } });
  expects('account_not_tradable', 'accountId');
  repair({}, { account: { ...poor, trading: 'closing_only' } });
  expects('account_closing_only', 'accountId');
  repair({}, { account: poor });
  expects('broker_not_connected', undefined);
  repair({}, { connected: true });
  expects('unknown_symbol', 'symbol');
  repair({}, { instrument: INSTRUMENT });
  expects('symbol_not_tradable', 'symbol');
  repair({}, { symbolTradable: true });
  expects('market_closed', 'timeInForce');
  repair({ timeInForce: 'cls' });
  expects('extended_hours_not_allowed', 'extendedHours');
  repair({ timeInForce: 'day', extendedHours: false });
  expects('limit_price_required', 'limitPrice');
  repair({ limitPrice: '-0.001' });
  expects('invalid_price', 'limitPrice');
  repair({ limitPrice: '170.005' });
  expects('invalid_tick', 'limitPrice');
  repair({ limitPrice: '170' });
  expects('invalid_quantity', 'quantity');
  repair({ quantity: '10.5' });
  expects('invalid_lot', 'quantity');
  repair({ quantity: '11' });
  expects('quantity_too_large', 'quantity');
  repair({}, { maxQuantity: '20', quote: QUOTE });
  expects('confirmation_required', 'limitPrice');
  repair({}, { confirmed: true });
  expects('entries_blocked', undefined);
  const { risk } = wrong;
  repair({}, { risk: { ...risk, entriesBlocked: false } });
  expects('order_value_too_large', 'quantity');
  repair({}, { risk: { ...risk, entriesBlocked: false, maxOrderValue: null } });
  expects('risk_limit_exceeded', undefined);
  repair({}, { risk: { maxOrderValue: null, entriesBlocked: false, limits: [] } });
  expects('insufficient_buying_power', 'quantity');
  repair({}, { account: { ...poor, availableBuyingPower: null } });
  expects('buying_power_unknown', undefined);
  repair({}, { account: rich });
  expects('client_order_id_taken', undefined);
  repair({}, { duplicateOf: null });
  expects('would_cross_own_order', undefined);
  const passing = create({ ...terms }, { ...facts, workingOrders: [] });

  it.each(steps)('OR-U12: %s is reported before anything that comes later', (code, field, command) => {
    order.given().when(command).thenRejected(code, field);
  });

  it('OR-U12: an order with everything repaired is taken', () => {
    order.given().when(passing).thenTypes('OrderCreatedEvent');
  });

  it('OR-U12: exits and switched-off entries do not hinder what closes', () => {
    const closing = create(
      { side: 'sell' },
      {
        heldQuantity: '100',
        account: { ...poor, trading: 'closing_only' },
        risk: { ...risk, limits: risk.limits },
      },
    );
    expect(order.given().when(closing).state).toMatchObject({
      positionEffect: 'close',
      reservedBuyingPower: '0',
    });
  });

  it('OR-R1: no event comes from a refused order', () => {
    for (const [, , command] of steps) expect(order.given().when(command).events).toEqual([]);
  });
});

describe('who may create what', () => {
  it.each(['on_parent_fill', 'adopted'] as const)('an order that is checked cannot be %s', (submission) => {
    order.given().when(create({ submission })).thenRejected('invalid_submission', 'submission');
  });

  it('an order that is taken as it is does not wait for approval, and waits for a parent only as a leg', () => {
    order
      .given()
      .when(adopted({ submission: 'on_approval' }))
      .thenRejected('invalid_submission', 'submission');
    order
      .given()
      .when(adopted({ submission: 'on_parent_fill' }))
      .thenRejected('invalid_submission', 'submission');
    order.given().when(leg()).thenTypes('OrderCreatedEvent');
  });

  it('OR-U11: an order that was found at its broker holds nothing, the broker counts it already', () => {
    expect(order.given().when(adopted()).state).toMatchObject({
      release: 'adopted',
      reservedBuyingPower: '0',
    });
  });
});

describe('the shape of a new order (C-R4)', () => {
  const parses = (changes: object) => createOrderCommand.safeParse({ ...create(), ...changes }).success;

  it('OR-R6: accepts decimals as strings only, and symbols of up to 21 characters', () => {
    expect(parses({})).toBe(true);
    expect(parses({ quantity: 100 })).toBe(false);
    expect(parses({ quantity: '1e3' })).toBe(false);
    expect(parses({ symbol: 'AAPL250117C0015000000' })).toBe(true);
    expect(parses({ symbol: 'AAPL250117C00150000000' })).toBe(false);
  });

  it('knows types, times in force, and what an order is based on', () => {
    expect(parses({ orderType: 'iceberg' })).toBe(false);
    expect(parses({ timeInForce: 'gtd' })).toBe(false);
    expect(parses({ basis: { ...checks(), kind: 'trust me' } })).toBe(false);
    expect(createOrderCommand.safeParse(leg()).success).toBe(true);
    expect(createOrderCommand.safeParse(bracket()).success).toBe(true);
  });
});
