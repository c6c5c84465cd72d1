import { Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import { canonicalDecimal } from './canonical.ts';
import { invalid, type Parsed, valid } from './value.ts';

/** Units of an instrument, above zero and at most 1,000,000, in canonical form: equal quantities are the same text. */
export type Quantity = DecimalString & { readonly __brand: 'Quantity' };

/** The most of anything that one order or position may be about. */
export const MAX_QUANTITY = 1_000_000;

/** Makes quantities. */
export const Quantity = {
  create: (input: string): Parsed<Quantity> => {
    const canonical = canonicalDecimal(input);
    if (canonical === null) return invalid('invalid_quantity', 'a quantity is a decimal in a string');
    const value = decimal(canonical);
    return value.gt(0) && value.lte(MAX_QUANTITY)
      ? valid(canonical as Quantity)
      : invalid('invalid_quantity', `a quantity is above zero and at most ${MAX_QUANTITY}`);
  },
  /** The largest multiple of `lotSize` within a computed number and the maximum, or null when not one lot is left (AU-U9, AU-U10). */
  fromComputed: (computed: DecimalString, lotSize: DecimalString): Quantity | null => {
    const most = Decimal.min(computed, MAX_QUANTITY);
    const parsed = Quantity.create(text(most.div(lotSize).floor().times(lotSize)));
    return parsed.ok ? parsed.value : null;
  },
};
