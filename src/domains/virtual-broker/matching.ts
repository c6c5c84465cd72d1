import { Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import { epochMs } from '../../core/instant.ts';
import { isSoundQuote, type Quote } from '../shared/quote.ts';
import type { WorkingOrder } from './state.ts';

/** A fill that a quote gives an order. */
export interface MatchedFill {
  readonly quantity: DecimalString;
  readonly price: DecimalString;
}

/** How often an eligible order is filled only in part, and the seed that decides when (brokers 4.1). */
export interface FillRandomness {
  readonly probability: DecimalString;
  /** Numbers from 0 to 1 that depend on the account's seed, the order and the count of its trades only. */
  readonly draw: (purpose: 'partial' | 'size') => number;
}

/** Price at which a quote would fill the order, or null: market at ask or bid, limit only when marketable. */
export const marketablePrice = (
  order: Pick<WorkingOrder, 'side' | 'limitPrice'>,
  quote: Quote,
): DecimalString | null => {
  if (!isSoundQuote(quote)) return null;
  const price = order.side === 'buy' ? quote.ask : quote.bid;
  if (order.limitPrice === null) return price;
  const marketable =
    order.side === 'buy' ? decimal(price).lte(order.limitPrice) : decimal(price).gte(order.limitPrice);
  return marketable ? price : null;
};

/** True when this quote can fill this order now; a quote that has filled it before cannot (rule 4.4 users 13). */
export const canFill = (order: WorkingOrder, quote: Quote): boolean =>
  order.symbol === quote.symbol &&
  (order.lastQuoteAt === null || epochMs(quote.at) > epochMs(order.lastQuoteAt)) &&
  marketablePrice(order, quote) !== null;

/** What one quote fills of one order, or null. Whole units only are split; the rest waits for the next quote. */
export const match = (order: WorkingOrder, quote: Quote, randomness: FillRandomness): MatchedFill | null => {
  const price = canFill(order, quote) ? marketablePrice(order, quote) : null;
  if (price === null) return null;
  const remaining = new Decimal(order.remaining);
  const splits = remaining.gt(1) && new Decimal(randomness.draw('partial')).lt(randomness.probability);
  if (!splits) return { quantity: order.remaining, price };
  const part = remaining.minus(1).times(randomness.draw('size')).floor().plus(1);
  return { quantity: text(Decimal.min(part, remaining)), price };
};
