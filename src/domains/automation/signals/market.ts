import { type Decimal, type DecimalString, decimal } from '../../../core/decimal.ts';
import type { Instrument } from '../../shared/instrument.ts';
import { isSoundQuote, type Quote } from '../../shared/quote.ts';
import type { TimeInForce } from '../../shared/trading.ts';
import type { OrderPreferences } from '../configuration/order-preferences.ts';

/** The market as a signal found it: instrument, quote and average true range (money per unit), null where nothing is known. */
export interface Market {
  readonly instrument: Instrument | null;
  readonly quote: Quote | null;
  readonly atr: DecimalString | null;
}

/** What a buy pays and a sell gets right now, or null without a sound quote. */
export const touchPrice = ({ quote }: Market, side: 'buy' | 'sell'): DecimalString | null => {
  if (quote === null || !isSoundQuote(quote)) return null;
  return side === 'buy' ? quote.ask : quote.bid;
};

/** How far a limit may be from the price it stands by, in money per unit (AU-R9). */
export const limitOffset = (preferences: OrderPreferences, price: DecimalString): Decimal =>
  preferences.limitOffsetPercentage === null
    ? decimal(preferences.limitOffsetAmount ?? '0')
    : decimal(price).times(preferences.limitOffsetPercentage).div(100);

/** A price moved by the preferred offset so that an order of that side is filled sooner. */
export const withOffset = (
  side: 'buy' | 'sell',
  price: DecimalString,
  preferences: OrderPreferences,
): Decimal => {
  const offset = limitOffset(preferences, price);
  return side === 'buy' ? decimal(price).plus(offset) : decimal(price).minus(offset);
};

/** How long an order lives when the signal does not say: a day, and on a market without days until it is cancelled. */
export const timeInForceOf = (given: TimeInForce | null, assetType: Instrument['assetType']): TimeInForce =>
  given ?? (assetType === 'crypto' ? 'gtc' : 'day');

/**
 * What was read of a symbol's market. An instrument or a quote of anything else is as good as none: nothing is ever priced by the
 * wrong one. Contracts have symbols of their own, so they are only held against their quote.
 */
export const marketFor = (
  symbol: string,
  read: {
    readonly instrument: Instrument | null;
    readonly quote: Quote | null;
    readonly atr: DecimalString | null;
  },
): Market => {
  const { instrument: given, atr } = read;
  const isContract = given !== null && given.assetType !== 'stock' && given.assetType !== 'crypto';
  const instrument = given?.symbol === symbol || isContract ? given : null;
  const quote = read.quote?.symbol === (instrument?.symbol ?? symbol) ? read.quote : null;
  return { instrument, quote, atr };
};
