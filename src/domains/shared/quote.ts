import { z } from 'zod';
import { Decimal, type DecimalString, decimal, decimalString, text } from '../../core/decimal.ts';
import { isUtcInstant, type UtcInstant } from '../../core/instant.ts';

/** An instant in UTC in a payload. */
export const utcInstant = () =>
  z.custom<UtcInstant>(
    (value) => typeof value === 'string' && isUtcInstant(value),
    'must be an ISO instant ending in Z',
  );

/** A quote: prices as decimal strings. `at` grows strictly per symbol, so that it also identifies the quote. */
export const quoteSchema = z.object({
  symbol: z.string().min(1),
  bid: decimalString(),
  ask: decimalString(),
  last: decimalString(),
  at: utcInstant(),
  /** Units offered at bid and ask; left out when the source tells none. */
  bidSize: decimalString().optional(),
  askSize: decimalString().optional(),
});
export type Quote = z.infer<typeof quoteSchema>;

/** True for prices above zero that do not cross; anything else is dropped, never repaired (domains 4.9). */
export const isSoundQuote = (quote: Quote): boolean => {
  const [bid, ask, last] = [decimal(quote.bid), decimal(quote.ask), decimal(quote.last)];
  return bid.gt(0) && ask.gt(0) && last.gt(0) && bid.lte(ask);
};

/** Price at which positions are valued: the last trade. */
export const markPrice = (quote: Quote): DecimalString => quote.last;

/** `price` times `quantity` times `multiplier`. */
export const notional = (
  price: DecimalString,
  quantity: DecimalString,
  multiplier: DecimalString,
): DecimalString => text(new Decimal(price).times(quantity).times(multiplier));
