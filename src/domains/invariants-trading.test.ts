import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, decimal, sum, text } from '../core/decimal.ts';
import { plusMs } from '../core/instant.ts';
import { specification, TEST_NOW, testEnv } from '../core/testing/decider-specification.ts';
import { automationAggregate } from './automation/automation.ts';
import * as automation from './automation/testing/fixtures.ts';
import { orderAggregate } from './order/order.ts';
import * as order from './order/testing/fixtures.ts';
import type { AddToPositionCommand } from './position/commands.ts';
import { PYRAMIDING_DEFAULTS } from './position/configs.ts';
import { positionAggregate } from './position/position.ts';
import { book, fill, openOf } from './position/testing/fixtures.ts';
import { positionResource } from './position/view.ts';
import { figuresOf } from './virtual-broker/buying-power.ts';
import * as paper from './virtual-broker/testing/fixtures.ts';

const orders = specification(orderAggregate);
const positions = specification(positionAggregate);
const automations = specification(automationAggregate);

const PLACED = [order.SUBMIT, order.PLACE] as const;

describe('invariant 6: the same thing twice has one effect', () => {
  it('an order under the same client order id is the order that exists', () => {
    const given = orders.given(...order.eventsAfter(order.create()));
    expect(given.when(order.create()).events).toEqual([]);
  });

  it('a fill counts once, for the order and for the book', () => {
    const past = order.eventsAfter(order.limit('150'), ...PLACED, order.fill('40'));
    expect(orders.given(...past).when(order.fill('40'), { sagaId: order.SAGA }).events).toEqual([]);
    const trade = fill('buy', '40', '150');
    expect(positions.given(...book([trade]).events).when(trade).events).toEqual([]);
  });

  it('a signal is one signal by the caller’s id or by its body, whatever command brings it', () => {
    const body = { action: 'buy', ticker: 'AAPL' };
    for (const callerSignalId of ['caller-1', null]) {
      const call = automation.signal(body, { callerSignalId });
      const first = automations.given(...automation.active()).when(call);
      expect(first.events.map(({ type }) => type)).toEqual(['WebhookSignalReceivedEvent']);
      const again = automations.given(...automation.active(), ...first.events);
      expect(again.when(call, { commandId: automation.id('another command') }).events).toEqual([]);
    }
  });
});

describe('invariant 7: quantities and averages', () => {
  const slices = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 999_999 })), {
    minLength: 1,
    maxLength: 8,
  });

  it('Σ fills = filled quantity ≤ quantity, and the average is Σ(q·p)/Σq at 28 digits', () => {
    fc.assert(
      fc.property(slices, (parts) => {
        const fills = parts.map(([quantity, cents], n) =>
          order.fill(String(quantity), { fillId: `fill-${n}`, price: text(new Decimal(cents).div(100)) }),
        );
        const past = order.eventsAfter(order.limit('150'), ...PLACED, ...fills);
        const state = past.reduce(orderAggregate.decider.evolve, orderAggregate.decider.initial);
        if (!state) throw new Error('there is no order');
        expect(state.filledQuantity).toBe(sum(state.fills.map(({ quantity }) => quantity)));
        expect(decimal(state.filledQuantity).lte(state.quantity)).toBe(true);
        const value = sum(state.fills.map(({ price, quantity }) => text(decimal(price).times(quantity))));
        expect(state.averageFillPrice).toBe(text(decimal(value).div(state.filledQuantity)));
      }),
    );
  });

  it('a position is Σ entries − Σ exits, and never below zero', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('buy', 'sell'), fc.integer({ min: 1, max: 90 })), {
          maxLength: 20,
        }),
        (trades) => {
          const commands = trades.map(([side, quantity], n) =>
            fill(side, String(quantity), '10', { fillId: `fill-${n}` }),
          );
          const { state } = book(commands);
          const net = trades.reduce(
            (total, [side, quantity]) => total + (side === 'buy' ? quantity : -quantity),
            0,
          );
          expect(state.open?.quantity ?? '0').toBe(String(Math.abs(net)));
          expect(state.open?.side ?? null).toBe(net === 0 ? null : net > 0 ? 'long' : 'short');
        },
      ),
    );
  });
});

describe('invariant 8: the cash of a virtual account', () => {
  const ledgerOf = (events: readonly { readonly data: object }[]) =>
    events.flatMap(({ data }) => ('ledger' in data ? (data.ledger as readonly { amount: string }[]) : []));

  it('is start + deposits − withdrawals + Σ ledger, equity is cash and positions, and when flat it changed by what was realized', () => {
    const steps = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 9_000, max: 11_000 })),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(steps, (trades) => {
        const price = (cents: number) => text(new Decimal(cents).div(100));
        const bought = trades.map(([quantity, cents]) =>
          paper.simulate('buy', String(quantity), price(cents)),
        );
        const held = paper.play([paper.open(), paper.deposit('500'), paper.withdraw('120'), ...bought]);
        const total = trades.reduce((sum, [quantity]) => sum + quantity, 0);
        const [, last] = trades.at(-1) ?? [0, 0];
        const value = decimal(price(last)).times(total);
        expect(figuresOf(held.state, TEST_NOW).equity).toBe(text(decimal(held.state.cash).plus(value)));

        const sold = paper.play([paper.simulate('sell', String(total), '101')], held);
        const ledger = ledgerOf(sold.events).map(({ amount }) => amount);
        expect(ledger.slice(0, 3)).toEqual(['100000', '500', '-120']);
        expect(sold.state.cash).toBe(sum(ledger));
        const paid = trades.map(([quantity, cents]) => text(decimal(price(cents)).times(-quantity)));
        const realized = sum([...paid, text(decimal('101').times(total))]);
        expect(figuresOf(sold.state, TEST_NOW).equity).toBe(sum(['100380', realized]));
        expect(sold.state.netRealizedPnl).toBe(realized);
      }),
    );
  });
});

describe('invariant 9: a flip', () => {
  it('of +100 by selling 150 closes the long, opens a short of 50, and splits the commission 2:1', () => {
    const { events, state } = book([
      fill('buy', '100', '150'),
      fill('sell', '150', '155', { commission: '3', fillId: 'flip' }),
    ]);
    expect(events.map(({ type }) => type)).toEqual([
      'PositionOpenedEvent',
      'PositionClosedEvent',
      'PositionOpenedEvent',
    ]);
    expect(events[1]?.data).toMatchObject({ exit: { quantity: '100', commission: '2' } });
    expect(events[2]?.data).toMatchObject({ side: 'short', quantity: '50', commission: '1' });
    expect(openOf(state)).toMatchObject({ side: 'short', quantity: '50', averageEntryPrice: '155' });
  });
});

describe('invariant 10: what a position is worth', () => {
  const mark = { symbol: 'AAPL', bid: '154.99', ask: '155.01', last: '155', at: TEST_NOW };
  const worth = (side: 'buy' | 'sell') => {
    const { state } = book([fill(side, '100', '150', { commission: '1' })]);
    const doc = openOf(state);
    return positionResource({ id: doc.positionId, version: 1, updatedAt: TEST_NOW, doc }, mark).unrealizedPnl;
  };

  it('100 @150 marked 155 is 500 up long and 500 down short, without commission', () => {
    expect([worth('buy'), worth('sell')]).toEqual(['500', '-500']);
  });

  it('adds of 50 @155 and 25 @160 make the average 152.857142…', () => {
    const { state } = book([fill('buy', '100', '150'), fill('buy', '50', '155'), fill('buy', '25', '160')]);
    expect(openOf(state).averageEntryPrice).toBe('152.8571428571428571428571429');
  });
});

describe('invariant 11: a pyramid', () => {
  const pyramiding = { ...PYRAMIDING_DEFAULTS, enabled: true };
  const opened = (side: 'buy' | 'sell') => book([fill(side, '100', '100', { pyramiding })]);
  const add = (positionId: string, n: number, price: string, forcePyramid = false): AddToPositionCommand => ({
    type: 'AddToPositionCommand',
    positionId,
    fillId: `add-${n}`,
    orderId: automation.id(`add order ${n}`),
    commission: '0',
    filledAt: TEST_NOW,
    quantity: '10',
    price,
    forcePyramid,
    buyingPower: '1000000',
    requiredCapital: null,
    accountEquity: null,
    riskLimitPct: null,
    trendIsValid: null,
    automationId: null,
    signalId: null,
    marketCondition: null,
  });
  const rising = ['104', '109', '114', '119'];

  it('allows the fifth entry and refuses the sixth, even with force', () => {
    const { state, events } = opened('buy');
    const { positionId } = openOf(state);
    const five = book(
      rising.map((price, n) => add(positionId, n, price)),
      state,
    );
    expect(openOf(five.state).pyramidingCount).toBe(5);
    const full = positions.given(...events, ...five.events);
    full.when(add(positionId, 9, '125')).thenRejected('max_pyramid_entries_reached');
    full.when(add(positionId, 9, '125', true)).thenRejected('max_pyramid_entries_reached');
  });

  it('lets a short add when the price has fallen, and not when it has risen', () => {
    const { state, events } = opened('sell');
    const { positionId } = openOf(state);
    const short = positions.given(...events);
    expect(short.when(add(positionId, 1, '96')).events.map(({ type }) => type)).toEqual([
      'PositionIncreasedEvent',
    ]);
    expect(short.when(add(positionId, 1, '104')).events).toEqual([]);
  });

  it('G-R6: an automation on an option loads when the option has expired; it only cannot be activated any more', () => {
    const option = {
      underlyingSymbol: 'AAPL',
      strikePrice: '150',
      expirationDate: '2025-11-28',
      optionType: 'call',
      optionAction: null,
      contractSize: '100',
      multiplier: '1',
    } as const;
    const configured = automation.eventsAfter(
      automation.create({ symbol: 'AAPL251128C00150000', assetType: 'option', option } as never, {
        accounts: [{ ...automation.reference('account'), assetTypes: ['option'] }],
      }),
    );
    expect(configured.map(({ type }) => type)).toEqual(['AutomationCreatedEvent']);
    const years = { now: plusMs(TEST_NOW, 3 * 365 * 86_400_000) };
    const stored = configured.map((event) => {
      const { schemaVersion, data } = automationAggregate.events.parse(event);
      return automationAggregate.events.read({ eventType: event.type, schemaVersion, data });
    });
    expect(stored).toEqual(configured);
    const given = automations.given(...configured);
    expect(given.state()).not.toBeNull();
    given.when(automation.activate(), years).thenRejected('contract_expired');
  });
});

describe('invariant 12: a webhook', () => {
  const body = { action: 'buy', ticker: 'AAPL' };

  it('is accepted 50 ms after the activation, and refused right after the suspension', () => {
    const { idOf } = testEnv();
    const activated = automation.active();
    const soon = { now: plusMs(TEST_NOW, 50), commandId: idOf('call') };
    const call = automation.signal(body, { receivedAt: soon.now });
    automations
      .given(...activated)
      .when(call, soon)
      .thenTypes('WebhookSignalReceivedEvent');
    const suspended = automations.given(...activated).when(automation.SUSPEND, soon).events;
    const gone = automations.given(...activated, ...suspended).when(call, soon);
    gone.thenRejected('automation_suspended');
  });
});
