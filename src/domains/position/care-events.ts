import { z } from 'zod';
import { computedDecimal, decimalString, positiveDecimalString } from '../../core/decimal.ts';
import { defineEvent } from '../../core/event.ts';
import { assetFields } from '../shared/derivatives.ts';
import { utcInstant } from '../shared/quote.ts';
import { ORDER_SIDES } from '../shared/trading.ts';
import { adjustmentSchema } from './adjustments.ts';
import { positionIds } from './booking-events.ts';
import { stopLossConfigSchema, takeProfitConfigSchema } from './configs.ts';
import { reconciliationResultSchema } from './reconciliation.ts';
import { positionFiguresSchema, unknownExitSchema } from './records.ts';
import { SETTLEMENT_OUTCOMES } from './settlement.ts';
import { EXIT_TRIGGERS } from './values.ts';

/** A valuation worth keeping: at most one a minute, and the last one when the position closes. Unrealized is gross. */
export const PositionPnLUpdatedEvent = defineEvent(
  'PositionPnLUpdatedEvent',
  1,
  z.object({
    ...positionIds,
    price: positiveDecimalString(),
    quantity: computedDecimal(),
    averageEntryPrice: computedDecimal(),
    marketValue: computedDecimal(),
    unrealizedPnl: computedDecimal(),
    unrealizedPnlPct: computedDecimal(),
    realizedPnl: computedDecimal(),
    totalPnl: computedDecimal(),
    pyramidingCount: z.int().min(1),
    mfe: computedDecimal(),
    mae: computedDecimal(),
    valuedAt: utcInstant(),
  }),
);

/** A stop was set, changed, or with a null configuration removed. */
export const PositionStopLossSetEvent = defineEvent(
  'PositionStopLossSetEvent',
  1,
  z.object({
    ...positionIds,
    stopLoss: stopLossConfigSchema.nullable(),
    stopLossPrice: positiveDecimalString().nullable(),
    previousStopLossPrice: positiveDecimalString().nullable(),
    waterMark: positiveDecimalString().nullable(),
    atr: positiveDecimalString().nullable(),
    heldAtBroker: z.boolean(),
    riskAmount: computedDecimal().nullable(),
    riskPercentage: computedDecimal().nullable(),
    setAt: utcInstant(),
  }),
);

/** A target was set, changed, or with a null configuration removed. */
export const PositionTakeProfitSetEvent = defineEvent(
  'PositionTakeProfitSetEvent',
  1,
  z.object({
    ...positionIds,
    takeProfit: takeProfitConfigSchema.nullable(),
    takeProfitPrice: positiveDecimalString().nullable(),
    previousTakeProfitPrice: positiveDecimalString().nullable(),
    heldAtBroker: z.boolean(),
    setAt: utcInstant(),
  }),
);

/** The best price moved a trailing stop by a tick or more (PO-U4, DESIGN 6). */
export const PositionTrailingStopMovedEvent = defineEvent(
  'PositionTrailingStopMovedEvent',
  1,
  z.object({
    ...positionIds,
    waterMark: positiveDecimalString(),
    stopLossPrice: positiveDecimalString(),
    previousStopLossPrice: positiveDecimalString(),
    riskAmount: computedDecimal(),
    movedAt: utcInstant(),
  }),
);

/**
 * The market reached a stop or target that the platform watches: a closing order must follow, and only its fill closes the position
 * (PO-U5). It carries all that the order needs (N-R1).
 */
export const PositionExitTriggeredEvent = defineEvent(
  'PositionExitTriggeredEvent',
  1,
  z.object({
    ...positionIds,
    triggerId: z.uuid(),
    trigger: z.enum(EXIT_TRIGGERS),
    triggerPrice: positiveDecimalString(),
    marketPrice: positiveDecimalString(),
    closingSide: z.enum(ORDER_SIDES),
    quantity: computedDecimal(),
    ...assetFields,
    multiplier: positiveDecimalString(),
    strategyId: z.uuid().nullable(),
    automationId: z.uuid().nullable(),
    signalId: z.uuid().nullable(),
    triggeredAt: utcInstant(),
  }),
);

/** The closing order of a trigger ended unfilled, so that stop and target are watched again. */
export const PositionExitReArmedEvent = defineEvent(
  'PositionExitReArmedEvent',
  1,
  z.object({ ...positionIds, triggerId: z.uuid(), reason: z.string(), reArmedAt: utcInstant() }),
);

/** A position was compared with the broker's; with figures, the broker's quantity and average replaced ours. */
export const PositionReconciledEvent = defineEvent(
  'PositionReconciledEvent',
  1,
  z.object({
    ...positionIds,
    ...reconciliationResultSchema.shape,
    figures: positionFiguresSchema.nullable(),
    /** What left the position unseen, at our average cost. */
    unknownExit: unknownExitSchema.nullable(),
  }),
);

/**
 * A corporate action or a broker's correction changed a position (PO-U8, PO-U11). Of an open one it tells the figures and prices
 * afterwards, of a closed one only by how much its P&L and commission change.
 */
export const PositionAdjustedEvent = defineEvent(
  'PositionAdjustedEvent',
  1,
  z.object({
    ...positionIds,
    adjustmentId: z.string().min(1),
    adjustment: adjustmentSchema,
    reason: z.string().nullable(),
    realizedPnlChange: computedDecimal(),
    realizedPnlGrossChange: computedDecimal(),
    commissionChange: computedDecimal(),
    figures: positionFiguresSchema.nullable(),
    stopLossPrice: positiveDecimalString().nullable(),
    takeProfitPrice: positiveDecimalString().nullable(),
    effectiveAt: utcInstant(),
  }),
);

/**
 * An expiring contract was settled; the exit follows as a reduction or close. What is delivered opens or closes a position in the
 * underlying, which is another book.
 */
export const PositionSettledEvent = defineEvent(
  'PositionSettledEvent',
  1,
  z.object({
    ...positionIds,
    settlementId: z.string().min(1),
    outcome: z.enum(SETTLEMENT_OUTCOMES),
    quantity: positiveDecimalString(),
    settlementPrice: decimalString(),
    delivery: z
      .object({
        symbol: z.string().min(1),
        side: z.enum(ORDER_SIDES),
        quantity: computedDecimal(),
        price: positiveDecimalString(),
      })
      .nullable(),
    settledAt: utcInstant(),
  }),
);

/** The saga that cared for the position has ended. */
export const PositionManagementCompleted = defineEvent(
  'PositionManagementCompleted',
  1,
  z.object({
    ...positionIds,
    sagaId: z.uuid().nullable(),
    outcome: z.string().min(1),
    completedAt: utcInstant(),
  }),
);
