import fc from 'fast-check';
import type { LocalDate } from '../../../core/local-date.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { PositionSizing } from '../configuration/position-sizing.ts';
import type { StopLoss } from '../configuration/stop-loss.ts';
import type { TakeProfit } from '../configuration/take-profit.ts';
import { configuration } from './fixtures.ts';

const money = fc.constantFrom('0.01', '1', '12.50', '100', '99999.99');
const percent = fc.constantFrom('0.5', '1', '10', '50', '99');

export const anySizing: fc.Arbitrary<PositionSizing> = fc.oneof(
  fc.record({ type: fc.constant('fixed' as const), fixedQuantity: fc.constantFrom('1', '7', '0.5', '1000') }),
  fc.record({ type: fc.constant('amount' as const), amountPerPosition: money }),
  fc.record({
    type: fc.constant('percent' as const),
    percentOfEquity: percent,
    useBuyingPower: fc.boolean(),
  }),
  fc.record({ type: fc.constant('risk_based' as const), riskPerPosition: money }),
);

export const anyStop: fc.Arbitrary<StopLoss> = fc.oneof(
  fc.record({ type: fc.constant('fixed' as const), price: money }),
  fc.record({ type: fc.constant('percentage' as const), percentage: percent }),
  fc.record({ type: fc.constant('atr' as const), atrMultiplier: money, atrPeriod: fc.constantFrom(7, 14) }),
  money.map((trailAmount) => ({ type: 'trailing' as const, trailAmount, trailPercentage: null })),
  percent.map((trailPercentage) => ({ type: 'trailing' as const, trailAmount: null, trailPercentage })),
  fc.record({ type: fc.constant('dollar' as const), dollarAmount: money }),
);

export const anyTarget: fc.Arbitrary<TakeProfit> = fc.oneof(
  fc.record({ type: fc.constant('price' as const), price: money }),
  fc.record({ type: fc.constant('dollar' as const), dollarAmount: money }),
  fc.record({ type: fc.constant('percentage' as const), percentage: percent }),
  fc.record({ type: fc.constant('risk_reward' as const), riskRewardRatio: fc.constantFrom('0.5', '2') }),
);

const future = {
  underlyingSymbol: 'ES',
  contractMonth: '203012',
  expirationDate: '2030-12-20' as LocalDate,
  contractSize: '1',
  tickSize: '0.25',
  tickValue: '12.5',
  multiplier: '1',
  exchange: 'CME',
  productCode: null,
};

const option = {
  underlyingSymbol: 'AAPL',
  strikePrice: '150',
  expirationDate: '2020-01-17' as LocalDate,
  optionType: 'put' as const,
  optionAction: 'buy_to_open' as const,
  contractSize: '100',
  multiplier: '1',
};

const anyAsset: fc.Arbitrary<Pick<Configuration, 'assetType' | 'option' | 'future'>> = fc.constantFrom(
  { assetType: 'stock', option: null, future: null },
  { assetType: 'crypto', option: null, future: null },
  { assetType: 'option', option, future: null },
  { assetType: 'future', option: null, future },
  { assetType: 'future_option', option, future },
);

const anyPyramiding = fc.record({
  enabled: fc.boolean(),
  maxEntries: fc.integer({ min: 1, max: 10 }),
  sizeFactor: fc.constantFrom('0.1', '0.5', '1'),
  minProfitFraction: fc.constantFrom('0', '0.02'),
  minSpacingFraction: fc.constantFrom('0', '0.03'),
  moveStopOnPyramid: fc.boolean(),
  breakevenAfterEntry: fc.integer({ min: 1, max: 5 }),
});

const anyRiskLimits = fc.record({
  maxOrdersPerDay: fc.constantFrom(null, 1, 3),
  maxOpenPositions: fc.constantFrom(null, 1, 2),
  maxPositionValue: fc.constantFrom(null, '500', '100000'),
  maxDailyLoss: fc.constantFrom(null, '50', '1000'),
});

/** Any configuration that its schema accepts, sound as a whole or not. */
export const anyConfiguration: fc.Arbitrary<Configuration> = fc
  .record({
    asset: anyAsset,
    name: fc.constantFrom('Breakout', 'Mean reversion'),
    symbol: fc.constantFrom('AAPL', 'BTCUSD', '*'),
    positionSizing: anySizing,
    sidePreference: fc.constantFrom('both' as const, 'long_only' as const, 'short_only' as const),
    stopLoss: fc.option(anyStop),
    takeProfit: fc.option(anyTarget),
    pyramiding: anyPyramiding,
    orderPreferences: fc.record({
      entry: fc.constantFrom('market' as const, 'limit' as const),
      exit: fc.constantFrom('market' as const, 'limit' as const),
      stop: fc.constantFrom('stop' as const, 'stop_limit' as const),
      target: fc.constantFrom('market' as const, 'limit' as const),
      limitOffsetPercentage: fc.constantFrom(null, '0.5'),
      limitOffsetAmount: fc.constant(null),
    }),
    autoSubmit: fc.boolean(),
    allowSignalQuantity: fc.boolean(),
    riskLimits: anyRiskLimits,
    metadata: fc.constantFrom({}, { color: 'blue' }),
  })
  .map(({ asset, ...rest }) => configuration({ ...rest, ...asset }));
