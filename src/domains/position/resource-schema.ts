import { z } from 'zod';
import { computedDecimal, decimalString } from '../../core/decimal.ts';
import { assetFields } from '../shared/derivatives.ts';
import { utcInstant } from '../shared/quote.ts';
import { ENTRY_REASONS, EXIT_REASONS, EXIT_TRIGGERS, POSITION_SIDES, POSITION_STATUSES } from './values.ts';

/**
 * What a client gets of a position; what nobody knows is null and never zero instead (PO-U7). Money is in account currency, net of
 * commissions where its name says so; `realizedPnl` is net, `unrealizedPnl` gross, `totalPnl` their sum.
 */
export const positionResourceSchema = z.object({
  positionId: z.uuid(),
  accountId: z.uuid(),
  strategyId: z.uuid().nullable(),
  automationId: z.uuid().nullable(),
  signalId: z.uuid().nullable(),
  symbol: z.string(),
  ...assetFields,
  multiplier: decimalString(),
  side: z.enum(POSITION_SIDES),
  status: z.enum(POSITION_STATUSES),
  tradable: z.boolean(),
  quantity: computedDecimal(),
  averageEntryPrice: computedDecimal(),
  entryValue: computedDecimal(),
  /** Cash that entering what is open took; nothing for futures (PO-U3). */
  cashEntryValue: computedDecimal(),
  entries: z.int(),
  exits: z.int(),
  realizedPnl: computedDecimal().nullable(),
  realizedPnlPct: computedDecimal().nullable(),
  realizedPnlGross: computedDecimal().nullable(),
  totalCommission: computedDecimal(),
  entryReason: z.enum(ENTRY_REASONS),
  exitReason: z.enum(EXIT_REASONS).nullable(),
  exitPrice: decimalString().nullable(),
  marketCondition: z.string().nullable(),
  accountEquityAtEntry: decimalString().nullable(),
  openedAt: utcInstant(),
  closedAt: utcInstant().nullable(),
  stopLossPrice: decimalString().nullable(),
  stopLossType: z.string().nullable(),
  takeProfitPrice: decimalString().nullable(),
  takeProfitType: z.string().nullable(),
  exitsHeldAtBroker: z.boolean(),
  /** A stop was wanted at the opening and none could be computed. */
  unprotected: z.boolean(),
  pendingExit: z.enum(EXIT_TRIGGERS).nullable(),
  riskAmount: computedDecimal().nullable(),
  riskPercent: computedDecimal().nullable(),
  riskRewardRatio: computedDecimal().nullable(),
  /** The most the position can lose without its stop; null is unlimited. */
  maximumLoss: computedDecimal().nullable(),
  pyramidingAllowed: z.boolean(),
  pyramidingCount: z.int(),
  maxPyramidEntries: z.int(),
  initialRisk: computedDecimal().nullable(),
  rMultiple: computedDecimal().nullable(),
  mfe: computedDecimal(),
  mae: computedDecimal(),
  holdingPeriodMs: z.int().nullable(),
  lastSyncAt: utcInstant().nullable(),
  syncDiscrepancy: z.boolean(),
  currentPrice: decimalString().nullable(),
  marketValue: computedDecimal().nullable(),
  unrealizedPnl: computedDecimal().nullable(),
  unrealizedPnlPct: computedDecimal().nullable(),
  unrealizedPnlNet: computedDecimal().nullable(),
  unrealizedPnlNetPct: computedDecimal().nullable(),
  totalPnl: computedDecimal().nullable(),
  totalPnlPct: computedDecimal().nullable(),
  totalPnlGross: computedDecimal().nullable(),
  totalPnlNet: computedDecimal().nullable(),
  dayPnl: computedDecimal().nullable(),
  dayPnlPct: computedDecimal().nullable(),
  dayPnlNet: computedDecimal().nullable(),
  dayPnlNetPct: computedDecimal().nullable(),
  priceAt: utcInstant().nullable(),
  /** Age of the price in seconds, shown only when it is stale while the market trades. */
  priceAgeSeconds: z.int().nullable(),
  updatedAt: utcInstant(),
  version: z.int(),
});
export type PositionResource = z.infer<typeof positionResourceSchema>;
