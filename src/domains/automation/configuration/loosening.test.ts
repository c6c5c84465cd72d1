import { describe, expect, it } from 'vitest';
import { configuration } from '../testing/fixtures.ts';
import type { Configuration } from './configuration.ts';
import { loosenedParts } from './loosening.ts';
import { DEFAULT_PYRAMIDING } from './pyramiding.ts';
import { NO_RISK_LIMITS } from './risk-limits.ts';

const base = configuration({
  stopLoss: { type: 'percentage', percentage: '5' },
  riskLimits: { ...NO_RISK_LIMITS, maxDailyLoss: '500', maxOrdersPerDay: 10 },
  autoSubmit: false,
});
const loosens = (changes: Partial<Configuration>, before = base) =>
  loosenedParts(before, { ...before, ...changes });
const adding = { ...DEFAULT_PYRAMIDING, enabled: true };

describe('what loosens risk (AU-U14)', () => {
  it.each<[string, Partial<Configuration>]>([
    ['positionSizing', { positionSizing: { type: 'fixed', fixedQuantity: '11' } }],
    ['positionSizing', { positionSizing: { type: 'amount', amountPerPosition: '1' } }],
    ['stopLoss', { stopLoss: null }],
    ['stopLoss', { stopLoss: { type: 'percentage', percentage: '6' } }],
    ['stopLoss', { stopLoss: { type: 'fixed', price: '80' } }],
    ['pyramiding', { pyramiding: adding }],
    ['autoSubmit', { autoSubmit: true }],
    ['allowSignalQuantity', { allowSignalQuantity: true }],
    ['riskLimits', { riskLimits: { ...base.riskLimits, maxDailyLoss: '501' } }],
    ['riskLimits', { riskLimits: { ...base.riskLimits, maxOrdersPerDay: null } }],
    ['assetType', { assetType: 'crypto' }],
  ])('AU-U14: %s by %j', (part, changes) => {
    expect(loosens(changes)).toEqual([part]);
  });

  it('AU-U14: another side than before', () => {
    const long = { ...base, sidePreference: 'long_only' as const };
    expect(loosens({ sidePreference: 'both' }, long)).toEqual(['sidePreference']);
    expect(loosens({ sidePreference: 'short_only' }, long)).toEqual(['sidePreference']);
    expect(loosens({ sidePreference: 'long_only' })).toEqual([]);
  });

  it('AU-U14: more, larger or earlier adds, and stops that follow them less', () => {
    const before = { ...base, pyramiding: adding };
    const by = (changes: Partial<typeof adding>) =>
      loosens({ pyramiding: { ...adding, ...changes } }, before);
    for (const changes of [
      { maxEntries: 6 },
      { sizeFactor: '0.6' },
      { minProfitFraction: '0.01' },
      { minSpacingFraction: '0.02' },
      { moveStopOnPyramid: false },
      { breakevenAfterEntry: 3 },
    ])
      expect(by(changes)).toEqual(['pyramiding']);
    expect(by({ maxEntries: 4, sizeFactor: '0.4', minProfitFraction: '0.03' })).toEqual([]);
    expect(by({ enabled: false, maxEntries: 10 })).toEqual([]);
  });

  it('AU-U14: stops in money and in true range are compared by their size', () => {
    const dollar = { ...base, stopLoss: { type: 'dollar' as const, dollarAmount: '100' } };
    expect(loosens({ stopLoss: { type: 'dollar', dollarAmount: '99' } }, dollar)).toEqual([]);
    expect(loosens({ stopLoss: { type: 'dollar', dollarAmount: '101' } }, dollar)).toEqual(['stopLoss']);
    const atr = { ...base, stopLoss: { type: 'atr' as const, atrMultiplier: '2', atrPeriod: 14 } };
    expect(loosens({ stopLoss: { type: 'atr', atrMultiplier: '1.5', atrPeriod: 14 } }, atr)).toEqual([]);
    expect(loosens({ stopLoss: { type: 'atr', atrMultiplier: '1.5', atrPeriod: 20 } }, atr)).toEqual([
      'stopLoss',
    ]);
  });

  it('AU-U14: sizing by buying power instead of equity', () => {
    const percent = { type: 'percent' as const, percentOfEquity: '10', useBuyingPower: false };
    const before = { ...base, positionSizing: percent };
    expect(loosens({ positionSizing: { ...percent, useBuyingPower: true } }, before)).toEqual([
      'positionSizing',
    ]);
    expect(loosens({ positionSizing: { ...percent, percentOfEquity: '9' } }, before)).toEqual([]);
  });

  it('nothing does that only tightens', () => {
    expect(
      loosens({
        name: 'Renamed',
        positionSizing: { type: 'fixed', fixedQuantity: '9' },
        stopLoss: { type: 'percentage', percentage: '4' },
        riskLimits: { ...base.riskLimits, maxDailyLoss: '400', maxOpenPositions: 1 },
      }),
    ).toEqual([]);
    expect(loosens({ stopLoss: { type: 'fixed', price: '80' } }, { ...base, stopLoss: null })).toEqual([]);
  });
});
