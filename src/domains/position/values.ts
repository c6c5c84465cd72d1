import { z } from 'zod';
import {
  computedDecimal,
  type DecimalString,
  decimal,
  decimalString,
  positiveDecimalString,
  text,
  ZERO,
} from '../../core/decimal.ts';
import { utcInstant } from '../shared/quote.ts';
import type { OrderSide } from '../shared/trading.ts';

/** A position profits from rising (long) or falling (short) prices. */
export const POSITION_SIDES = ['long', 'short'] as const;
export type PositionSide = (typeof POSITION_SIDES)[number];

/** Closed is terminal (domains 4.7). */
export const POSITION_STATUSES = ['open', 'closed'] as const;
export type PositionStatus = (typeof POSITION_STATUSES)[number];

/**
 * Why an entry was made: it opened the position, added to it, or is what was left of a fill that crossed
 * zero.
 */
export const ENTRY_REASONS = ['initial', 'increase', 'flip'] as const;
export type EntryReason = (typeof ENTRY_REASONS)[number];

/** Why an exit was made: by hand, by an automation, or by a fill that crossed zero. */
export const EXIT_REASONS = ['manual', 'automation', 'flip'] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

/** Pyramiding as a position starts: off, with the defaults of PO-R1. */
export const PYRAMIDING_DEFAULTS = {
  pyramidingEnabled: false,
  maxPyramidingAllowed: 5,
  pyramidingSizeFactor: '0.5',
};

/**
 * One entry (domains 5): `value` = quantity · price · multiplier, in account currency; figures nobody knew
 * are null.
 */
export const positionEntrySchema = z.object({
  entryId: z.uuid(),
  orderId: z.uuid(),
  fillId: z.string().min(1),
  sequence: z.int().min(1),
  quantity: positiveDecimalString(),
  price: positiveDecimalString(),
  value: computedDecimal(),
  commission: computedDecimal(),
  timestamp: utcInstant(),
  marketCondition: z.string().nullable(),
  stopLossAtEntry: decimalString().nullable(),
  accountEquityAtEntry: decimalString().nullable(),
  riskPercentage: computedDecimal().nullable(),
  entryReason: z.enum(ENTRY_REASONS),
  automationId: z.uuid().nullable(),
  signalId: z.uuid().nullable(),
});

/**
 * One exit (domains 5), money in account currency: `entryValue` and `entryCommission` are the shares of the
 * open position's that left with it, `costBasis` is their sum, `pnlPercentage` is net of x·A·m.
 */
export const positionExitSchema = z.object({
  exitId: z.uuid(),
  orderId: z.uuid(),
  fillId: z.string().min(1),
  sequence: z.int().min(1),
  quantity: positiveDecimalString(),
  price: positiveDecimalString(),
  value: computedDecimal(),
  commission: computedDecimal(),
  entryValue: computedDecimal(),
  entryCommission: computedDecimal(),
  costBasis: computedDecimal(),
  grossPnl: computedDecimal(),
  netPnl: computedDecimal(),
  pnlPercentage: computedDecimal(),
  timestamp: utcInstant(),
  holdingPeriodMs: z.int().min(0),
  exitReason: z.enum(EXIT_REASONS),
  triggeredBy: z.string().nullable(),
});
export type PositionExit = z.infer<typeof positionExitSchema>;

/** The side a fill opens or adds to. */
export const sideOf = (side: OrderSide): PositionSide => (side === 'buy' ? 'long' : 'short');

/** What `marketValue` is above (long) or below (short) `entryValue`: gross profit, in account currency. */
export const grossPnl = (
  side: PositionSide,
  entryValue: DecimalString,
  marketValue: DecimalString,
): DecimalString =>
  side === 'long'
    ? text(decimal(marketValue).minus(entryValue))
    : text(decimal(entryValue).minus(marketValue));

/** `value` in percent of `of`; zero of nothing. */
export const percentOf = (value: DecimalString, of: DecimalString): DecimalString =>
  decimal(of).isZero() ? ZERO : text(decimal(value).div(of).times(100));

/**
 * Decimal places of a share; with 28 digits that leaves ten before the point, below which bookkeeping is
 * exact.
 */
export const SHARE_SCALE = 18;

/**
 * Splits `total` by `part` of `whole` so that share and rest add up to it exactly; the last to take a share
 * takes all the rest.
 */
export const takeShare = (
  total: DecimalString,
  part: DecimalString,
  whole: DecimalString,
): { readonly share: DecimalString; readonly rest: DecimalString } => {
  if (decimal(part).eq(whole)) return { share: total, rest: ZERO };
  const share = decimal(total).times(part).div(whole).toDecimalPlaces(SHARE_SCALE);
  return { share: text(share), rest: text(decimal(total).minus(share)) };
};
