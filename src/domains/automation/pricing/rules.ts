import { z } from 'zod';
import {
  computedDecimal,
  type DecimalString,
  decimal,
  positiveDecimalString,
  text,
} from '../../../core/decimal.ts';
import type { StopLoss } from '../configuration/stop-loss.ts';
import { found, type Outcome, refuse } from './outcome.ts';

const positive = positiveDecimalString;
const distanceSchema = z.object({ type: z.literal('distance'), distance: computedDecimal() });

/**
 * Where a stop stands, ready to be priced for any entry: a price, percent of the entry, money per unit, a trailing distance, or
 * money lost by the whole position. Average true range is already turned into a distance.
 */
export const stopRuleSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('fixed'), price: positive() }),
  z.object({ type: z.literal('percentage'), percentage: positive() }),
  distanceSchema,
  z.object({
    type: z.literal('trailing'),
    trailAmount: positive().nullable(),
    trailPercentage: positive().nullable(),
  }),
  z.object({ type: z.literal('dollar'), dollarAmount: positive() }),
]);
export type StopRule = z.infer<typeof stopRuleSchema>;

/** Where a target stands, ready to be priced for any entry: as in a configuration, or at a distance in money per unit. */
export const targetRuleSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('price'), price: positive() }),
  z.object({ type: z.literal('dollar'), dollarAmount: positive() }),
  z.object({ type: z.literal('percentage'), percentage: positive() }),
  z.object({ type: z.literal('risk_reward'), riskRewardRatio: positive() }),
  distanceSchema,
]);
export type TargetRule = z.infer<typeof targetRuleSchema>;

/** A configured stop as a rule; `atr` is the average true range of now, in money per unit. Refused when it is needed and unknown. */
export const stopRuleOf = (stop: StopLoss, atr: DecimalString | null): Outcome<StopRule> => {
  if (stop.type !== 'atr') return found(stop);
  if (atr === null) return refuse('atr_unavailable', 'the average true range is not known');
  return found({ type: 'distance', distance: text(decimal(atr).times(stop.atrMultiplier)) });
};
