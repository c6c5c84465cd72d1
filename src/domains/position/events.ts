import { z } from 'zod';
import { computedDecimal, decimalString, positiveDecimalString } from '../../core/decimal.ts';
import { defineEvent, type EventOf } from '../../core/event.ts';
import { ASSET_TYPES } from '../shared/instrument.ts';
import { utcInstant } from '../shared/quote.ts';
import {
  ENTRY_REASONS,
  EXIT_REASONS,
  POSITION_SIDES,
  positionEntrySchema,
  positionExitSchema,
} from './values.ts';

const ids = { positionId: z.uuid(), userId: z.uuid(), accountId: z.uuid(), symbol: z.string().min(1) };

/** A fill opened a position (domains 4.7). Money in account currency; what nobody knew or set is null. */
export const PositionOpenedEvent = defineEvent(
  'PositionOpenedEvent',
  1,
  z.object({
    ...ids,
    strategyId: z.uuid().nullable(),
    automationId: z.uuid().nullable(),
    assetType: z.enum(ASSET_TYPES),
    multiplier: positiveDecimalString(),
    side: z.enum(POSITION_SIDES),
    quantity: positiveDecimalString(),
    entryPrice: positiveDecimalString(),
    entryValue: computedDecimal(),
    commission: computedDecimal(),
    stopLossPrice: positiveDecimalString().nullable(),
    stopLossType: z.string().min(1).nullable(),
    takeProfitPrice: positiveDecimalString().nullable(),
    riskAmount: computedDecimal().nullable(),
    pyramidingEnabled: z.boolean(),
    maxPyramidingAllowed: z.int().min(1),
    pyramidingSizeFactor: positiveDecimalString(),
    entryReason: z.enum(ENTRY_REASONS),
    marketCondition: z.string().nullable(),
    accountEquityAtEntry: decimalString().nullable(),
    openedAt: utcInstant(),
    orderId: z.uuid(),
    fillId: z.string().min(1),
    entryId: z.uuid(),
  }),
);

/** A fill added to the position; the new figures include it. */
export const PositionIncreasedEvent = defineEvent(
  'PositionIncreasedEvent',
  1,
  z.object({
    ...ids,
    entry: positionEntrySchema,
    newQuantity: computedDecimal(),
    newAverageEntryPrice: computedDecimal(),
  }),
);

/** A fill took a part of the position; `realizedPnl` is the position's net total so far. */
export const PositionReducedEvent = defineEvent(
  'PositionReducedEvent',
  1,
  z.object({
    ...ids,
    exit: positionExitSchema,
    remainingQuantity: computedDecimal(),
    realizedPnl: computedDecimal(),
  }),
);

/** The closing fill: its order, price and commission; `realizedPnl` is the position's net total. */
export const PositionClosedEvent = defineEvent(
  'PositionClosedEvent',
  1,
  z.object({
    ...ids,
    orderId: z.uuid(),
    exit: positionExitSchema,
    exitPrice: positiveDecimalString(),
    commission: computedDecimal(),
    realizedPnl: computedDecimal(),
    closedAt: utcInstant(),
    exitReason: z.enum(EXIT_REASONS),
  }),
);

/** All events of a position book. */
export const positionEvents = {
  PositionOpenedEvent,
  PositionIncreasedEvent,
  PositionReducedEvent,
  PositionClosedEvent,
};
export type PositionEvent = EventOf<typeof positionEvents>;
