import { z } from 'zod';
import { computedDecimal, decimalString, positiveDecimalString } from '../../core/decimal.ts';
import { localDateString } from '../shared/derivatives.ts';
import { utcInstant } from '../shared/quote.ts';
import { ENTRY_REASONS, EXIT_REASONS } from './values.ts';

/**
 * One entry (domains 5): `value` = quantity · price · multiplier, in account currency; figures nobody knew are null.
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
export type PositionEntry = z.infer<typeof positionEntrySchema>;

/**
 * One exit (domains 5), money in account currency: `entryValue` and `entryCommission` are the shares of the open position's that
 * left with it, `costBasis` is their sum, `pnlPercentage` is net of x·A·m. A settlement has no order and may be at price zero.
 */
export const positionExitSchema = z.object({
  exitId: z.uuid(),
  orderId: z.uuid().nullable(),
  fillId: z.string().min(1),
  sequence: z.int().min(1),
  quantity: positiveDecimalString(),
  price: decimalString(),
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

/**
 * What one trading day did to a position, for its day's P&L: the signed quantity it began with, and what the day's trades brought
 * (sales) or cost (purchases), commissions aside.
 */
const dayLedgerSchema = z.object({
  date: localDateString(),
  openingQuantity: computedDecimal(),
  traded: computedDecimal(),
  commission: computedDecimal(),
});
export type DayLedger = z.infer<typeof dayLedgerSchema>;

/** The money and quantity of a position after an event, so that whoever folds the event need not calculate. */
export const positionFiguresSchema = z.object({
  /** Units still open. */
  quantity: computedDecimal(),
  /** Unchanged by exits; kept when closed. */
  averageEntryPrice: computedDecimal(),
  /** What is still open of Σ quantity · price · multiplier over the entries. */
  entryValue: computedDecimal(),
  /** What is still open of the entries' commissions. */
  entryCommission: computedDecimal(),
  /** Σ of the entry values that left with exits: what realized P&L is a percentage of. */
  exitedValue: computedDecimal(),
  /** Net of all commissions that the exits carried. */
  realizedPnl: computedDecimal(),
  realizedPnlGross: computedDecimal(),
  totalCommission: computedDecimal(),
  /** Best and worst gross P&L, realized and unrealized, ever seen: maximum favourable and adverse excursion (PO-U10). */
  mfe: computedDecimal(),
  mae: computedDecimal(),
  day: dayLedgerSchema,
});
export type PositionFigures = Readonly<z.infer<typeof positionFiguresSchema>>;

/** What left a position unseen: it was gone at the broker, and for how much is not known yet (PO-U9). */
export const unknownExitSchema = z.object({
  quantity: computedDecimal(),
  entryValue: computedDecimal(),
  entryCommission: computedDecimal(),
});
export type UnknownExit = Readonly<z.infer<typeof unknownExitSchema>>;
