import { describe, expect, it } from 'vitest';
import { specification } from '../../core/testing/decider-specification.ts';
import { orderAggregate } from './order.ts';
import { create, INSTRUMENT, limit, QUOTE } from './testing/fixtures.ts';
import { CRYPTO, FUTURE, OPTION } from './testing/instruments.ts';

const order = specification(orderAggregate);
const taken = (command: ReturnType<typeof create>) =>
  order.given().when(command).thenTypes('OrderCreatedEvent');
const refused = (command: ReturnType<typeof create>, code: string, field: string) =>
  order.given().when(command).thenRejected(code, field);

const none = { limitPrice: null, stopPrice: null, trailAmount: null, trailPercent: null };
const prices = { limitPrice: '151', stopPrice: '151', trailAmount: '1', trailPercent: '1' };

describe('the prices of a type', () => {
  it.each([
    ['market', {}],
    ['limit', { limitPrice: '150' }],
    ['stop', { stopPrice: '151' }],
    ['stop_limit', { stopPrice: '151', limitPrice: '152' }],
    ['trailing_stop', { trailAmount: '2.5' }],
    ['trailing_stop', { trailPercent: '1.5' }],
  ] as const)('OR-U1: %s takes what it needs: %o', (orderType, given) => {
    expect(taken(create({ orderType, ...none, ...given }))).toMatchObject({ orderType, ...none, ...given });
  });

  it.each([
    ['limit', { ...none }, 'limit_price_required', 'limitPrice'],
    ['stop', { ...none }, 'stop_price_required', 'stopPrice'],
    ['stop_limit', { ...none, stopPrice: '151' }, 'limit_price_required', 'limitPrice'],
    ['stop_limit', { ...none, limitPrice: '151' }, 'stop_price_required', 'stopPrice'],
    ['trailing_stop', { ...none }, 'trail_required', 'trailAmount'],
    ['trailing_stop', { ...none, trailAmount: '1', trailPercent: '1' }, 'trail_required', 'trailAmount'],
  ] as const)('OR-U1: %s without one is refused: %o → %s', (orderType, given, code, field) => {
    refused(create({ orderType, ...given }), code, field);
  });

  it.each([
    ['market', { ...none, limitPrice: '151' }, 'limit_price_not_allowed', 'limitPrice'],
    ['market', { ...none, stopPrice: '151' }, 'stop_price_not_allowed', 'stopPrice'],
    ['market', { ...none, trailPercent: '1' }, 'trail_not_allowed', 'trailPercent'],
    ['limit', { ...prices, stopPrice: null }, 'trail_not_allowed', 'trailAmount'],
    ['stop', { ...prices }, 'limit_price_not_allowed', 'limitPrice'],
    ['trailing_stop', { ...prices, limitPrice: null }, 'stop_price_not_allowed', 'stopPrice'],
  ] as const)('OR-U1: an extra one is refused, not ignored: %s %o → %s', (orderType, given, code, field) => {
    refused(create({ orderType, ...given }), code, field);
  });

  it('OR-R5: is above zero and at most a million', () => {
    refused(limit('0'), 'invalid_price', 'limitPrice');
    refused(limit('1000000.01'), 'invalid_price', 'limitPrice');
    refused(create({ orderType: 'stop', stopPrice: '-1' }), 'invalid_price', 'stopPrice');
    refused(create({ orderType: 'trailing_stop', trailPercent: '100' }), 'invalid_trail', 'trailPercent');
    refused(create({ orderType: 'trailing_stop', trailAmount: '0' }), 'invalid_price', 'trailAmount');
  });
});

describe('ticks', () => {
  const penny = { ...QUOTE, bid: '0.4999', ask: '0.5', last: '0.5' };

  it('OR-U5: of a stock are cents, and hundredths of a cent under 1.00', () => {
    taken(limit('149.99'));
    refused(limit('149.995'), 'invalid_tick', 'limitPrice');
    taken(limit('0.4999', {}, { quote: penny }));
    refused(limit('0.49995', {}, { quote: penny }), 'invalid_tick', 'limitPrice');
  });

  it('OR-U5: of an option follow its class, of a future its contract', () => {
    const option = (limitPrice: string) =>
      limit(limitPrice, { symbol: OPTION.symbol, quantity: '1' }, { instrument: OPTION, quote: null });
    taken(option('5.05'));
    refused(option('5.01'), 'invalid_tick', 'limitPrice');
    const future = (limitPrice: string) =>
      limit(
        limitPrice,
        { symbol: FUTURE.symbol, quantity: '1' },
        { instrument: FUTURE, quote: null, initialMargin: '12000' },
      );
    taken(future('5000.25'));
    refused(future('5000.1'), 'invalid_tick', 'limitPrice');
  });

  it('OR-R5: hold for stops and trails as well', () => {
    refused(create({ orderType: 'stop', stopPrice: '151.001' }), 'invalid_tick', 'stopPrice');
    refused(create({ orderType: 'trailing_stop', trailAmount: '1.001' }), 'invalid_tick', 'trailAmount');
  });
});

describe('quantities', () => {
  const fractional = { ...INSTRUMENT, fractionable: true };

  it('OR-R6: reach the limit of the user and never pass a million', () => {
    taken(create({ quantity: '5' }, { maxQuantity: '5' }));
    refused(create({ quantity: '6' }, { maxQuantity: '5' }), 'quantity_too_large', 'quantity');
    const account = {
      status: 'active',
      trading: 'allowed' as const,
      margin: true,
      availableBuyingPower: '1000000000',
    };
    taken(create({ quantity: '1000000' }, { maxQuantity: '99999999', account }));
    refused(
      create({ quantity: '1000001' }, { maxQuantity: '99999999', account }),
      'quantity_too_large',
      'quantity',
    );
  });

  it('OR-U4: parts of a share are for market and limit day orders, up to 9 decimals, where the broker allows', () => {
    taken(create({ quantity: '0.123456789' }, { instrument: fractional }));
    taken(limit('150', { quantity: '0.5' }, { instrument: fractional }));
    refused(create({ quantity: '0.5' }), 'invalid_lot', 'quantity');
    refused(create({ quantity: '0.1234567891' }, { instrument: fractional }), 'invalid_lot', 'quantity');
    const gtc = limit('150', { quantity: '0.5', timeInForce: 'gtc' }, { instrument: fractional });
    refused(gtc, 'fraction_not_allowed', 'quantity');
    const stop = create({ quantity: '0.5', orderType: 'stop', stopPrice: '151' }, { instrument: fractional });
    refused(stop, 'fraction_not_allowed', 'quantity');
    const extended = limit('150', { quantity: '0.5', extendedHours: true }, { instrument: fractional });
    refused(extended, 'fraction_not_allowed', 'quantity');
  });

  it('OR-U4: contracts are whole, crypto goes by its lot, stocks by theirs', () => {
    const option = { symbol: OPTION.symbol, quantity: '1.5' };
    refused(
      limit('5', option, { instrument: { ...OPTION, lotSize: '0.5' }, quote: null }),
      'whole_contracts_only',
      'quantity',
    );
    const coins = (quantity: string) =>
      limit(
        '50000',
        { symbol: CRYPTO.symbol, quantity, timeInForce: 'gtc' },
        { instrument: CRYPTO, quote: null },
      );
    taken(coins('0.0025'));
    refused(coins('0.00255'), 'invalid_lot', 'quantity');
    refused(
      create({ quantity: '150' }, { instrument: { ...INSTRUMENT, lotSize: '100' } }),
      'invalid_lot',
      'quantity',
    );
  });
});

describe('sanity', () => {
  it('OR-U4: a buy stop is above the last price, a sell stop below', () => {
    refused(create({ orderType: 'stop', stopPrice: '150' }), 'stop_on_wrong_side', 'stopPrice');
    taken(create({ orderType: 'stop', stopPrice: '150.01' }));
    const sell = { side: 'sell', orderType: 'stop' } as const;
    refused(create({ ...sell, stopPrice: '150' }), 'stop_on_wrong_side', 'stopPrice');
    taken(create({ ...sell, stopPrice: '149.99' }));
    const trail = { side: 'sell', orderType: 'trailing_stop', trailAmount: '150' } as const;
    refused(create(trail), 'invalid_trail', 'trailAmount');
  });

  it('OR-U4: a limit more than 10 % through the market is confirmed', () => {
    taken(limit('165'));
    refused(limit('165.01'), 'confirmation_required', 'limitPrice');
    taken(limit('165.01', {}, { confirmed: true }));
    taken(limit('135', { side: 'sell' }));
    refused(limit('134.98', { side: 'sell' }), 'confirmation_required', 'limitPrice');
    taken(limit('165.01', {}, { quote: null }));
  });

  it('OR-U4: the limit of a stop-limit order is measured by its stop', () => {
    const stopLimit = (limitPrice: string) =>
      create({ orderType: 'stop_limit', stopPrice: '200', limitPrice });
    taken(stopLimit('220'));
    refused(stopLimit('220.01'), 'confirmation_required', 'limitPrice');
  });

  it.each(['market', 'stop', 'stop_limit', 'trailing_stop'] as const)(
    'OR-U4: %s needs a quote',
    (orderType) => {
      const given = {
        market: {},
        stop: { stopPrice: '151' },
        stop_limit: { stopPrice: '151', limitPrice: '152' },
        trailing_stop: { trailPercent: '1' },
      }[orderType];
      refused(create({ orderType, ...given }, { quote: null }), 'no_market_data', 'symbol');
      refused(create({ orderType, ...given, side: 'sell' }, { quote: null }), 'no_market_data', 'symbol');
    },
  );
});
