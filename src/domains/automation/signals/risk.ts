import { z } from 'zod';
import { computedDecimal, type DecimalString, decimal, sum, text } from '../../../core/decimal.ts';
import { RISK_LIMITS, type RiskLimit, type RiskLimits } from '../configuration/risk-limits.ts';

/** What an automation has done since its session started; money in account currency. A figure nobody knew is null. */
export const riskFiguresSchema = z.object({
  ordersToday: z.int().min(0),
  openPositions: z.int().min(0),
  largestPositionValue: computedDecimal().nullable(),
  realizedPnl: computedDecimal(),
  /** Null when a position has no price. */
  unrealizedPnl: computedDecimal().nullable(),
});
export type RiskFigures = z.infer<typeof riskFiguresSchema>;

/** A limit that figures have gone beyond. */
export interface RiskBreach {
  readonly limit: RiskLimit;
  readonly limitValue: DecimalString;
  readonly value: DecimalString;
}

/** Loss since the session started, realized and unrealized; below zero is a profit. Null while it is not known. */
const dailyLoss = ({ realizedPnl, unrealizedPnl }: RiskFigures): DecimalString | null =>
  unrealizedPnl === null ? null : text(decimal(sum([realizedPnl, unrealizedPnl])).neg());

const VALUES: Record<RiskLimit, (figures: RiskFigures) => DecimalString | null> = {
  maxOrdersPerDay: ({ ordersToday }) => String(ordersToday),
  maxOpenPositions: ({ openPositions }) => String(openPositions),
  maxPositionValue: ({ largestPositionValue }) => largestPositionValue,
  maxDailyLoss: dailyLoss,
};

/**
 * The limits that the figures have broken (domains 4.5, limits). A loss breaks its limit when it reaches it, everything else when
 * it is above; what is not known breaks nothing, and entries wait until it is known.
 */
export const riskBreaches = (limits: RiskLimits, figures: RiskFigures): readonly RiskBreach[] => {
  const broken: RiskBreach[] = [];
  for (const limit of RISK_LIMITS) {
    const bound = limits[limit];
    const value = bound === null ? null : VALUES[limit](figures);
    if (bound === null || value === null) continue;
    const excess = decimal(value).comparedTo(bound);
    if (excess > 0 || (excess === 0 && limit === 'maxDailyLoss'))
      broken.push({ limit, limitValue: String(bound), value });
  }
  return broken;
};

/** True when a limit is set that these figures cannot be held against: entries must wait, exits need not. */
export const riskUnknown = (limits: RiskLimits, figures: RiskFigures | null): boolean =>
  figures === null
    ? limits.maxOrdersPerDay !== null || limits.maxOpenPositions !== null || limits.maxDailyLoss !== null
    : limits.maxDailyLoss !== null && figures.unrealizedPnl === null;
