import { describe, expect, it } from 'vitest';
import { setStopLossCommand, setTakeProfitCommand } from './care-commands.ts';
import {
  type StopLossConfig,
  stopLossConfigSchema,
  type TakeProfitConfig,
  takeProfitConfigSchema,
} from './configs.ts';
import { type PriceBasis, stopPriceOf, targetPriceOf, tickOf } from './prices.ts';
import { fixed, percentage, setStop, setTarget, trailing } from './testing/commands.ts';

const atr = (atrMultiplier: string): StopLossConfig => ({
  type: 'atr',
  atrMultiplier,
  atrPeriod: 14,
  moveWithPyramids: true,
});
const dollar = (dollarAmount: string): StopLossConfig => ({
  type: 'dollar',
  dollarAmount,
  moveWithPyramids: true,
});
const basis = (side: 'long' | 'short', changes: Partial<PriceBasis> = {}): PriceBasis => ({
  side,
  quantity: '100',
  averageEntryPrice: '150',
  multiplier: '1',
  tickSize: '0.01',
  assetType: 'stock',
  ...changes,
});
const NOTHING = { atr: null, waterMark: null };

describe('the price of a stop (domains 4.7, "Stops")', () => {
  it.each([
    [fixed('140.005'), '140', '140.01'],
    [percentage('2.5'), '146.25', '153.75'],
    [percentage('0.333'), '149.5', '150.5'],
    [atr('2'), '143.02', '156.98'],
    [trailing('5'), '145', '155'],
    [trailing(null, '10'), '135', '165'],
    [dollar('250'), '147.5', '152.5'],
  ] as const)('of %j is %s for a long and %s for a short', (config, long, short) => {
    const known = { atr: '3.49', waterMark: null };
    expect(stopPriceOf(config, basis('long'), known)).toEqual({ kind: 'price', price: long });
    expect(stopPriceOf(config, basis('short'), known)).toEqual({ kind: 'price', price: short });
  });

  it('of dollars counts the multiplier', () => {
    const option = basis('long', {
      quantity: '2',
      averageEntryPrice: '5',
      multiplier: '100',
      assetType: 'option',
    });
    expect(stopPriceOf(dollar('400'), option, NOTHING)).toEqual({ kind: 'price', price: '3' });
  });

  it('is rounded to the tick away from the market, a target toward it', () => {
    const future = (side: 'long' | 'short') =>
      basis(side, { averageEntryPrice: '5000', tickSize: '0.25', multiplier: '50', assetType: 'future' });
    expect(stopPriceOf(percentage('0.333'), future('long'), NOTHING)).toMatchObject({ price: '4983.25' });
    expect(stopPriceOf(percentage('0.333'), future('short'), NOTHING)).toMatchObject({ price: '5016.75' });
    const target = { type: 'percentage', percentage: '0.333' } as const;
    expect(targetPriceOf(target, future('long'), null)).toMatchObject({ price: '5016.5' });
    expect(targetPriceOf(target, future('short'), null)).toMatchObject({ price: '4983.5' });
  });

  it('is a refusal where there is none: no ATR, or at or below zero', () => {
    expect(stopPriceOf(atr('2'), basis('long'), NOTHING)).toMatchObject({
      kind: 'reject',
      rejection: { code: 'atr_required', field: 'atr' },
    });
    expect(stopPriceOf(dollar('15000'), basis('long'), NOTHING)).toMatchObject({
      rejection: { code: 'invalid_price', field: 'stopLoss' },
    });
  });

  it.each([
    ['stock', null, null, '0.01'],
    ['crypto', null, null, '0.00000001'],
    ['future', null, '0.25', '0.25'],
    ['future', '0.5', '0.25', '0.5'],
  ] as const)('moves in the tick that is known of a %s', (assetType, known, future, tick) => {
    expect(tickOf(assetType, known, future)).toBe(tick);
  });
});

describe('the price of a target (domains 4.5, 11)', () => {
  it.each([
    [{ type: 'price', price: '160' }, 'long', '160'],
    [{ type: 'dollar', dollarAmount: '1000' }, 'long', '160'],
    [{ type: 'dollar', dollarAmount: '1000' }, 'short', '140'],
    [{ type: 'percentage', percentage: '10' }, 'long', '165'],
    [{ type: 'percentage', percentage: '10' }, 'short', '135'],
    [{ type: 'risk_reward', riskRewardRatio: '3' }, 'long', '156'],
    [{ type: 'risk_reward', riskRewardRatio: '3' }, 'short', '144'],
  ] as const)('of %j for a %s is %s', (config, side, price) => {
    const stop = side === 'long' ? '148' : '152';
    expect(targetPriceOf(config, basis(side), stop)).toEqual({ kind: 'price', price });
  });

  it('of a ratio needs a stop, and is above zero', () => {
    const ratio: TakeProfitConfig = { type: 'risk_reward', riskRewardRatio: '2' };
    expect(targetPriceOf(ratio, basis('long'), null)).toMatchObject({
      rejection: { code: 'stop_loss_required' },
    });
    expect(targetPriceOf({ type: 'percentage', percentage: '100' }, basis('short'), null)).toMatchObject({
      rejection: { code: 'invalid_price' },
    });
  });
});

describe('the shapes of stops and targets (C-R4)', () => {
  it('has 14 periods and moves with adds unless told otherwise', () => {
    expect(stopLossConfigSchema.parse({ type: 'atr', atrMultiplier: '2' })).toEqual(atr('2'));
  });

  it.each([
    [fixed('0'), false],
    [percentage('99.9'), true],
    [percentage('100'), false],
    [percentage('abc'), false],
    [trailing('5'), true],
    [trailing(null, '5'), true],
    [trailing('5', '5'), false],
    [trailing(null), false],
    [{ type: 'atr', atrMultiplier: '2', atrPeriod: 0, moveWithPyramids: true }, false],
    [{ type: 'never' }, false],
  ])('%j is a stop: %s', (config, valid) => {
    expect(stopLossConfigSchema.safeParse(config).success).toBe(valid);
    expect(setStopLossCommand.safeParse({ ...setStop(null), stopLoss: config }).success).toBe(valid);
  });

  it.each([
    [{ type: 'percentage', percentage: '150' }, true],
    [{ type: 'dollar', dollarAmount: '-1' }, false],
    [{ type: 'price', dollarAmount: '1' }, false],
  ])('%j is a target: %s', (config, valid) => {
    expect(takeProfitConfigSchema.safeParse(config).success).toBe(valid);
    expect(setTakeProfitCommand.safeParse({ ...setTarget(null), takeProfit: config }).success).toBe(valid);
  });
});
