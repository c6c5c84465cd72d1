import { decimal, decimalString, positiveDecimalString } from '../../../core/decimal.ts';

/** Largest quantity of one order in units (domains 5, Quantity). */
export const MAX_QUANTITY = '1000000';

const isDecimal = (text: string) => /^-?\d+(\.\d+)?$/.test(text);

/** Schema of a decimal above zero that is at most `limit`. */
export const positiveUpTo = (limit: string) =>
  positiveDecimalString().refine(
    (text) => isDecimal(text) && decimal(text).lte(limit),
    `must be at most ${limit}`,
  );

/** Schema of a decimal above zero and below `limit`. */
export const positiveBelow = (limit: string) =>
  positiveDecimalString().refine(
    (text) => isDecimal(text) && decimal(text).lt(limit),
    `must be below ${limit}`,
  );

/** Schema of a decimal that is zero or more and below `limit`. */
export const zeroOrMoreBelow = (limit: string) =>
  decimalString().refine(
    (text) => isDecimal(text) && decimal(text).gte(0) && decimal(text).lt(limit),
    `must be at least 0 and below ${limit}`,
  );

/** The value that an event of this type always has; its absence is a damaged log and not a business case. */
export const stored = <T>(value: T | null, field: string): T => {
  if (value === null) throw new Error(`the event has no ${field}`);
  return value;
};
