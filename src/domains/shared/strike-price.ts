import type { DecimalString } from '../../core/decimal.ts';
import { canonicalDecimal } from './canonical.ts';
import { strikePriceString } from './derivatives.ts';
import { invalid, type Parsed, valid } from './value.ts';

/** The price at which an option is exercised, in canonical form, so that one strike has one OCC symbol. */
export type StrikePrice = DecimalString & { readonly __brand: 'StrikePrice' };

const schema = strikePriceString();

/** Makes strike prices. */
export const StrikePrice = {
  create: (input: string): Parsed<StrikePrice> => {
    const canonical = schema.safeParse(input).success ? canonicalDecimal(input) : null;
    return canonical === null
      ? invalid(
          'invalid_strike_price',
          'a strike price is above zero, below 100000, with at most 3 decimal places',
        )
      : valid(canonical as StrikePrice);
  },
};
