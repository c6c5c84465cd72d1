import { type Decimal, type DecimalString, decimal, text } from '../../../core/decimal.ts';
import { found, type Outcome, refuse } from './outcome.ts';
import { limitOnTick } from './rounding.ts';
import type { TargetRule } from './rules.ts';
import { type EntryBasis, percentOfEntry, perUnit } from './stops.ts';

type Distant = Exclude<TargetRule, { type: 'price' }>;

const distanceOf = (rule: Distant, basis: EntryBasis, stop: DecimalString | null): Decimal | null => {
  switch (rule.type) {
    case 'dollar':
      return perUnit(rule.dollarAmount, basis);
    case 'percentage':
      return percentOfEntry(rule.percentage, basis);
    case 'distance':
      return decimal(rule.distance);
    case 'risk_reward':
      return stop === null ? null : decimal(basis.entryPrice).minus(stop).abs().times(rule.riskRewardRatio);
  }
};

/** Rounded toward the market, so that it is reached no later than asked for: a long's target down, a short's up (AU-U11). */
const onTick = (basis: EntryBasis, exact: Decimal): Decimal =>
  decimal(limitOnTick(basis.side === 'long' ? 'buy' : 'sell', exact, basis.tickSize));

/**
 * The price of a target (AU-U11): a price, `entry ± dollar/(q·m)`, `entry·(1 ± pct/100)`, `entry ± ratio·|entry − stop|` or a
 * distance; rounded to the tick toward the market. Refused when what it needs is missing, or when it would take no profit.
 */
export const targetPrice = (
  rule: TargetRule,
  basis: EntryBasis,
  stop: DecimalString | null,
): Outcome<DecimalString> => {
  const entry = decimal(basis.entryPrice);
  const distance = rule.type === 'price' ? entry : distanceOf(rule, basis, stop);
  if (distance === null)
    return rule.type === 'risk_reward'
      ? refuse('stop_required', 'a risk-reward target needs a stop')
      : refuse('quantity_required', 'a target in money needs the quantity');
  const long = basis.side === 'long';
  const exact =
    rule.type === 'price' ? decimal(rule.price) : long ? entry.plus(distance) : entry.minus(distance);
  const price = onTick(basis, exact);
  if (price.lte(0)) return refuse('target_below_zero', `the target would stand at ${text(price)}`);
  if (long ? price.lte(entry) : price.gte(entry))
    return refuse(
      'target_wrong_side',
      `a target at ${text(price)} is on the wrong side of an entry at ${basis.entryPrice}`,
    );
  return found(text(price));
};
