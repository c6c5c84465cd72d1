import { describe, expect, it } from 'vitest';
import { DEFAULT_PYRAMIDING } from '../configuration/pyramiding.ts';
import { id, position } from '../testing/fixtures.ts';
import { codeOf, execution, kinds, long, MARKET, orders, short, stepOf } from '../testing/planning.ts';
import { intentOf } from './intent.ts';
import { parseSignal } from './signals.ts';

describe('buy and sell (AU-U1)', () => {
  it('AU-U1: a buy cancels open orders and enters a long', () => {
    const { steps } = execution({ action: 'buy' }, {}, { openOrders: orders });
    expect(steps).toMatchObject([
      { kind: 'cancel_orders', orderIds: [id('entry'), id('stop')] },
      {
        kind: 'enter',
        entry: 'initial',
        positionSide: 'long',
        side: 'buy',
        quantity: '10',
        orderType: 'market',
      },
    ]);
  });

  it('AU-U1: a buy closes a short first and waits for its fill', () => {
    const { steps } = execution({ action: 'buy' }, {}, { ...short, openOrders: orders });
    expect(steps).toMatchObject([
      { kind: 'cancel_orders' },
      { kind: 'exit', positionId: id('position'), side: 'buy', quantity: '100', orderType: 'market' },
      { kind: 'await_exit' },
      { kind: 'enter', side: 'buy', quantity: '10' },
    ]);
  });

  it('AU-U1: a sell is its mirror image', () => {
    expect(kinds({ action: 'sell' })).toEqual(['enter']);
    expect(stepOf('enter', { action: 'sell' })).toMatchObject({ positionSide: 'short', side: 'sell' });
    expect(kinds({ action: 'sell' }, {}, long)).toEqual(['exit', 'await_exit', 'enter']);
    expect(stepOf('exit', { action: 'sell' }, {}, long)).toMatchObject({ side: 'sell', quantity: '100' });
  });

  it('AU-U1: what is already so is rejected and not silently accepted', () => {
    expect(codeOf({ action: 'buy' }, {}, { ...long, openOrders: orders })).toBe('already_long');
    expect(codeOf({ action: 'sell' }, {}, short)).toBe('already_short');
  });

  it('AU-U1: a side that is not traded is not entered, but the other one is closed', () => {
    expect(codeOf({ action: 'sell' }, { sidePreference: 'long_only' })).toBe('side_not_allowed');
    expect(codeOf({ action: 'buy' }, { sidePreference: 'short_only' })).toBe('side_not_allowed');
    const plan = execution({ action: 'sell' }, { sidePreference: 'long_only' }, long);
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['exit']);
    expect(plan.withheld).toMatchObject({ code: 'side_not_allowed' });
  });

  it('AU-U1: when the entry of a flip cannot be made, the exit goes on', () => {
    const plan = execution({ action: 'buy' }, {}, { ...short, buyingPower: '1' });
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['exit']);
    expect(plan.withheld).toMatchObject({ code: 'insufficient_buying_power' });
  });

  it('a reverse flips either side, and needs a position', () => {
    expect(stepOf('enter', { action: 'reverse' }, {}, long)).toMatchObject({ positionSide: 'short' });
    expect(stepOf('enter', { action: 'reverse' }, {}, short)).toMatchObject({ positionSide: 'long' });
    expect(codeOf({ action: 'reverse' })).toBe('no_position');
    expect(codeOf({ action: 'reverse', sentiment: 'long' }, {}, long)).toBe('side_mismatch');
  });
});

describe('sentiments (AU-U2)', () => {
  const NONE = 'signal_without_effect';
  const table: readonly (readonly [string, string, string, string, string])[] = [
    // action, sentiment, when flat, when long, when short
    ['buy', 'flat', NONE, NONE, 'close all'],
    ['sell', 'flat', NONE, 'close all', NONE],
    ['buy', 'bullish', 'open long', 'already_long', 'open long after closing'],
    ['sell', 'bullish', NONE, 'reduce', NONE],
    ['buy', 'bearish', NONE, NONE, 'reduce'],
    ['sell', 'bearish', 'open short', 'open short after closing', 'already_short'],
    ['exit', 'flat', 'no_position', 'close', 'close'],
    ['exit', 'bullish', 'no_position', NONE, 'close'],
    ['exit', 'bearish', 'no_position', 'close', NONE],
    ['add', 'bullish', 'no_position', 'add long', 'side_mismatch'],
    ['add', 'bearish', 'no_position', 'side_mismatch', 'add short'],
    ['add', 'flat', 'no_position', 'side_mismatch', 'side_mismatch'],
  ];
  const told = (action: string, sentiment: string, held: 'long' | 'short' | null): string => {
    const parsed = parseSignal({ action, sentiment });
    if (!parsed.ok) throw new Error(parsed.rejection.detail);
    const intent = intentOf(parsed.signal.action, parsed.signal.sentiment, held, 0);
    switch (intent.kind) {
      case 'none':
        return intent.code;
      case 'open':
        return `open ${intent.side}${intent.closeFirst ? ' after closing' : ''}`;
      case 'add':
        return `add ${intent.side}`;
      case 'close':
        return intent.entirely ? 'close all' : 'close';
      default:
        return intent.kind;
    }
  };

  it.each(table)(
    'AU-U2: %s and %s: flat %s, long %s, short %s',
    (action, sentiment, flat, ifLong, ifShort) => {
      expect(told(action, sentiment, null)).toBe(flat);
      expect(told(action, sentiment, 'long')).toBe(ifLong);
      expect(told(action, sentiment, 'short')).toBe(ifShort);
    },
  );

  it('AU-U2: reducing takes what an entry would be large, and never goes beyond the position', () => {
    const reduce = { action: 'sell', sentiment: 'bullish' };
    expect(stepOf('exit', reduce, {}, long).quantity).toBe('10');
    const large = { positionSizing: { type: 'fixed' as const, fixedQuantity: '500' } };
    expect(stepOf('exit', reduce, large, long).quantity).toBe('100');
    expect(kinds(reduce, large, long)).toEqual(['exit']);
  });

  it('AU-U2: sell and flat closes the whole long and opens nothing', () => {
    expect(kinds({ action: 'sell', sentiment: 'flat' }, {}, long)).toEqual(['exit']);
    expect(stepOf('exit', { action: 'sell', sentiment: 'flat' }, {}, long).quantity).toBe('100');
  });
});

describe('exit, cancel, add and breakeven (AU-U3)', () => {
  it('AU-U3: exit closes either side at the market and cancels its stop and target', () => {
    expect(execution({ action: 'exit' }, {}, { ...long, openOrders: orders }).steps).toMatchObject([
      { kind: 'cancel_orders', orderIds: [id('entry'), id('stop')] },
      { kind: 'exit', side: 'sell', quantity: '100', orderType: 'market', limitPrice: null },
    ]);
    expect(stepOf('exit', { action: 'exit' }, {}, short)).toMatchObject({ side: 'buy', quantity: '100' });
  });

  it('AU-U3: exit with a price is a limit order, on the tick and never worse than asked for', () => {
    expect(stepOf('exit', { action: 'exit', price: '101.005' }, {}, long)).toMatchObject({
      orderType: 'limit',
      limitPrice: '101.01',
    });
    expect(stepOf('exit', { action: 'exit', limitPrice: 98.005 }, {}, short).limitPrice).toBe('98');
  });

  it('AU-U3: exit without a position cancels what would open one, else it is rejected', () => {
    expect(kinds({ action: 'exit' }, {}, { openOrders: orders })).toEqual(['cancel_orders']);
    expect(codeOf({ action: 'exit' })).toBe('no_position');
  });

  it('AU-U3: cancel cancels open orders only', () => {
    expect(kinds({ action: 'cancel' }, {}, { ...long, openOrders: orders })).toEqual(['cancel_orders']);
    expect(codeOf({ action: 'cancel' }, {}, long)).toBe('no_open_orders');
  });

  it('AU-U3: add needs an open position and pyramiding, and leaves orders alone', () => {
    const pyramiding = { ...DEFAULT_PYRAMIDING, enabled: true };
    expect(codeOf({ action: 'add' }, { pyramiding })).toBe('no_position');
    expect(codeOf({ action: 'add' }, {}, long)).toBe('pyramiding_disabled');
    expect(kinds({ action: 'add' }, { pyramiding }, { ...long, openOrders: orders })).toEqual(['enter']);
    expect(stepOf('enter', { action: 'add' }, { pyramiding }, short)).toMatchObject({
      entry: 'add',
      side: 'sell',
      quantity: '50',
    });
  });

  it('AU-U3: an add is not made on a side that is no longer traded', () => {
    const pyramiding = { ...DEFAULT_PYRAMIDING, enabled: true };
    expect(codeOf({ action: 'add' }, { pyramiding, sidePreference: 'short_only' }, long)).toBe(
      'side_not_allowed',
    );
  });

  it('breakeven moves the stop to the average entry, away from the market, when the market is beyond it', () => {
    const at = (averageEntryPrice: string, side: 'long' | 'short', stopPrice: string | null = null) => ({
      position: position(side, { averageEntryPrice, stopPrice }),
    });
    expect(stepOf('move_stop', { action: 'breakeven' }, {}, at('90.005', 'long')).stopPrice).toBe('90');
    expect(stepOf('move_stop', { action: 'breakeven' }, {}, at('110.005', 'short')).stopPrice).toBe('110.01');
    expect(codeOf({ action: 'breakeven' }, {}, at('99.95', 'long'))).toBe('breakeven_not_reached');
    expect(codeOf({ action: 'breakeven' }, {}, at('100', 'short'))).toBe('breakeven_not_reached');
    expect(codeOf({ action: 'breakeven' }, {}, at('90', 'long', '90'))).toBe('signal_without_effect');
    expect(codeOf({ action: 'breakeven' }, {}, at('110', 'short', '105'))).toBe('signal_without_effect');
    expect(codeOf({ action: 'breakeven' })).toBe('no_position');
    const market = { ...MARKET, quote: null };
    expect(codeOf({ action: 'breakeven' }, {}, long, { market })).toBe('no_market_data');
  });
});
