import { describe, expect, it } from 'vitest';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import { isSoundQuote, markPrice, notional, type Quote, quoteSchema } from './quote.ts';

const quote = (changes: Partial<Quote> = {}): Quote => ({
  symbol: 'AAPL',
  bid: '189.99',
  ask: '190',
  last: '190',
  at: TEST_NOW,
  ...changes,
});

describe('a quote (domains 4.9)', () => {
  it.each([{}, { bid: '190' }, { last: '250' }])('is sound: %j', (changes) => {
    expect(isSoundQuote(quote(changes))).toBe(true);
  });

  it.each([{ bid: '0' }, { ask: '0' }, { last: '0' }, { bid: '-1' }, { bid: '190.01' }])(
    'is dropped with a missing, negative or crossed price: %j',
    (changes) => {
      expect(isSoundQuote(quote(changes))).toBe(false);
    },
  );

  it('marks positions at the last trade', () => {
    expect(markPrice(quote({ last: '189.995' }))).toBe('189.995');
    expect(notional('189.995', '10', '100')).toBe('189995');
  });

  it('pitfall 1: has an instant in UTC', () => {
    for (const at of ['2026-11-22T10:00:00', '2026-11-22T10:00:00-05:00', '2026-02-30T00:00:00Z'])
      expect(quoteSchema.safeParse({ ...quote(), at }).success).toBe(false);
    expect(quoteSchema.safeParse({ ...quote(), bidSize: '100' }).success).toBe(true);
  });
});
