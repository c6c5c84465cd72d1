import { type DecimalString, decimal } from '../../../core/decimal.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { found, type Outcome } from '../pricing/outcome.ts';
import { limitOnTick } from '../pricing/rounding.ts';
import { type StopRule, stopRuleOf, type TargetRule } from '../pricing/rules.ts';
import { type EntryBasis, stopPrice } from '../pricing/stops.ts';
import { targetPrice } from '../pricing/targets.ts';
import { withOffset } from './market.ts';
import type { Protection } from './plan.ts';
import type { Signal } from './signals.ts';

/** The rules that protect an entry: the signal's where it brings some, else the automation's. */
export interface ProtectionRules {
  readonly stop: StopRule | null;
  readonly target: TargetRule | null;
}

/** The rules for a signal's entry; refused when the average true range is needed and unknown. */
export const protectionRules = (
  signal: Signal,
  { stopLoss, takeProfit }: Configuration,
  atr: DecimalString | null,
): Outcome<ProtectionRules> => {
  const target = signal.takeProfit ?? takeProfit;
  if (signal.stopLoss) return found({ stop: signal.stopLoss.rule, target });
  if (stopLoss === null) return found({ stop: null, target });
  const stop = stopRuleOf(stopLoss, atr);
  return stop.ok ? found({ stop: stop.value, target }) : stop;
};

const stopOrder = (
  rule: StopRule,
  price: DecimalString,
  signal: Signal,
  { orderPreferences }: Configuration,
  basis: EntryBasis,
): NonNullable<Protection['stop']> => {
  const preferred = rule.type === 'trailing' ? 'trailing_stop' : orderPreferences.stop;
  const orderType = signal.stopLoss?.orderType ?? preferred;
  if (orderType !== 'stop_limit') return { rule, orderType, stopPrice: price, limitPrice: null };
  const side = basis.side === 'long' ? 'sell' : 'buy';
  const given = signal.stopLoss?.limitPrice ?? null;
  const exact = given === null ? withOffset(side, price, orderPreferences) : decimal(given);
  const limitPrice = limitOnTick(side, exact, basis.tickSize);
  return { rule, orderType, stopPrice: price, limitPrice: decimal(limitPrice).gt(0) ? limitPrice : price };
};

/** Prices the rules for an entry (AU-U11); the basis may be the plan's or what was filled (AU-U12). */
export const protectionFor = (
  rules: ProtectionRules,
  signal: Signal,
  configuration: Configuration,
  basis: EntryBasis,
): Outcome<Protection> => {
  const stop = rules.stop === null ? null : stopPrice(rules.stop, basis);
  if (stop && !stop.ok) return stop;
  const target =
    rules.target === null ? null : targetPrice(rules.target, basis, stop === null ? null : stop.value);
  if (target && !target.ok) return target;
  return found({
    stop:
      rules.stop === null || stop === null
        ? null
        : stopOrder(rules.stop, stop.value, signal, configuration, basis),
    target:
      rules.target === null || target === null
        ? null
        : { rule: rules.target, orderType: configuration.orderPreferences.target, price: target.value },
  });
};

/**
 * The same protection for what was really filled (AU-U12): stop and target priced again by their rules, a stop-limit's limit as far
 * from its stop as before. `basis` is the average fill price and the filled quantity so far.
 */
export const protectionForFill = (planned: Protection, basis: EntryBasis): Outcome<Protection> => {
  const stop = planned.stop === null ? null : stopPrice(planned.stop.rule, basis);
  if (stop && !stop.ok) return stop;
  const target =
    planned.target === null
      ? null
      : targetPrice(planned.target.rule, basis, stop === null ? null : stop.value);
  if (target && !target.ok) return target;
  const limit = (value: DecimalString, { stopPrice: from, limitPrice }: NonNullable<Protection['stop']>) =>
    limitPrice === null ? null : decimal(value).plus(limitPrice).minus(from).toFixed();
  return found({
    stop:
      planned.stop === null || stop === null
        ? null
        : { ...planned.stop, stopPrice: stop.value, limitPrice: limit(stop.value, planned.stop) },
    target: planned.target === null || target === null ? null : { ...planned.target, price: target.value },
  });
};
