import { describe, expect, it } from 'vitest';
import { specification } from '../../core/testing/decider-specification.ts';
import type { BrokerOrder } from '../shared/trading.ts';
import { setFeeScheduleSchema } from './commands.ts';
import { closedOrder, workingOrder } from './state.ts';
import { crypto, future, option, orderFor } from './testing/contracts.ts';
import {
  apply,
  CLOCK,
  cancel,
  eventsAfter,
  faults,
  fees,
  id,
  later,
  open,
  openMargin,
  type Played,
  play,
  quote,
  submit,
  submitStock,
  tick,
  trades,
} from './testing/fixtures.ts';
import { virtualBrokerAggregate } from './virtual-broker.ts';

const conservative = (changes = {}) => open({ profile: 'conservative', ...changes });
const placed = (terms: Partial<BrokerOrder> = {}, changes = {}) =>
  play([conservative(changes), submit('a', terms)]);
const next = (played: Played, ms: number, seen = quote('99.99', '100', { at: later(ms) })) =>
  play([apply(seen)], played, { now: later(ms) });

describe('a market order', () => {
  it('VB-U5: is filled by the first quote after its acceptance, not by the one it saw', () => {
    const waiting = placed();
    expect(trades(waiting.events)).toEqual([]);
    expect(trades(next(waiting, 1).events)).toMatchObject([{ price: '100', quantity: '10' }]);
  });

  it('VB-U5: waits when a quote is older than 15 seconds', () => {
    const stale = play([apply(tick('100', 1))], placed(), { now: later(15_002) });
    expect(trades(stale.events)).toEqual([]);
    expect(trades(play([apply(tick('100', 3))], stale, { now: later(15_003) }).events)).toHaveLength(1);
  });

  it('VB-U5: is rejected after 60 seconds without a quote, and its reservation comes back', () => {
    const waiting = placed();
    expect(virtualBrokerAggregate.decider.nextDue?.(waiting.state)).toEqual({
      at: later(60_001),
      command: CLOCK,
    });
    expect(play([CLOCK], waiting, { now: later(60_000) }).events).toEqual(waiting.events);
    const { state } = play([CLOCK], waiting, { now: later(60_001) });
    expect(closedOrder(state, id('a'))).toMatchObject({ status: 'rejected', code: 'no_market_data' });
    expect(state).toMatchObject({ books: {}, reserved: { full: '0' } });
  });

  it('VB-U9: lets the quotes of its latency pass', () => {
    const late = placed({}, { latencyMs: 500 });
    const early = next(late, 499);
    expect(trades(early.events)).toEqual([]);
    expect(trades(next(early, 500).events)).toHaveLength(1);
  });

  it.each([
    ['buy', null, '100.5'],
    ['buy', '100.2', '100.2'],
  ] as const)('VB-U9: to %s with limit %s slips against the user to %s', (side, limitPrice, price) => {
    const filled = next(
      placed({ side, limitPrice, orderType: limitPrice ? 'limit' : 'market' }, { slippageBps: 50 }),
      1,
    );
    expect(trades(filled.events)).toMatchObject([{ price }]);
  });

  it('VB-U9: to sell slips down', () => {
    const held = next(placed({}, { slippageBps: 50 }), 1);
    const sold = next(play([submit('s', { side: 'sell' })], held, { now: later(1) }), 3);
    expect(trades(sold.events).at(-1)).toMatchObject({ price: '99.49005' });
  });
});

describe('a limit order', () => {
  it.each([
    ['buy', '105', '100'],
    ['buy', '100', '100'],
    ['buy', '99.99', null],
  ] as const)(
    'VB-U6: to %s at %s gets %s while the ask is 100: the better price is the user’s',
    (side, limitPrice, price) => {
      const filled = next(placed({ side, limitPrice }), 1);
      expect(trades(filled.events)[0]?.price ?? null).toBe(price);
    },
  );
});

describe('the size of a quote', () => {
  const sized = (askSize: string, ms: number) =>
    quote('99.99', '100', { askSize, bidSize: '1', at: later(ms) });

  it('VB-U8: caps a fill, and the rest waits for the next quote', () => {
    const part = next(placed(), 1, sized('4', 1));
    expect(trades(part.events)).toMatchObject([{ quantity: '4', remainingQuantity: '6' }]);
    expect(trades(next(part, 2, sized('100', 2)).events)).toMatchObject([{}, { quantity: '6' }]);
  });

  it('VB-U8: of nothing fills nothing, and one that is not told caps nothing', () => {
    expect(trades(next(placed(), 1, sized('0', 1)).events)).toEqual([]);
    expect(trades(next(placed(), 1).events)).toMatchObject([{ quantity: '10' }]);
  });

  it('brokers 4.1: does not matter in the Alpaca-paper profile', () => {
    expect(trades(play([open(), submit('a', {}, sized('1', 0))]).events)).toMatchObject([{ quantity: '10' }]);
  });

  it('VB-U8: IOC takes what the first quote gives and cancels the rest', () => {
    const { events, state } = next(placed({ timeInForce: 'ioc' }), 1, sized('4', 1));
    expect(trades(events)).toMatchObject([{ quantity: '4' }]);
    expect(closedOrder(state, id('a'))).toMatchObject({
      status: 'cancelled',
      detail: 'immediate_or_cancel',
      filledQuantity: '4',
    });
  });

  it.each([
    ['9', 'cancelled', '0'],
    ['10', 'filled', '10'],
  ])('VB-U8: FOK is filled whole or not at all: %s offered, %s', (size, status, filledQuantity) => {
    const { state } = next(placed({ timeInForce: 'fok' }), 1, sized(size, 1));
    expect(closedOrder(state, id('a'))).toMatchObject({ status, filledQuantity });
  });

  it('VB-U8: IOC that no quote can fill is cancelled by the first', () => {
    const { state } = next(placed({ timeInForce: 'ioc', limitPrice: '90' }), 1);
    expect(closedOrder(state, id('a'))).toMatchObject({ status: 'cancelled', filledQuantity: '0' });
  });
});

describe('fees', () => {
  const buy = (contract: Parameters<typeof orderFor>[0], quantity: string, ask: string) => {
    const { symbol } = contract;
    const terms = { ...orderFor(contract), quantity };
    const accepted = play([
      openMargin({ profile: 'conservative' }),
      submit('a', terms, quote(ask, ask, { symbol })),
    ]);
    return next(accepted, 1, quote(ask, ask, { symbol, at: later(1) }));
  };

  it.each([
    ['options', option('call'), '3', '2', '1.95'],
    ['futures', future, '2', '100', '4.5'],
    ['crypto', crypto, '0.5', '30000', '37.5'],
  ])('VB-U12: of %s are on the fill and in the ledger', (_, contract, quantity, ask, commission) => {
    const [trade] = trades(buy(contract, quantity, ask).events);
    expect(trade).toMatchObject({ commission, netRealizedPnl: `-${commission}` });
    expect(trade?.ledger.at(-1)).toMatchObject({ type: 'commission', amount: `-${commission}` });
  });

  it('VB-U12: stocks cost none, and nothing does in the Alpaca-paper profile', () => {
    expect(trades(next(placed(), 1).events)).toMatchObject([{ commission: '0' }]);
    const symbol = 'BTCUSD';
    const paper = play([open(), submit('a', orderFor(crypto), quote('99', '100', { symbol }))]);
    expect(trades(paper.events)).toMatchObject([{ commission: '0' }]);
  });

  it('VB-U12: may be those of the account, which are on its fills until the profile’s count again', () => {
    const own = play([openMargin(), fees({ perShare: '0.5' }), submitStock('a')]);
    expect(trades(own.events)).toMatchObject([{ quantity: '10', commission: '5' }]);
    const { events } = play([fees(null), submitStock('b')], own);
    expect(trades(events).map(({ commission }) => commission)).toEqual(['5', '0']);
  });

  it('VB-U12: cost an account of its own fees what a share of its value comes to, and are reserved', () => {
    const symbol = 'BTCUSD';
    const own = play([conservative(), fees({ cryptoShare: '0.01' })]);
    const terms = { ...orderFor(crypto), quantity: '0.5', limitPrice: '20000' };
    const { state } = play([submit('a', terms, quote('29999', '30000', { symbol }))], own);
    expect(workingOrder(state, id('a'))?.reservedCash).toBe('10100');
  });

  const account = specification(virtualBrokerAggregate);
  const priced = [open(), fees({ perShare: '0.4', perOptionContract: '1' })];
  const rise = fees({ perShare: '0.5', perOptionContract: '0.1' });

  it('VB-U12: may fall at any time, but not rise while an order holds money for those of its acceptance', () => {
    const working = account.given(...eventsAfter(...priced, submit('a', { limitPrice: '90' })));
    working.when(rise).thenRejected('orders_open');
    working.when(fees(null)).thenTypes('VirtualFeeScheduleSet');
  });

  it('may rise again once no order can be filled, not even late', () => {
    const cancelled = [submit('a', { limitPrice: '90' }), cancel('a')];
    account
      .given(...eventsAfter(...priced, faults({ lateFillAfterCancel: true }), ...cancelled))
      .when(rise)
      .thenRejected('orders_open');
    account
      .given(...eventsAfter(...priced, ...cancelled))
      .when(rise)
      .thenTypes('VirtualFeeScheduleSet');
  });

  it('VB-U12: that are so already change nothing, however they are written', () => {
    account
      .given(...eventsAfter(open(), fees({ perShare: '0.5' })))
      .when(fees({ perShare: '0.50' }))
      .then();
  });

  it.each([
    ['perShare', '1.01'],
    ['perShare', '-0.01'],
    ['perOptionContract', '100.01'],
    ['perFutureContract', '-1'],
    ['cryptoShare', '0.051'],
  ])('VB-U12: cannot have %s of %s', (name, value) => {
    const parsed = setFeeScheduleSchema.safeParse(fees({ [name]: value }));
    expect(parsed.error?.issues.map(({ path }) => path)).toEqual([['fees', name]]);
  });

  it('VB-U4: are reserved', () => {
    const call = orderFor(option('call'));
    const { state } = play([
      conservative(),
      submit('a', { ...call, limitPrice: '2', quantity: '3' }, null),
      submitStock('b', { limitPrice: '90' }, null),
    ]);
    expect(workingOrder(state, id('a'))?.reservedCash).toBe('601.95');
    expect(workingOrder(state, id('b'))?.reservedCash).toBe('900');
  });
});
