import DecimalJs from 'decimal.js';
import { z } from 'zod';

/** Decimals of money and quantity: 28 significant digits, rounded half to even. */
export const Decimal = DecimalJs.clone({
  precision: 28,
  rounding: DecimalJs.ROUND_HALF_EVEN,
  toExpNeg: -9e15,
  toExpPos: 9e15,
});
export type Decimal = DecimalJs;

/** A decimal as it is stored and sent: plain digits, never an exponent and never a binary number. */
export type DecimalString = string;

const PLAIN_DECIMAL = /^-?\d{1,20}(\.\d{1,28})?$/;

/** Schema of a decimal string such as `"152.35"`; refuses numbers, exponents, blanks and `NaN`. */
export const decimalString = () =>
  z.string().regex(PLAIN_DECIMAL, 'must be a decimal in a string, like "12.50"');

/** Schema of a decimal string greater than zero. */
export const positiveDecimalString = () =>
  decimalString().refine(
    (text) => PLAIN_DECIMAL.test(text) && new Decimal(text).gt(0),
    'must be greater than zero',
  );

/** Schema of a decimal string from `low` to `high`, both included. */
export const decimalStringWithin = (low: DecimalString, high: DecimalString) =>
  decimalString().refine(
    (text) => PLAIN_DECIMAL.test(text) && new Decimal(text).gte(low) && new Decimal(text).lte(high),
    `must be from ${low} to ${high}`,
  );

/** Schema of a computed decimal: 28 significant digits, so a small one has more than 28 behind the point. */
export const computedDecimal = () =>
  z
    .string()
    .max(200)
    .regex(/^-?\d+(\.\d+)?$/, 'must be a plain decimal in a string');

/** The decimal a stored string stands for. */
export const decimal = (text: DecimalString): Decimal => new Decimal(text);

/** The string a decimal is stored as. */
export const text = (value: Decimal): DecimalString => value.toFixed();

export const ZERO: DecimalString = '0';

/** Sum of decimal strings; zero for none. */
export const sum = (values: Iterable<DecimalString>): DecimalString => {
  let total = new Decimal(0);
  for (const value of values) total = total.plus(value);
  return text(total);
};
