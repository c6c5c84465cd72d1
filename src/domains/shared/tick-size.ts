import { Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import { canonicalDecimal } from './canonical.ts';
import type { Instrument } from './instrument.ts';
import type { OrderSide } from './trading.ts';
import { invalid, type Parsed, valid } from './value.ts';

/** The step in which a price moves, above zero, in canonical form. */
export type TickSize = DecimalString & { readonly __brand: 'TickSize' };

const SUB_DOLLAR: DecimalString = '0.0001';
/** US options from 3.00 on: classes of the penny program move in nickels, all others in dimes. */
const OPTION_STEPS: Readonly<Record<string, DecimalString>> = { '0.01': '0.05', '0.05': '0.1' };
const OPTION_STEP_FROM = 3;

const tick = (input: string): Parsed<TickSize> => {
  const canonical = canonicalDecimal(input);
  return canonical !== null && decimal(canonical).gt(0)
    ? valid(canonical as TickSize)
    : invalid('invalid_tick_size', 'a tick size is a decimal above zero in a string');
};

/**
 * The tick of an instrument at a price (OR-U5): its own, but for stocks 0.0001 under 1.00, and for options more from 3.00 on.
 * What has no own rule by price, such as futures and crypto, keeps its own everywhere.
 */
const at = (instrument: Pick<Instrument, 'assetType' | 'tickSize'>, price: DecimalString): TickSize => {
  const own = text(decimal(instrument.tickSize)) as TickSize;
  const { assetType } = instrument;
  if (assetType === 'stock' && decimal(price).lt(1) && decimal(own).gt(SUB_DOLLAR))
    return SUB_DOLLAR as TickSize;
  if (assetType === 'option' && decimal(price).gte(OPTION_STEP_FROM))
    return (OPTION_STEPS[own] ?? own) as TickSize;
  return own;
};

const onTick = (price: DecimalString, size: TickSize, whole: (steps: Decimal) => Decimal): DecimalString =>
  text(whole(decimal(price).div(size)).times(size));

/** Ticks, and prices rounded to them. */
export const TickSize = {
  create: tick,
  at,
  isMultiple: (price: DecimalString, size: TickSize): boolean => decimal(price).mod(size).isZero(),
  /** The nearest price on a tick; from the middle upwards. */
  nearest: (price: DecimalString, size: TickSize): DecimalString =>
    onTick(price, size, (steps) => steps.toDecimalPlaces(0, Decimal.ROUND_HALF_UP)),
  /**
   * A stop goes away from the market and a target towards it. For both that is down when the order sells (its stop lies below the
   * market, its target above) and up when it buys.
   */
  forExit: (price: DecimalString, size: TickSize, side: OrderSide): DecimalString =>
    onTick(price, size, (steps) => (side === 'sell' ? steps.floor() : steps.ceil())),
};
