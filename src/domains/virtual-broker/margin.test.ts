import { describe, expect, it } from 'vitest';
import { decimal, text } from '../../core/decimal.ts';
import { instant } from '../../core/instant.ts';
import { specification } from '../../core/testing/decider-specification.ts';
import { plainAsset } from '../shared/derivatives.ts';
import { buyingPower } from './buying-power.ts';
import { maintenance } from './maintenance.ts';
import { closedOrder, type Holding, holdingOf, isMarginUsed, wantedSymbols } from './state.ts';
import { crypto, orderFor } from './testing/contracts.ts';
import {
  apply,
  CLOCK,
  deposit,
  eventsAfter,
  id,
  later,
  open,
  openMargin,
  play,
  quote,
  submit,
  submitStock,
  tick,
  trades,
  withdraw,
} from './testing/fixtures.ts';
import { virtualBrokerAggregate } from './virtual-broker.ts';

const account = specification(virtualBrokerAggregate);
const rejection = (commands: Parameters<typeof play>[0], name: string) =>
  closedOrder(play(commands).state, id(name))?.code ?? null;

const held = (quantity: string, mark: string, marginable = true): Holding => ({
  symbol: 'AAPL',
  asset: plainAsset('stock'),
  multiplier: '1',
  marginable,
  quantity,
  cost: '0',
  mark,
  netRealizedPnl: '0',
});

describe('buying power on margin', () => {
  it('VB-U2: is twice the equity less what is held and reserved', () => {
    const { state } = play([
      openMargin({ startingCash: '10000' }),
      submitStock('long', { quantity: '50' }),
      submitStock('waits', { limitPrice: '90', quantity: '20' }),
    ]);
    expect(buyingPower(state)).toBe('13200');
  });

  it('VB-U2: an equity below 2,000 makes it a cash account', () => {
    const less = openMargin({ startingCash: '1999.99' });
    expect(buyingPower(play([less]).state)).toBe('1999.99');
    expect(buyingPower(play([openMargin({ startingCash: '2000' })]).state)).toBe('4000');
    expect(rejection([less, submitStock('s', { side: 'sell' })], 's')).toBe('insufficient_equity');
  });

  it('brokers 4.1: what nobody lends on is paid in full', () => {
    const btc = orderFor(crypto);
    const seen = quote('99', '100', { symbol: 'BTCUSD' });
    const given = openMargin({ startingCash: '10000' });
    const { state } = play([given, submit('b', { ...btc, quantity: '50' }, seen)]);
    expect(buyingPower(state)).toBe('10000');
    expect(rejection([given, submit('b', { ...btc, quantity: '100' }, seen)], 'b')).toBe(
      'insufficient_buying_power',
    );
    expect(rejection([given, submitStock('s', { quantity: '190' })], 's')).toBeNull();
    expect(rejection([given, submit('s', { quantity: '100' })], 's')).toBe('insufficient_buying_power');
  });

  it('brokers 4.1: a short reserves the greater of its limit and 3 % above the ask', () => {
    const short = (limitPrice: string) =>
      play([openMargin(), submitStock('s', { side: 'sell', limitPrice }, quote('99', '100'))]).events;
    expect(short('101')).toMatchObject([{}, { data: { reservedCash: '1030' } }]);
    expect(short('110')).toMatchObject([{}, { data: { reservedCash: '1100' } }]);
  });
});

describe('selling short', () => {
  const short = submitStock('s', { side: 'sell', quantity: '10' });

  it('VB-U2: earns when the price falls, and buying back ends it', () => {
    const sold = play([openMargin(), short]);
    expect(holdingOf(sold.state, 'AAPL')).toMatchObject({ quantity: '-10', cost: '-999.9' });
    const { state } = play([submitStock('c', { quantity: '10' }, quote('89', '90'))], sold);
    expect(state).toMatchObject({ cash: '100099.9', netRealizedPnl: '99.9', holdings: {} });
  });

  it.each([
    ['a cash account', 'insufficient_quantity', [open(), short]],
    ['what is not easy to borrow', 'not_shortable', [openMargin(), submit('s', { side: 'sell' })]],
    ['more than is held', 'crosses_zero', [openMargin(), submitStock('l', { quantity: '5' }), short]],
    [
      'while an order to buy is open',
      'opposite_order_open',
      [openMargin(), submitStock('l', { limitPrice: '90' }), short],
    ],
    [
      'to close nothing',
      'insufficient_quantity',
      [openMargin(), submitStock('s', { side: 'sell', positionEffect: 'close' })],
    ],
  ] as const)('is refused for %s: %s', (_, code, commands) => {
    expect(rejection(commands, 's')).toBe(code);
  });

  it('brokers 3: an account that allows it turns a position with one order', () => {
    const { state, events } = play([
      openMargin({ allowFlip: true }),
      submitStock('l', { quantity: '5' }),
      short,
    ]);
    expect(holdingOf(state, 'AAPL')).toMatchObject({ quantity: '-5', cost: '-499.95' });
    expect(trades(events)).toMatchObject([{}, { netRealizedPnl: '-0.05' }]);
  });
});

describe('the maintenance requirement', () => {
  it.each([
    ['100', '10', true, '300'],
    ['100', '2.5', true, '75'],
    ['100', '2.49', true, '249'],
    ['100', '10', false, '1000'],
    ['-100', '10', true, '500'],
    ['-100', '20', true, '600'],
    ['-100', '5', true, '500'],
    ['-100', '4', true, '400'],
    ['-100', '2', true, '250'],
  ])('VB-U3: of %s at %s, lent on: %s, is %s', (quantity, mark, marginable, wanted) => {
    expect(text(maintenance(held(quantity, mark, marginable)))).toBe(wanted);
  });
});

describe('a margin call', () => {
  // 200 bought at 100 with 10,000: half is borrowed. Below 71.42 less than 30 % is owned.
  const borrowed = [
    openMargin({ startingCash: '10050' }),
    submitStock('l', { quantity: '195', limitPrice: '100' }, quote('99.99', '100')),
    submitStock('waits', { quantity: '1', limitPrice: '50' }),
    submitStock('target', { side: 'sell', quantity: '10', limitPrice: '120' }),
  ];
  const called = play([apply(tick('69', 10))], play(borrowed));

  it('VB-U3: is raised on a breach, restricts the account and cancels what would open more', () => {
    const outcome = account.given(...eventsAfter(...borrowed)).when(apply(tick('69', 10)));
    const state = outcome.thenTypes('VirtualMarginCallRaised', 'VirtualOrderCancelled');
    expect(outcome.events[0]?.data).toMatchObject({
      equity: '4005',
      requirement: '4036.5',
      deficit: '31.5',
      marks: [{ symbol: 'AAPL', price: '69' }],
      // A market that never closes has a trading day in UTC: the close of tomorrow.
      dueAt: instant(1_763_942_400_000),
    });
    expect(state.status).toBe('restricted');
    expect(closedOrder(state, id('waits'))).toMatchObject({ status: 'cancelled', detail: 'margin_call' });
    expect(state.marginCall?.dueAt).toBe(instant(1_763_942_400_000));
  });

  it('VB-U3: takes only orders that reduce', () => {
    const lastOf = (command: ReturnType<typeof submitStock>) => play([command], called).events.at(-1);
    expect(lastOf(submitStock('more', { quantity: '1' }, tick('69', 11)))).toMatchObject({
      data: { code: 'account_restricted' },
    });
    expect(lastOf(submitStock('less', { side: 'sell', quantity: '1' }, tick('69', 11)))?.type).toBe(
      'TradeSimulatedEvent',
    );
    account
      .given(...called.events)
      .when(withdraw('1'))
      .thenRejected('account_restricted');
  });

  it.each([
    ['funds', deposit('40')],
    ['a price that recovers', apply(tick('75', 2000))],
    ['selling enough', submitStock('less', { side: 'sell', quantity: '100' }, tick('69', 11))],
  ])('VB-U3: is cured by %s', (_, command) => {
    const { state, events } = play([command], called);
    expect(events.at(-1)?.type).toBe('VirtualMarginCallCured');
    expect(state).toMatchObject({ status: 'active', marginCall: null });
  });

  it('VB-U3: not cured in one trading day, positions are closed at the market', () => {
    const { state, events } = play([CLOCK], called, { now: instant(1_763_942_400_000) });
    expect(events.slice(called.events.length).map(({ type }) => type)).toEqual([
      'VirtualOrderExpired',
      'TradeSimulatedEvent',
      'VirtualMarginCallCured',
    ]);
    expect(trades(events).at(-1)).toMatchObject({
      cause: 'margin_call',
      orderId: null,
      quantity: '195',
      price: '69',
    });
    expect(state).toMatchObject({ holdings: {}, status: 'active', cash: '4005' });
  });

  it('VB-U3: without equity positions are closed at once, the largest first', () => {
    const msft = { symbol: 'MSFT' };
    const both = [
      openMargin({ startingCash: '10000' }),
      submitStock('small', { ...msft, quantity: '20' }, quote('99.99', '100', msft)),
      submitStock('large', { quantity: '150' }),
    ];
    const { state, events } = play([...both, apply(tick('45', 10), { ...tick('10', 10), ...msft })]);
    expect(trades(events).slice(2)).toMatchObject([
      { symbol: 'AAPL', quantity: '150', price: '45', cause: 'margin_call' },
      { symbol: 'MSFT', quantity: '20', price: '10', cause: 'margin_call' },
    ]);
    expect(events.filter(({ type }) => type === 'VirtualMarginCallRaised')).toHaveLength(1);
    expect(state).toMatchObject({ cash: '-50', status: 'restricted', holdings: {} });
    expect(virtualBrokerAggregate.decider.nextDue?.(state)).toBeNull();
    expect(play([deposit('100')], { state, events }).state.status).toBe('active');
  });

  it('VB-U3: is never raised in a cash account', () => {
    const { state } = play([open(), submit('a', { quantity: '900' }), apply(tick('1', 10))]);
    expect(state.status).toBe('active');
    expect([isMarginUsed(state), wantedSymbols(state)]).toEqual([false, []]);
  });
});

describe('prices of what is held on margin', () => {
  const short = [openMargin(), submitStock('s', { side: 'sell', quantity: '10' })];
  const marks = (...quotes: ReturnType<typeof tick>[]) =>
    play([...short, apply(...quotes)]).events.filter(({ type }) => type === 'VirtualPositionsMarked');

  it('are followed, because they alone can bring a margin call', () => {
    expect(wantedSymbols(play(short).state)).toEqual(['AAPL']);
  });

  it('are told when they move by half a percent, with the figures that they make', () => {
    expect(marks(tick('100.2', 10))).toEqual([]);
    expect(marks(tick('101', 10))).toMatchObject([
      { data: { marks: [{ symbol: 'AAPL', price: '101' }], figures: { equity: '99989.9' } } },
    ]);
  });

  it('are told once a second at most', () => {
    const first = play([...short, apply(tick('101', 10))]);
    expect(play([apply(tick('103', 20))], first, { now: later(900) }).events).toEqual(first.events);
    const second = play([apply(tick('103', 20))], first, { now: later(1000) });
    expect(decimal(second.state.holdings['s:AAPL']?.mark ?? '0').toFixed()).toBe('103');
  });
});
