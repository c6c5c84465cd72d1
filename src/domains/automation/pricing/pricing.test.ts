import { describe, expect, it } from 'vitest';
import { decimal } from '../../../core/decimal.ts';
import { DEFAULT_PYRAMIDING } from '../configuration/pyramiding.ts';
import { pyramidQuantity } from './pyramid.ts';
import type { StopRule, TargetRule } from './rules.ts';
import { stopRuleOf } from './rules.ts';
import { cutQuantity, reservePerUnit, wholeLots, wishedQuantity } from './sizing.ts';
import { type EntryBasis, stopPrice } from './stops.ts';
import { targetPrice } from './targets.ts';

const basis = { price: '100', multiplier: '1', stopPrice: '95', equity: '50000', buyingPower: '20000' };
const resultOf = (outcome: { ok: boolean; value?: unknown; refusal?: { code: string } }) =>
  outcome.ok ? String(outcome.value) : outcome.refusal?.code;

describe('the quantity that sizing wishes (AU-U9)', () => {
  const wish = (...args: Parameters<typeof wishedQuantity>) => resultOf(wishedQuantity(...args));

  it('AU-U9: FIXED is its quantity', () => {
    expect(wish({ type: 'fixed', fixedQuantity: '7' }, basis)).toBe('7');
  });

  it('AU-U9: AMOUNT is amount/(p·m), with 28 digits', () => {
    expect(wish({ type: 'amount', amountPerPosition: '1000' }, { ...basis, price: '3' })).toBe(
      '333.3333333333333333333333333',
    );
    expect(wish({ type: 'amount', amountPerPosition: '1000' }, { ...basis, multiplier: '100' })).toBe('0.1');
  });

  it('AU-U9: PERCENT takes equity, or buying power where it is told to', () => {
    const percent = { type: 'percent' as const, percentOfEquity: '10', useBuyingPower: false };
    expect(wish(percent, basis)).toBe('50');
    expect(wish({ ...percent, useBuyingPower: true }, basis)).toBe('20');
    expect(wish(percent, { ...basis, equity: null })).toBe('account_figures_unknown');
    expect(wish({ ...percent, useBuyingPower: true }, { ...basis, buyingPower: null })).toBe(
      'account_figures_unknown',
    );
  });

  it('AU-U9: RISK_BASED is risk/(|p − s|·m), on both sides, and needs a stop', () => {
    const risk = { type: 'risk_based' as const, riskPerPosition: '500' };
    expect(wish(risk, basis)).toBe('100');
    expect(wish(risk, { ...basis, stopPrice: '105' })).toBe('100');
    expect(wish(risk, { ...basis, multiplier: '50' })).toBe('2');
    expect(wish(risk, { ...basis, stopPrice: null })).toBe('stop_required');
    expect(wish(risk, { ...basis, stopPrice: '100' })).toBe('stop_wrong_side');
  });

  it('AU-U9: the result is rounded down to the lot, and nothing left is a refusal', () => {
    expect(resultOf(wholeLots(decimal('9.99'), '1'))).toBe('9');
    expect(resultOf(wholeLots(decimal('9.99'), '0.001'))).toBe('9.99');
    expect(resultOf(wholeLots(decimal('0.99'), '1'))).toBe('quantity_below_lot');
  });
});

describe('cutting a quantity (AU-U10)', () => {
  const cut = (wish: string, spendable: string | null, isLimited = true) =>
    resultOf(
      cutQuantity(decimal(wish), {
        spendable,
        reservePerUnit: reservePerUnit(basis, isLimited),
        lotSize: '1',
      }),
    );

  it('AU-U10: it is cut to what buying power pays', () => {
    expect(cut('100', '8000')).toBe('80');
    expect(cut('100', '10000')).toBe('100');
  });

  it('AU-U10: an order without a limit reserves 3 % more, as brokers do', () => {
    expect(cut('100', '10000', false)).toBe('97');
    expect(cut('100', '10300', false)).toBe('100');
  });

  it('AU-U10: exactly half of the wish is kept, anything below is a refusal and no tiny order', () => {
    expect(cut('100', '5000')).toBe('50');
    expect(cut('100', '4999.99')).toBe('insufficient_buying_power');
    expect(cut('100', '-1')).toBe('insufficient_buying_power');
  });

  it('AU-U10: no order is larger than 1,000,000 units', () => {
    expect(cut('2000000', null)).toBe('1000000');
    expect(cut('2000001', null)).toBe('quantity_too_large');
  });

  it('AU-U10: a wish of nothing is less than a lot', () => {
    expect(cut('0', '5000')).toBe('quantity_below_lot');
    expect(cut('-5', '5000')).toBe('quantity_below_lot');
  });
});

describe('stops (AU-U11)', () => {
  const entry = (changes: Partial<EntryBasis> = {}): EntryBasis => ({
    side: 'long',
    entryPrice: '100',
    quantity: '10',
    multiplier: '1',
    tickSize: '0.01',
    ...changes,
  });
  const stop = (rule: StopRule, changes: Partial<EntryBasis> = {}) =>
    resultOf(stopPrice(rule, entry(changes)));
  const short = { side: 'short' as const };

  it('AU-U11: at a price', () => {
    expect(stop({ type: 'fixed', price: '95' })).toBe('95');
    expect(stop({ type: 'fixed', price: '105' }, short)).toBe('105');
  });

  it('AU-U11: percent of the entry, below a long and above a short', () => {
    expect(stop({ type: 'percentage', percentage: '5' })).toBe('95');
    expect(stop({ type: 'percentage', percentage: '5' }, short)).toBe('105');
  });

  it('AU-U11: an amount of money is amount/(q·m) away', () => {
    expect(stop({ type: 'dollar', dollarAmount: '50' })).toBe('95');
    expect(stop({ type: 'dollar', dollarAmount: '50' }, { multiplier: '5' })).toBe('99');
    expect(stop({ type: 'dollar', dollarAmount: '50' }, { quantity: null })).toBe('quantity_required');
  });

  it('AU-U11: a multiple of the average true range, which must be known', () => {
    const atr = { type: 'atr' as const, atrMultiplier: '2', atrPeriod: 14 };
    const rule = stopRuleOf(atr, '1.5');
    expect(rule).toEqual({ ok: true, value: { type: 'distance', distance: '3' } });
    expect(stop({ type: 'distance', distance: '3' })).toBe('97');
    expect(resultOf(stopRuleOf(atr, null))).toBe('atr_unavailable');
  });

  it('AU-U11: a trailing stop starts at its distance', () => {
    expect(stop({ type: 'trailing', trailAmount: '4', trailPercentage: null })).toBe('96');
    expect(stop({ type: 'trailing', trailAmount: null, trailPercentage: '4' }, short)).toBe('104');
  });

  it('AU-U11: it is rounded to the tick away from the market', () => {
    const third = { type: 'distance' as const, distance: '1.3333' };
    expect(stop(third, { tickSize: '0.25' })).toBe('98.5');
    expect(stop(third, { ...short, tickSize: '0.25' })).toBe('101.5');
  });

  it('is refused on the winning side of the entry and at or below zero', () => {
    expect(stop({ type: 'fixed', price: '100' })).toBe('stop_wrong_side');
    expect(stop({ type: 'fixed', price: '99' }, short)).toBe('stop_wrong_side');
    expect(stop({ type: 'distance', distance: '100' })).toBe('stop_below_zero');
  });
});

describe('targets (AU-U11)', () => {
  const target = (rule: TargetRule, changes: Partial<EntryBasis> = {}, stop: string | null = '95') =>
    resultOf(
      targetPrice(
        rule,
        { side: 'long', entryPrice: '100', quantity: '10', multiplier: '1', tickSize: '0.01', ...changes },
        stop,
      ),
    );
  const short = { side: 'short' as const };

  it('AU-U11: at a price, entry ± dollar/(q·m), entry·(1 ± pct/100)', () => {
    expect(target({ type: 'price', price: '110' })).toBe('110');
    expect(target({ type: 'dollar', dollarAmount: '50' })).toBe('105');
    expect(target({ type: 'dollar', dollarAmount: '50' }, { ...short, multiplier: '5' })).toBe('99');
    expect(target({ type: 'percentage', percentage: '10' })).toBe('110');
    expect(target({ type: 'percentage', percentage: '10' }, short)).toBe('90');
    expect(target({ type: 'distance', distance: '2.5' })).toBe('102.5');
  });

  it('AU-U11: risk-reward is entry ± ratio·|entry − stop| and needs a stop', () => {
    const twice = { type: 'risk_reward' as const, riskRewardRatio: '2' };
    expect(target(twice)).toBe('110');
    expect(target(twice, short, '104')).toBe('92');
    expect(target(twice, {}, null)).toBe('stop_required');
  });

  it('AU-U11: it is rounded to the tick toward the market', () => {
    const third = { type: 'distance' as const, distance: '1.3333' };
    expect(target(third, { tickSize: '0.25' })).toBe('101.25');
    expect(target(third, { ...short, tickSize: '0.25' })).toBe('98.75');
  });

  it('is refused where it takes no profit, at or below zero, and without the quantity it needs', () => {
    expect(target({ type: 'price', price: '100' })).toBe('target_wrong_side');
    expect(target({ type: 'price', price: '101' }, short)).toBe('target_wrong_side');
    expect(target({ type: 'percentage', percentage: '100' }, short)).toBe('target_below_zero');
    expect(target({ type: 'dollar', dollarAmount: '50' }, { quantity: null })).toBe('quantity_required');
  });
});

describe('the size of an add', () => {
  it('is nothing by default, and half of the last entry once pyramiding is on', () => {
    expect(resultOf(pyramidQuantity(DEFAULT_PYRAMIDING, '100'))).toBe('pyramiding_disabled');
    expect(resultOf(pyramidQuantity({ ...DEFAULT_PYRAMIDING, enabled: true }, '100'))).toBe('50');
  });
});
