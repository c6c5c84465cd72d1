import { describe, expect, it } from 'vitest';
import type { Configuration } from '../configuration/configuration.ts';
import { DEFAULT_ORDER_PREFERENCES } from '../configuration/order-preferences.ts';
import { DEFAULT_PYRAMIDING } from '../configuration/pyramiding.ts';
import { INSTRUMENT, id, position, QUOTE } from '../testing/fixtures.ts';
import { codeOf, execution, kinds, long, MARKET, orders, short, stepOf } from '../testing/planning.ts';

describe('quantities (AU-U4)', () => {
  const permitted = { allowSignalQuantity: true };
  const entered = (payload: object, changes: Partial<Configuration> = permitted, own = {}) =>
    stepOf('enter', { action: 'buy', ...payload }, changes, own).quantity;

  it('AU-U4: a signal’s quantity counts only where the automation permits it', () => {
    expect(entered({ quantity: 25 })).toBe('25');
    expect(entered({ quantity: 25 }, {})).toBe('10');
  });

  it('AU-U4: it counts in the unit that the signal names', () => {
    expect(entered({ quantity: 2050, quantityType: 'dollars' })).toBe('20');
    expect(entered({ quantity: 10, quantityType: 'percent_equity' })).toBe('50');
    expect(entered({ quantity: 100, quantityType: 'risk_dollars', stopLoss: 95 })).toBe('20');
    expect(entered({ quantity: 1, quantityType: 'risk_percent', stopLoss: 95 })).toBe('100');
    expect(codeOf({ action: 'buy', quantity: 50, quantityType: 'percent_position' }, permitted)).toBe(
      'no_position',
    );
    expect(
      codeOf({ action: 'buy', quantity: 1, quantityType: 'risk_percent' }, permitted, { equity: null }),
    ).toBe('account_figures_unknown');
  });

  it('AU-U4: an exit takes what the signal says, capped to the position, and all of it where that is not permitted', () => {
    const exit = (quantity: number, changes = permitted, quantityType = 'shares') =>
      stepOf('exit', { action: 'exit', quantity, quantityType }, changes, long).quantity;
    expect(exit(40)).toBe('40');
    expect(exit(140)).toBe('100');
    expect(exit(25, permitted, 'percent_position')).toBe('25');
    expect(exit(40, { allowSignalQuantity: false })).toBe('100');
    expect(codeOf({ action: 'exit', quantity: 0.5 }, permitted, long)).toBe('quantity_below_lot');
  });

  it('AU-U4: what is left after a part of it keeps its stop and target', () => {
    const held = { position: position('long', { stopPrice: '85', targetPrice: '120' }), openOrders: orders };
    expect(execution({ action: 'exit', quantity: 40 }, permitted, held).steps).toMatchObject([
      { kind: 'cancel_orders', orderIds: [id('stop')] },
      { kind: 'exit', quantity: '40' },
      { kind: 'await_exit' },
      { kind: 'protect', quantity: '60', stopPrice: '85', targetPrice: '120' },
    ]);
  });

  it('AU-U4: an add takes the signal’s quantity where that is permitted', () => {
    const pyramiding = { ...DEFAULT_PYRAMIDING, enabled: true };
    expect(stepOf('enter', { action: 'add', quantity: 7 }, { ...permitted, pyramiding }, long).quantity).toBe(
      '7',
    );
  });

  it('AU-U10: an entry is cut to buying power, with what a long sets free when it is flipped', () => {
    const hundred = { positionSizing: { type: 'fixed' as const, fixedQuantity: '100' } };
    expect(entered({}, hundred, { buyingPower: '8240' })).toBe('80');
    expect(entered({ limitPrice: 100 }, hundred, { buyingPower: '8240' })).toBe('82');
    expect(codeOf({ action: 'buy' }, hundred, { buyingPower: '5000' })).toBe('insufficient_buying_power');
    expect(codeOf({ action: 'buy' }, hundred, { buyingPower: null })).toBe('account_figures_unknown');
    expect(stepOf('enter', { action: 'sell' }, hundred, { ...long, buyingPower: '1000' }).quantity).toBe(
      '100',
    );
  });

  it('takes parts of a share only long, and by market or limit orders', () => {
    const market = { ...MARKET, instrument: { ...INSTRUMENT, lotSize: '0.001' } };
    const part = { positionSizing: { type: 'fixed' as const, fixedQuantity: '10.1234' } };
    const quantity = (payload: object) => stepOf('enter', payload, part, {}, { market }).quantity;
    expect(quantity({ action: 'buy' })).toBe('10.123');
    expect(quantity({ action: 'sell' })).toBe('10');
    expect(quantity({ action: 'buy', orderType: 'stop', stopPrice: 105 })).toBe('10');
  });

  it('a future is not cut to its notional value, because only the broker knows its margin', () => {
    const future = { ...INSTRUMENT, assetType: 'future' as const, multiplier: '50', shortable: false };
    const quantity = stepOf(
      'enter',
      { action: 'sell' },
      { assetType: 'future' },
      { buyingPower: '1' },
      {
        market: { ...MARKET, instrument: future },
      },
    ).quantity;
    expect(quantity).toBe('10');
  });
});

describe('kinds and prices of orders (AU-R5, AU-R9)', () => {
  const limits = { orderPreferences: { ...DEFAULT_ORDER_PREFERENCES, entry: 'limit' as const } };
  const enter = (payload: object = {}, changes: Partial<Configuration> = {}, context = {}) =>
    stepOf('enter', { action: 'buy', ...payload }, changes, {}, context);

  it('AU-R5: the signal’s kind of order, else the preference', () => {
    expect(enter()).toMatchObject({ orderType: 'market', referencePrice: '100', timeInForce: 'day' });
    expect(enter({}, limits).orderType).toBe('limit');
    expect(enter({ orderType: 'market' }, limits).orderType).toBe('market');
    expect(enter({ price: 98 }).orderType).toBe('market');
    expect(enter({ limitPrice: 98 })).toMatchObject({
      orderType: 'limit',
      limitPrice: '98',
      referencePrice: '98',
    });
  });

  it('AU-R5: a limit without a price stands at the market’s', () => {
    expect(enter({}, limits)).toMatchObject({ limitPrice: '100' });
    expect(stepOf('enter', { action: 'sell' }, limits)).toMatchObject({ limitPrice: '99.9' });
    expect(enter({ price: 98.005 }, limits).limitPrice).toBe('98');
  });

  it('AU-R9: an offset in percent or as an amount moves the limit so that it fills sooner', () => {
    const by = (offset: object) => ({ orderPreferences: { ...limits.orderPreferences, ...offset } });
    expect(enter({}, by({ limitOffsetPercentage: '0.5' })).limitPrice).toBe('100.5');
    expect(enter({}, by({ limitOffsetAmount: '0.25' })).limitPrice).toBe('100.25');
    expect(stepOf('enter', { action: 'sell' }, by({ limitOffsetAmount: '0.25' })).limitPrice).toBe('99.65');
    const exits = {
      orderPreferences: { ...DEFAULT_ORDER_PREFERENCES, exit: 'limit' as const, limitOffsetAmount: '1' },
    };
    expect(stepOf('exit', { action: 'exit' }, exits, long)).toMatchObject({
      orderType: 'limit',
      limitPrice: '98.9',
    });
    expect(stepOf('exit', { action: 'exit' }, exits, short).limitPrice).toBe('101');
  });

  it('AU-R5: stop, stop-limit and trailing entries carry their prices', () => {
    expect(enter({ orderType: 'stop', stopPrice: 104.999 })).toMatchObject({
      stopPrice: '105',
      limitPrice: null,
    });
    expect(enter({ orderType: 'stop_limit', stopPrice: 105, limitPrice: 106 })).toMatchObject({
      stopPrice: '105',
      limitPrice: '106',
      referencePrice: '106',
    });
    expect(enter({ orderType: 'trailing_stop', trailPercent: 2 })).toMatchObject({
      trailPercent: '2',
      trailAmount: null,
      referencePrice: '100',
    });
  });

  it('an exit needs no quote and no instrument, an entry needs both', () => {
    const blind = { market: { instrument: null, quote: null, atr: null } };
    expect(kinds({ action: 'exit' }, {}, long, blind)).toEqual(['exit']);
    expect(codeOf({ action: 'buy' }, {}, {}, blind)).toBe('unknown_symbol');
    expect(codeOf({ action: 'buy' }, {}, {}, { market: { ...MARKET, quote: null } })).toBe('no_market_data');
    const crossed = { market: { ...MARKET, quote: { ...QUOTE, bid: '101' } } };
    expect(codeOf({ action: 'buy' }, {}, {}, crossed)).toBe('no_market_data');
    expect(codeOf({ action: 'buy', limitPrice: 98 }, {}, {}, { market: { ...MARKET, quote: null } })).toBe(
      'executed',
    );
    expect(codeOf({ action: 'buy' }, { assetType: 'crypto' })).toBe('asset_type_mismatch');
    const unborrowable = { market: { ...MARKET, instrument: { ...INSTRUMENT, shortable: false } } };
    expect(codeOf({ action: 'sell' }, {}, {}, unborrowable)).toBe('not_shortable');
  });

  it('AU-R7: without automatic submission every order waits for the user', () => {
    expect(execution({ action: 'buy' }).submission).toBe('immediate');
    expect(execution({ action: 'buy' }, { autoSubmit: false }).submission).toBe('on_approval');
  });
});
