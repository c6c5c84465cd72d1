import { type DecimalString, decimal, text } from '../../core/decimal.ts';
import { canonicalDecimal } from './canonical.ts';
import { invalid, type Parsed, valid } from './value.ts';

/** Zero to one hundred percent, in canonical form. Not a fraction: those say so in their names (rule V-R5). */
export type Percentage = DecimalString & { readonly __brand: 'Percentage' };

const create = (input: string): Parsed<Percentage> => {
  const canonical = canonicalDecimal(input);
  return canonical !== null && decimal(canonical).gte(0) && decimal(canonical).lte(100)
    ? valid(canonical as Percentage)
    : invalid('invalid_percentage', 'a percentage is a decimal from 0 to 100 in a string');
};

/** Makes percentages, and takes them of amounts. */
export const Percentage = {
  create,
  /** `0.125` is 12.5 percent. */
  fromFraction: (fraction: string): Parsed<Percentage> => {
    const canonical = canonicalDecimal(fraction);
    return canonical === null
      ? invalid('invalid_percentage', 'a fraction is a decimal in a string')
      : create(text(decimal(canonical).times(100)));
  },
  toFraction: (percentage: Percentage): DecimalString => text(decimal(percentage).div(100)),
  /** So many percent of an amount. */
  of: (percentage: Percentage, amount: DecimalString): DecimalString =>
    text(decimal(amount).times(percentage).div(100)),
};
