import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LocalDate } from '../../../core/local-date.ts';
import { anyConfiguration } from '../testing/any-configuration.ts';
import { NOW } from '../testing/fixtures.ts';
import {
  configurationFields,
  configurationFromHistory,
  configurationSchema,
  flattenConfiguration,
} from './configuration.ts';
import { configurationRefusal, withChanges } from './create-configuration.ts';

const minimal = { name: 'Breakout', symbol: 'aapl', positionSizing: { type: 'fixed', fixedQuantity: '10' } };
const parse = (changes: object = {}) => configurationSchema.parse({ ...minimal, ...changes });
const accepts = (changes: object) => configurationSchema.safeParse({ ...minimal, ...changes }).success;

const option = (expirationDate: string) => ({
  underlyingSymbol: 'AAPL',
  strikePrice: '150',
  expirationDate: expirationDate as LocalDate,
  optionType: 'call' as const,
  optionAction: null,
  contractSize: '100',
  multiplier: '1',
});

describe('a configuration in events', () => {
  it('Z-R2: any configuration is the same after it was flattened, stored and rebuilt', () => {
    fc.assert(
      fc.property(anyConfiguration, (configuration) => {
        const stored = JSON.parse(JSON.stringify(flattenConfiguration(configuration)));
        expect(configurationFromHistory(stored)).toEqual(configuration);
      }),
    );
  });

  it('stands there under the names of the specification: asset 17, sizing 6, stop 9, target 5, pyramiding 7', () => {
    const names = Object.keys(flattenConfiguration(parse()));
    expect(names.toSorted()).toEqual(Object.keys(configurationFields).toSorted());
    const starting = (prefix: RegExp) => names.filter((name) => prefix.test(name)).length;
    expect(starting(/^(assetType|option|future)/)).toBe(17);
    expect(names).toEqual(
      expect.arrayContaining(['positionSizingType', 'fixedQuantity', 'amountPerPosition']),
    );
    expect(names).toEqual(expect.arrayContaining(['riskPerPosition', 'percentOfEquity', 'useBuyingPower']));
    expect(starting(/^stopLoss/)).toBe(9);
    expect(starting(/^takeProfit/)).toBe(5);
    expect(starting(/^pyramiding/)).toBe(7);
  });

  it('G-R6: an option that has expired still loads, though it could not be created any more (invariant 11)', () => {
    const expired = parse({ assetType: 'option', option: option('2020-01-17') });
    expect(configurationRefusal(expired, NOW)).toMatchObject({ code: 'contract_expired' });
    expect(configurationFromHistory(flattenConfiguration(expired))).toEqual(expired);
  });

  it('a damaged log is an error and never guessed at', () => {
    const fields = { ...flattenConfiguration(parse()), fixedQuantity: null };
    expect(() => configurationFromHistory(fields)).toThrow('fixedQuantity');
  });
});

describe('what a configuration defaults to', () => {
  it('AU-R9: market entries and exits, stop orders as stops, limit orders as targets, no offset', () => {
    expect(parse().orderPreferences).toEqual({
      entry: 'market',
      exit: 'market',
      stop: 'stop',
      target: 'limit',
      limitOffsetPercentage: null,
      limitOffsetAmount: null,
    });
  });

  it('trades a stock on both sides at once, without stop, target, adds or limits', () => {
    expect(parse()).toMatchObject({
      symbol: 'AAPL',
      assetType: 'stock',
      sidePreference: 'both',
      stopLoss: null,
      takeProfit: null,
      pyramiding: { enabled: false, maxEntries: 5, sizeFactor: '0.5', breakevenAfterEntry: 2 },
      autoSubmit: true,
      allowSignalQuantity: false,
      riskLimits: { maxOrdersPerDay: null, maxDailyLoss: null },
    });
  });
});

describe('value objects (domains 5)', () => {
  it.each([
    { positionSizing: { type: 'percent', percentOfEquity: '100' } },
    { positionSizing: { type: 'amount', amountPerPosition: '0.01' } },
    { positionSizing: { type: 'fixed', fixedQuantity: '1000000' } },
    { stopLoss: { type: 'atr', atrMultiplier: '2' } },
    { stopLoss: { type: 'trailing', trailAmount: null, trailPercentage: '5' } },
    { takeProfit: { type: 'risk_reward', riskRewardRatio: '2' } },
    { pyramiding: { enabled: true, maxEntries: 10, sizeFactor: '1', minSpacingFraction: '0' } },
    { orderPreferences: { entry: 'limit', limitOffsetAmount: '0' } },
    { metadata: { color: 'blue' } },
  ])('accept %j', (changes) => {
    expect(accepts(changes)).toBe(true);
  });

  it.each([
    { positionSizing: { type: 'fixed' } },
    { positionSizing: { type: 'fixed', fixedQuantity: '0' } },
    { positionSizing: { type: 'fixed', fixedQuantity: '1000000.1' } },
    { positionSizing: { type: 'fixed', fixedQuantity: '1', percentOfEquity: '5' } },
    { positionSizing: { type: 'percent', percentOfEquity: '100.01' } },
    { positionSizing: { type: 'percent', percentOfEquity: 'ten' } },
    { positionSizing: { type: 'risk_based', riskPerPosition: '-5' } },
    { stopLoss: { type: 'percentage', percentage: '100' } },
    { stopLoss: { type: 'trailing', trailAmount: '1', trailPercentage: '5' } },
    { stopLoss: { type: 'trailing', trailAmount: null, trailPercentage: null } },
    { stopLoss: { type: 'fixed', price: '0' } },
    { stopLoss: { type: 'atr', atrMultiplier: '0' } },
    { takeProfit: { type: 'percentage', percentage: '0' } },
    { pyramiding: { maxEntries: 11 } },
    { pyramiding: { sizeFactor: '1.01' } },
    { pyramiding: { minProfitFraction: '2' } },
    { pyramiding: { minSpacingFraction: '-0.01' } },
    { pyramiding: { breakevenAfterEntry: 0 } },
    { orderPreferences: { limitOffsetAmount: '1', limitOffsetPercentage: '1' } },
    { orderPreferences: { entry: 'stop' } },
    { riskLimits: { maxOrdersPerDay: 0 } },
    { sidePreference: 'none' },
    { name: '  ' },
    { metadata: { 'not a name': 'x' } },
    { webhookToken: 'x' },
  ])('refuse %j', (changes) => {
    expect(accepts(changes)).toBe(false);
  });
});

describe('checks of the whole configuration', () => {
  const refusalOf = (changes: object) => configurationRefusal(parse(changes), NOW);

  it.each([
    ['asset_details_mismatch', 'assetType', { assetType: 'option' }],
    ['asset_details_mismatch', 'assetType', { option: option('2030-01-18') }],
    ['contract_expired', 'option', { assetType: 'option', option: option('2025-11-21') }],
    ['symbol_required', 'symbol', { symbol: '*', assetType: 'option', option: option('2030-01-18') }],
    ['symbol_required', 'stopLoss', { symbol: '*', stopLoss: { type: 'fixed', price: '90' } }],
    ['symbol_required', 'takeProfit', { symbol: '*', takeProfit: { type: 'price', price: '90' } }],
    ['stop_required', 'stopLoss', { positionSizing: { type: 'risk_based', riskPerPosition: '100' } }],
    ['stop_required', 'takeProfit', { takeProfit: { type: 'risk_reward', riskRewardRatio: '2' } }],
    [
      'stop_not_sizeable',
      'stopLoss',
      {
        positionSizing: { type: 'risk_based', riskPerPosition: '100' },
        stopLoss: { type: 'dollar', dollarAmount: '50' },
      },
    ],
  ])('%s names the field %s', (code, field, changes) => {
    expect(refusalOf(changes)).toMatchObject({ code, field });
  });

  it('an option may be traded on the day it expires', () => {
    expect(refusalOf({ assetType: 'option', option: option('2025-11-22') })).toBeNull();
  });

  it('changes leave everything alone that they do not name', () => {
    const before = parse({ stopLoss: { type: 'percentage', percentage: '5' } });
    expect(withChanges(before, { name: 'Renamed', stopLoss: undefined })).toEqual({
      ...before,
      name: 'Renamed',
    });
    expect(withChanges(before, { stopLoss: null }).stopLoss).toBeNull();
  });
});
