import type { Hash } from '../core/ids.ts';
import { instant } from '../core/instant.ts';
import type { Quote } from '../domains/shared/quote.ts';
import { basePriceOf } from './instruments.ts';

/** Length of a step of the simulated market in milliseconds. */
export const TICK_MS = 250;

const WAVES = [
  { periodMs: 7_000, share: 0.0008 },
  { periodMs: 61_000, share: 0.003 },
  { periodMs: 613_000, share: 0.008 },
  { periodMs: 7_919_000, share: 0.015 },
] as const;
const HALF_SPREAD = 0.0001;

const cents = (price: number) => (Math.round(price * 100) / 100).toFixed(2);

/**
 * The simulated quote of a symbol at an instant: a pure function of seed, symbol and time, so that every reader sees the same
 * market and nothing needs to be stored. Null for a symbol that is not listed.
 */
export const simulatedQuote = (hash: Hash, seed: string, symbol: string, epochMs: number): Quote | null => {
  const base = basePriceOf(symbol);
  if (base === null) return null;
  const tick = Math.floor(epochMs / TICK_MS) * TICK_MS;
  const digest = hash(`${seed}:${symbol}`);
  const swing = WAVES.reduce((total, { periodMs, share }, index) => {
    const phase = Number.parseInt(digest.slice(index * 8, index * 8 + 8), 16) / 2 ** 32;
    return total + share * Math.sin(2 * Math.PI * (tick / periodMs + phase));
  }, 0);
  const last = base * (1 + swing);
  const half = Math.max(0.01, last * HALF_SPREAD);
  return { symbol, bid: cents(last - half), ask: cents(last + half), last: cents(last), at: instant(tick) };
};
