import { z } from 'zod';
import { positiveDecimalString } from '../../../core/decimal.ts';

/** What an automation may do at most (domains 4.5, limits); money in account currency, null is no limit. Exits are never limited. */
export const riskLimitsSchema = z.strictObject({
  maxOrdersPerDay: z.int().min(1).max(10_000).nullable().default(null),
  maxOpenPositions: z.int().min(1).max(10_000).nullable().default(null),
  maxPositionValue: positiveDecimalString().nullable().default(null),
  maxDailyLoss: positiveDecimalString().nullable().default(null),
});
export type RiskLimits = z.infer<typeof riskLimitsSchema>;

/** The names of the limits. */
export const RISK_LIMITS = [
  'maxOrdersPerDay',
  'maxOpenPositions',
  'maxPositionValue',
  'maxDailyLoss',
] as const;
export type RiskLimit = (typeof RISK_LIMITS)[number];

/** No limits. */
export const NO_RISK_LIMITS: RiskLimits = riskLimitsSchema.parse({});

/** The fields under which risk limits stand in an event. */
export const riskLimitFields = {
  maxOrdersPerDay: z.int().nullable(),
  maxOpenPositions: z.int().nullable(),
  maxPositionValue: positiveDecimalString().nullable(),
  maxDailyLoss: positiveDecimalString().nullable(),
};
