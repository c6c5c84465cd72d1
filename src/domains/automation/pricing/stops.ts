import { type Decimal, type DecimalString, decimal, text } from '../../../core/decimal.ts';
import type { MarketSide } from '../values.ts';
import { found, type Outcome, refuse } from './outcome.ts';
import { stopOnTick } from './rounding.ts';
import type { StopRule } from './rules.ts';

/** The entry that a stop or target protects: price and quantity as planned, or as filled. */
export interface EntryBasis {
  readonly side: MarketSide;
  readonly entryPrice: DecimalString;
  /** Null while it is not known; a stop or target in money for the whole position then has no price. */
  readonly quantity: DecimalString | null;
  readonly multiplier: DecimalString;
  readonly tickSize: DecimalString;
}

/** Money per unit that a sum for the whole position means: `amount/(q·m)`. */
export const perUnit = (amount: DecimalString, { quantity, multiplier }: EntryBasis): Decimal | null =>
  quantity === null ? null : decimal(amount).div(decimal(quantity).times(multiplier));

/** Percent of the entry price in money per unit. */
export const percentOfEntry = (percentage: DecimalString, { entryPrice }: EntryBasis): Decimal =>
  decimal(entryPrice).times(percentage).div(100);

const distanceOf = (rule: Exclude<StopRule, { type: 'fixed' }>, basis: EntryBasis): Decimal | null => {
  switch (rule.type) {
    case 'percentage':
      return percentOfEntry(rule.percentage, basis);
    case 'distance':
      return decimal(rule.distance);
    case 'dollar':
      return perUnit(rule.dollarAmount, basis);
    case 'trailing':
      return rule.trailAmount === null
        ? percentOfEntry(rule.trailPercentage ?? '0', basis)
        : decimal(rule.trailAmount);
  }
};

/**
 * The price of a stop (domains 4.7 and AU-U11): fixed, or `entry ∓` percent, distance, `amount/(q·m)` or the initial trailing
 * distance; rounded to the tick away from the market. Refused when it is not above zero or on the winning side of the entry.
 */
export const stopPrice = (rule: StopRule, basis: EntryBasis): Outcome<DecimalString> => {
  const entry = decimal(basis.entryPrice);
  const distance = rule.type === 'fixed' ? entry.minus(rule.price).abs() : distanceOf(rule, basis);
  if (distance === null) return refuse('quantity_required', 'a stop in money needs the quantity');
  const long = basis.side === 'long';
  const exact =
    rule.type === 'fixed' ? decimal(rule.price) : long ? entry.minus(distance) : entry.plus(distance);
  const price = decimal(stopOnTick(long ? 'sell' : 'buy', exact, basis.tickSize));
  if (price.lte(0)) return refuse('stop_below_zero', `the stop would stand at ${text(price)}`);
  if (long ? price.gte(entry) : price.lte(entry))
    return refuse(
      'stop_wrong_side',
      `a stop at ${text(price)} is on the wrong side of an entry at ${basis.entryPrice}`,
    );
  return found(text(price));
};
