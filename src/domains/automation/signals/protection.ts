import { z } from 'zod';
import { positiveDecimalString } from '../../../core/decimal.ts';
import { stopRuleSchema, type targetRuleSchema } from '../pricing/rules.ts';
import { signalDecimal, word } from './fields.ts';
import { isRecord, renamed, withSnakeCase } from './payload.ts';

const STOP_NAMES = withSnakeCase({
  type: ['type'],
  price: ['price', 'stopPrice'],
  percent: ['percent', 'percentage'],
  amount: ['amount'],
  trailAmount: ['trailAmount', 'trailPrice'],
  trailPercent: ['trailPercent'],
  limitPrice: ['limitPrice'],
});

const TARGET_NAMES = withSnakeCase({
  price: ['price', 'limitPrice'],
  percent: ['percent', 'percentage'],
  amount: ['amount'],
});

/** A bare number is a price. */
const named = (names: Readonly<Record<string, readonly string[]>>) => (given: unknown) =>
  isRecord(given) ? renamed(given, names) : { price: given };

export const SIGNAL_STOP_TYPES = ['stop', 'stop_limit', 'trailing_stop'] as const;

/** A stop that a signal brought: its kind of order, null for the automation's preference, where it stands, and a stop-limit's limit. */
export const signalStopSchema = z.object({
  orderType: z.enum(SIGNAL_STOP_TYPES).nullable(),
  rule: stopRuleSchema,
  limitPrice: positiveDecimalString().nullable(),
});
export type SignalStop = z.infer<typeof signalStopSchema>;

const stopFields = z.object({
  type: word(SIGNAL_STOP_TYPES).optional(),
  price: signalDecimal().optional(),
  percent: signalDecimal().optional(),
  amount: signalDecimal().optional(),
  trailAmount: signalDecimal().optional(),
  trailPercent: signalDecimal().optional(),
  limitPrice: signalDecimal().optional(),
});

type StopFields = z.infer<typeof stopFields>;

const ONLY_ONE = 'give a price, a percent or an amount, and only one';

const isOne = (...values: readonly (string | undefined)[]) =>
  values.filter((value) => value !== undefined).length === 1;

const stopRule = (given: StopFields): SignalStop['rule'] | null => {
  const { type, price, percent, amount, trailAmount, trailPercent } = given;
  if (!isOne(price, percent, amount, trailAmount, trailPercent)) return null;
  const trails = type === 'trailing_stop';
  const byAmount = trailAmount ?? (trails ? amount : undefined);
  const byPercent = trailPercent ?? (trails ? percent : undefined);
  if (byAmount) return { type: 'trailing', trailAmount: byAmount, trailPercentage: null };
  if (byPercent) return { type: 'trailing', trailAmount: null, trailPercentage: byPercent };
  if (trails) return null;
  if (price) return { type: 'fixed', price };
  if (percent) return { type: 'percentage', percentage: percent };
  return amount ? { type: 'distance', distance: amount } : null;
};

/** Reads `stopLoss` of a payload: a price, percent of the entry, an amount per unit, or a trailing distance; exactly one of them. */
export const signalStop = () =>
  z.preprocess(named(STOP_NAMES), stopFields).transform((given, context): SignalStop => {
    const rule = stopRule(given);
    if (rule) {
      const orderType = rule.type === 'trailing' ? 'trailing_stop' : (given.type ?? null);
      return { orderType, rule, limitPrice: given.limitPrice ?? null };
    }
    context.addIssue({ code: 'custom', message: ONLY_ONE });
    return z.NEVER;
  });

/** Reads `takeProfit` of a payload: a price, percent of the entry, or an amount per unit; exactly one of them. */
export const signalTarget = () =>
  z
    .preprocess(
      named(TARGET_NAMES),
      z.object({
        price: signalDecimal().optional(),
        percent: signalDecimal().optional(),
        amount: signalDecimal().optional(),
      }),
    )
    .transform(({ price, percent, amount }, context): z.infer<typeof targetRuleSchema> => {
      const only = isOne(price, percent, amount);
      if (only && price) return { type: 'price', price };
      if (only && percent) return { type: 'percentage', percentage: percent };
      if (only && amount) return { type: 'distance', distance: amount };
      context.addIssue({ code: 'custom', message: ONLY_ONE });
      return z.NEVER;
    });
