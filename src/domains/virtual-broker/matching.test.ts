import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, decimal } from '../../core/decimal.ts';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import { canFill, type FillRules, marketablePrice, match } from './matching.ts';
import type { WorkingOrder } from './state.ts';
import { id, later, order, QUOTE, quote } from './testing/fixtures.ts';

const working = (changes: Partial<WorkingOrder> = {}): WorkingOrder => ({
  ...order('a', { limitPrice: changes.limitPrice ?? null }),
  brokerOrderId: id('broker order'),
  marginable: false,
  remaining: '10',
  openingQuantity: '10',
  reserveUnit: '0',
  reservedCash: '0',
  trades: 0,
  fills: [],
  lastQuoteAt: null,
  triggered: false,
  waterMark: null,
  waterMarkMovedAt: null,
  notBefore: null,
  expiresAt: null,
  dataDueAt: null,
  acceptedAt: TEST_NOW,
  ambiguous: false,
  correlationId: id('correlation'),
  ...changes,
});

const rules = { isSizeCapped: false, slippageBps: 0 };
const whole: FillRules = { ...rules, probability: '0', draw: () => new Decimal(0) };
const split = (size: number, partial = 0): FillRules => ({
  ...rules,
  probability: '1',
  draw: (purpose) => new Decimal(purpose === 'size' ? size : partial),
});

describe('the price an order can get (brokers 4.1)', () => {
  it.each([
    ['buy', null, '100'],
    ['sell', null, '99.99'],
    ['buy', '100', '100'],
    ['buy', '99.9999', null],
    ['sell', '99.99', '99.99'],
    ['sell', '99.9901', null],
  ] as const)('%s with limit %s → %s', (side, limitPrice, price) => {
    expect(marketablePrice({ side, limitPrice }, QUOTE)).toBe(price);
  });

  it.each([
    ['crossed', quote('100.01', '100')],
    ['zero', quote('0', '100')],
    ['negative', quote('-2', '-1')],
    ['never traded', quote('99', '100', { last: '0' })],
  ])('there is none in a quote that is %s', (_, unsound) => {
    expect(marketablePrice({ side: 'sell', limitPrice: null }, unsound)).toBeNull();
  });

  it('a locked quote is sound', () => {
    expect(marketablePrice({ side: 'buy', limitPrice: null }, quote('100', '100'))).toBe('100');
  });
});

describe('a quote', () => {
  it('VB-U13: fills only orders that it has not filled, and no older one comes back', () => {
    expect(canFill(working(), QUOTE)).toBe(true);
    expect(canFill(working({ lastQuoteAt: TEST_NOW }), QUOTE)).toBe(false);
    expect(canFill(working({ lastQuoteAt: later(1) }), QUOTE)).toBe(false);
    expect(canFill(working({ lastQuoteAt: later(-1) }), QUOTE)).toBe(true);
  });

  it('fills only orders of its symbol', () => {
    expect(canFill(working({ symbol: 'MSFT' }), QUOTE)).toBe(false);
  });
});

describe('a fill', () => {
  it('is whole at probability 0', () => {
    expect(match(working(), QUOTE, whole)).toEqual({ quantity: '10', price: '100', draws: null });
  });

  it('is drawn by probability: the draw must stay below it', () => {
    const at = (partial: number) => match(working(), QUOTE, { ...split(0, partial), probability: '0.1' });
    expect(at(0.0999)?.quantity).toBe('1');
    expect(at(0.1)?.quantity).toBe('10');
  });

  it.each([
    ['10', 0, '1'],
    ['10', 0.5, '5'],
    ['10', 0.999999, '9'],
    ['2', 0.999999, '1'],
    ['1', 0, '1'],
    ['0.5', 0, '0.5'],
    ['2.5', 0.999999, '2'],
  ])('of %s left takes, drawn at %d, %s', (remaining, size, quantity) => {
    expect(match(working({ remaining }), QUOTE, split(size))?.quantity).toBe(quantity);
  });

  it('is never nothing and never more than what is left', () => {
    const quantities = fc.integer({ min: 1, max: 1_000_000 }).map((n) => (n / 100).toString());
    const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(quantities, draws, draws, (remaining, size, partial) => {
        const filled = match(working({ remaining }), QUOTE, { ...split(size, partial), probability: '0.5' });
        const quantity = decimal(filled?.quantity ?? '0');
        expect(quantity.gt(0) && quantity.lte(remaining)).toBe(true);
        expect(quantity.isInteger() || quantity.eq(remaining)).toBe(true);
      }),
    );
  });
});
