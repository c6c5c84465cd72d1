import { z } from 'zod';
import { computedDecimal, decimalString, positiveDecimalString } from '../../core/decimal.ts';
import { defineEvent } from '../../core/event.ts';
import { assetFields, localDateString } from '../shared/derivatives.ts';
import { utcInstant } from '../shared/quote.ts';
import { pyramidingFields, stopLossConfigSchema, takeProfitConfigSchema } from './configs.ts';
import { positionEntrySchema, positionExitSchema, positionFiguresSchema } from './records.ts';
import { ENTRY_REASONS, EXIT_REASONS, POSITION_SIDES } from './values.ts';

/** What every event of a position names. */
export const positionIds = {
  positionId: z.uuid(),
  userId: z.uuid(),
  accountId: z.uuid(),
  symbol: z.string().min(1),
};

/**
 * A position was opened, by a fill or as it was found at the broker (domains 4.7). Money in account currency; what nobody knew or set is
 * null. A stop or target that was wanted but could not be computed has its configuration and no price.
 */
export const PositionOpenedEvent = defineEvent(
  'PositionOpenedEvent',
  2,
  z.object({
    ...positionIds,
    strategyId: z.uuid().nullable(),
    automationId: z.uuid().nullable(),
    signalId: z.uuid().nullable(),
    ...assetFields,
    multiplier: positiveDecimalString(),
    tickSize: positiveDecimalString(),
    side: z.enum(POSITION_SIDES),
    quantity: positiveDecimalString(),
    entryPrice: positiveDecimalString(),
    entryValue: computedDecimal(),
    commission: computedDecimal(),
    stopLossPrice: positiveDecimalString().nullable(),
    stopLossType: z.string().min(1).nullable(),
    stopLoss: stopLossConfigSchema.nullable(),
    atr: positiveDecimalString().nullable(),
    takeProfitPrice: positiveDecimalString().nullable(),
    takeProfit: takeProfitConfigSchema.nullable(),
    exitsHeldAtBroker: z.boolean(),
    riskAmount: computedDecimal().nullable(),
    riskPercentage: computedDecimal().nullable(),
    ...pyramidingFields,
    entryReason: z.enum(ENTRY_REASONS),
    marketCondition: z.string().nullable(),
    accountEquityAtEntry: decimalString().nullable(),
    openedAt: utcInstant(),
    /** The exchange's date of `openedAt`. */
    tradingDate: localDateString(),
    orderId: z.uuid().nullable(),
    fillId: z.string().min(1),
    entryId: z.uuid(),
  }),
);

/** A fill added to the position; the new figures include it. Null figures are those of old logs and are computed again. */
export const PositionIncreasedEvent = defineEvent(
  'PositionIncreasedEvent',
  2,
  z.object({
    ...positionIds,
    entry: positionEntrySchema,
    newQuantity: computedDecimal(),
    newAverageEntryPrice: computedDecimal(),
    /** Entries as orders, this one included (PO-R2). */
    pyramidingCount: z.int().min(1),
    /** Where stop and target stand after the entry (PO-R7); null without one. */
    newStopLossPrice: positiveDecimalString().nullable(),
    newTakeProfitPrice: positiveDecimalString().nullable(),
    riskAmount: computedDecimal().nullable(),
    figures: positionFiguresSchema.nullable(),
  }),
);

/** A fill or a settlement took a part of the position; `realizedPnl` is the position's net total so far. */
export const PositionReducedEvent = defineEvent(
  'PositionReducedEvent',
  2,
  z.object({
    ...positionIds,
    exit: positionExitSchema,
    remainingQuantity: computedDecimal(),
    realizedPnl: computedDecimal(),
    figures: positionFiguresSchema.nullable(),
  }),
);

/**
 * The position is closed: by its last fill, a settlement, or because the broker no longer has it. Then nobody knows price or P&L, and
 * exit, price and realized P&L are null (PO-U9). `realizedPnl` is the position's net total.
 */
export const PositionClosedEvent = defineEvent(
  'PositionClosedEvent',
  2,
  z.object({
    ...positionIds,
    orderId: z.uuid().nullable(),
    exit: positionExitSchema.nullable(),
    exitPrice: decimalString().nullable(),
    commission: computedDecimal(),
    realizedPnl: computedDecimal().nullable(),
    closedAt: utcInstant(),
    exitReason: z.enum(EXIT_REASONS),
    figures: positionFiguresSchema.nullable(),
  }),
);
