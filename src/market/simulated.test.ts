import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../core/decimal.ts';
import { epochMs } from '../core/instant.ts';
import { instrumentSchema } from '../domains/shared/instrument.ts';
import { isSoundQuote, quoteSchema } from '../domains/shared/quote.ts';
import { basePriceOf, instrumentOf } from './instruments.ts';
import { simulatedQuote, TICK_MS } from './simulated.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const NOON = 1_763_812_800_000;
const quoteAt = (symbol: string, ms: number, seed = 'seed') => {
  const quote = simulatedQuote(sha256, seed, symbol, ms);
  if (!quote) throw new Error(`${symbol} is not listed`);
  return quote;
};

const anySymbol = fc.constantFrom('AAPL', 'F', 'NFLX', 'INTC', 'SPY');
const anyTime = fc.integer({ min: NOON, max: NOON + 40_000_000 });

describe('the simulated market', () => {
  it('is a pure function of seed, symbol and time', () => {
    expect(quoteAt('AAPL', NOON)).toEqual(quoteAt('AAPL', NOON));
    expect(quoteAt('AAPL', NOON)).toEqual({
      symbol: 'AAPL',
      bid: expect.any(String),
      ask: expect.any(String),
      last: expect.any(String),
      at: '2025-11-22T12:00:00.000Z',
    });
    expect(quoteAt('AAPL', NOON, 'other')).not.toEqual(quoteAt('AAPL', NOON));
  });

  it('stands still within a tick and has a new instant with every tick', () => {
    expect(quoteAt('AAPL', NOON + TICK_MS - 1)).toEqual(quoteAt('AAPL', NOON));
    expect(epochMs(quoteAt('AAPL', NOON + TICK_MS).at)).toBe(NOON + TICK_MS);
  });

  it('quotes soundly: bid ≤ last ≤ ask, above zero, at least a cent apart', () => {
    fc.assert(
      fc.property(anySymbol, anyTime, (symbol, ms) => {
        const quote = quoteAt(symbol, ms);
        expect(quoteSchema.parse(quote)).toEqual(quote);
        expect(isSoundQuote(quote)).toBe(true);
        const [bid, ask, last] = [decimal(quote.bid), decimal(quote.ask), decimal(quote.last)];
        expect(bid.lte(last) && last.lte(ask)).toBe(true);
        expect(ask.minus(bid).gte('0.01')).toBe(true);
      }),
    );
  });

  it('prices in ticks of the instrument, within 3 % of its base', () => {
    fc.assert(
      fc.property(anySymbol, anyTime, (symbol, ms) => {
        const base = basePriceOf(symbol) ?? 0;
        const { bid, ask, last } = quoteAt(symbol, ms);
        for (const price of [bid, ask, last]) expect(price).toMatch(/^\d+\.\d\d$/);
        expect(Math.abs(Number(last) / base - 1)).toBeLessThan(0.03);
      }),
    );
  });

  it('moves', () => {
    const day = Array.from({ length: 200 }, (_, n) => quoteAt('AAPL', NOON + n * 1_000).last);
    expect(new Set(day).size).toBeGreaterThan(20);
  });

  it.each(['', 'XXXX', 'aapl', '__proto__', 'constructor'])('knows nothing of %j', (symbol) => {
    expect(simulatedQuote(sha256, 'seed', symbol, NOON)).toBeNull();
    expect([instrumentOf(symbol), basePriceOf(symbol)]).toEqual([null, null]);
  });
});

describe('a listed instrument', () => {
  it('is a stock in dollars that moves in cents and whole shares', () => {
    const instrument = instrumentOf('AAPL');
    expect(instrumentSchema.parse(instrument)).toEqual(instrument);
    expect(instrument).toMatchObject({ currency: 'USD', tickSize: '0.01', lotSize: '1', multiplier: '1' });
  });
});
