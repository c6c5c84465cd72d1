import { type DecimalString, decimal, decimalString, text } from '../../core/decimal.ts';

const plain = decimalString();

/** A decimal string in the one form that equal numbers share (`1.00` and `01` are `1`), or null for text that is none. */
export const canonicalDecimal = (input: string): DecimalString | null =>
  plain.safeParse(input).success ? text(decimal(input)) : null;
