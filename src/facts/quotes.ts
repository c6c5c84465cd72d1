import type { ViewRow } from '../core/view.ts';
import type { PositionDoc } from '../domains/position/state.ts';
import type { Quote } from '../domains/shared/quote.ts';
import { FEED_SOURCE } from '../market/source.ts';
import type { Env } from '../platform/env.ts';
import { feedStub } from '../platform/stubs.ts';

/** The market's quotes by symbol; symbols nobody quotes are left out. */
export const quotesOf = async (env: Env, symbols: Iterable<string>): Promise<ReadonlyMap<string, Quote>> => {
  const wanted = [...new Set(symbols)];
  const quotes = wanted.length > 0 ? await feedStub(env, FEED_SOURCE).quotes(wanted) : [];
  return new Map(quotes.map((quote) => [quote.symbol, quote]));
};

/** Quotes that open positions are valued by. */
export const quotesFor = (
  env: Env,
  rows: readonly ViewRow<PositionDoc>[],
): Promise<ReadonlyMap<string, Quote>> =>
  quotesOf(
    env,
    rows.filter(({ doc }) => doc.status === 'open').map(({ doc }) => doc.symbol),
  );
