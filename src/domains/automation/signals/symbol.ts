import type { Rejection } from '../../../core/decider.ts';
import { ANY_SYMBOL } from '../configuration/configuration.ts';
import type { Signal } from './signals.ts';

/** What a symbol is resolved against: the automation's own, and the other names that signals may use for it. */
export interface SymbolScope {
  readonly symbol: string;
  readonly tickers: readonly string[];
}

/** The symbol a signal trades, or why it is refused. */
export type ResolvedSymbol =
  | { readonly kind: 'known'; readonly symbol: string }
  /** The payload lacks what this automation needs: the caller's mistake. */
  | { readonly kind: 'missing'; readonly rejection: Rejection }
  /** The signal is for something else. */
  | { readonly kind: 'foreign'; readonly symbol: string; readonly rejection: Rejection };

/**
 * The symbol that a signal means (AU-R8): the automation's own, also under one of its other names or when the signal names none;
 * whatever the signal names when the automation takes any.
 */
export const resolveSymbol = (signal: Signal, { symbol: own, tickers }: SymbolScope): ResolvedSymbol => {
  const { symbol } = signal;
  if (own !== ANY_SYMBOL) {
    if (symbol === null || symbol === own || tickers.includes(symbol)) return { kind: 'known', symbol: own };
    const detail = `the automation trades ${own} and not ${symbol}`;
    return { kind: 'foreign', symbol, rejection: { code: 'symbol_mismatch', detail } };
  }
  if (symbol !== null && symbol !== ANY_SYMBOL) return { kind: 'known', symbol };
  const detail = 'symbol: this automation takes any symbol, so the signal must name one';
  return { kind: 'missing', rejection: { code: 'signal_payload_invalid', detail, field: 'symbol' } };
};
