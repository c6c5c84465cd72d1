import { type DecimalString, decimal, text } from '../../core/decimal.ts';
import { canonicalDecimal } from './canonical.ts';
import { invalid, type Parsed, valid } from './value.ts';

/** How many times its equity an account may hold, in canonical form: 1 on a cash account, 2 overnight and 4 within a day on margin. */
export type Leverage = DecimalString & { readonly __brand: 'Leverage' };

const MAX_LEVERAGE = 100;

/** Makes leverages, and tells what they allow. */
export const Leverage = {
  create: (input: string): Parsed<Leverage> => {
    const canonical = canonicalDecimal(input);
    return canonical !== null && decimal(canonical).gte(1) && decimal(canonical).lte(MAX_LEVERAGE)
      ? valid(canonical as Leverage)
      : invalid('invalid_leverage', `leverage is a decimal from 1 to ${MAX_LEVERAGE} in a string`);
  },
  /** Exposure that this much equity may carry; nothing on debt. */
  exposureOf: (leverage: Leverage, equity: DecimalString): DecimalString =>
    decimal(equity).gt(0) ? text(decimal(equity).times(leverage)) : '0',
  /** Equity that an exposure needs. */
  equityFor: (leverage: Leverage, exposure: DecimalString): DecimalString =>
    text(decimal(exposure).div(leverage)),
};
