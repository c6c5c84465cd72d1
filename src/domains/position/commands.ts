import { z } from 'zod';
import { decimalString, positiveDecimalString } from '../../core/decimal.ts';
import { assetFields } from '../shared/derivatives.ts';
import { utcInstant } from '../shared/quote.ts';
import { ORDER_SIDES, POSITION_EFFECTS } from '../shared/trading.ts';
import type { CarePositionCommand } from './care-commands.ts';
import { pyramidingConfigSchema, stopLossConfigSchema, takeProfitConfigSchema } from './configs.ts';
import { EXIT_REASONS, POSITION_SIDES } from './values.ts';

const instrument = {
  accountId: z.uuid(),
  symbol: z.string().min(1),
  ...assetFields,
  multiplier: positiveDecimalString(),
};

/** How a position that this opens is to be left and added to; null wants nothing of the kind. */
const plan = {
  stopLoss: stopLossConfigSchema.nullable(),
  takeProfit: takeProfitConfigSchema.nullable(),
  /** The broker holds stop and target as orders of its own. */
  exitsHeldAtBroker: z.boolean(),
  /** Average true range for an ATR stop. */
  atr: positiveDecimalString().nullable(),
  /** Null takes the usual tick of the asset type. */
  tickSize: positiveDecimalString().nullable(),
  pyramiding: pyramidingConfigSchema.nullable(),
};

/** A trade that was made for a position; `fillId` makes booking it idempotent. */
const trade = {
  fillId: z.string().min(1),
  orderId: z.uuid(),
  commission: decimalString(),
  filledAt: utcInstant(),
};

/**
 * Books one fill of an order: it happened, so it is always booked (PO-U1). Its command id derives from the fill id.
 */
export const updatePositionCommand = z.object({
  type: z.literal('UpdatePositionCommand'),
  ...trade,
  ...instrument,
  brokerId: z.string().min(1),
  automationId: z.uuid().nullable(),
  signalId: z.uuid().nullable(),
  side: z.enum(ORDER_SIDES),
  /** What the order was meant to do; the fill books by side and quantity alone. */
  positionEffect: z.enum(POSITION_EFFECTS).nullable(),
  quantity: positiveDecimalString(),
  price: positiveDecimalString(),
  accountEquityAtEntry: decimalString().nullable(),
  /** Why an exit was made, where it is known; null tells it from a pending trigger and the automation. */
  exitReason: z.enum(EXIT_REASONS).nullable(),
  ...plan,
});
export type UpdatePositionCommand = z.infer<typeof updatePositionCommand>;

/** Opens a position that must not exist yet; equity and the account's state come from the account's read model. */
export const openPositionCommand = z.object({
  type: z.literal('OpenPositionCommand'),
  ...trade,
  ...instrument,
  accountActive: z.boolean(),
  strategyId: z.uuid().nullable(),
  automationId: z.uuid().nullable(),
  signalId: z.uuid().nullable(),
  side: z.enum(POSITION_SIDES),
  quantity: positiveDecimalString(),
  entryPrice: positiveDecimalString(),
  accountEquityAtEntry: decimalString().nullable(),
  marketCondition: z.string().max(200).nullable(),
  ...plan,
});
export type OpenPositionCommand = z.infer<typeof openPositionCommand>;

/** Adds to an open position, if the pyramiding rules allow it (PO-R1 … PO-R6). */
export const addToPositionCommand = z.object({
  type: z.literal('AddToPositionCommand'),
  positionId: z.uuid(),
  ...trade,
  quantity: positiveDecimalString(),
  price: positiveDecimalString(),
  /** Skips profit, spacing and trend, never the maximum, the capital and the enabled flag (PO-R6). */
  forcePyramid: z.boolean(),
  buyingPower: decimalString(),
  /** What the add ties up; null takes its value and commission. */
  requiredCapital: decimalString().nullable(),
  accountEquity: decimalString().nullable(),
  /** Most of the equity at risk, in percent; null sets no limit. */
  riskLimitPct: positiveDecimalString().nullable(),
  /** What a trend filter says; null is no filter. */
  trendIsValid: z.boolean().nullable(),
  automationId: z.uuid().nullable(),
  signalId: z.uuid().nullable(),
  marketCondition: z.string().max(200).nullable(),
});
export type AddToPositionCommand = z.infer<typeof addToPositionCommand>;

const exit = {
  positionId: z.uuid(),
  ...trade,
  exitPrice: positiveDecimalString(),
  exitReason: z.enum(EXIT_REASONS),
  /** The automation or person that asked for it; null is unknown. */
  triggeredBy: z.string().max(200).nullable(),
};

/** Takes a part of a position, or all of it. */
export const reducePositionCommand = z.object({
  type: z.literal('ReducePositionCommand'),
  ...exit,
  quantity: positiveDecimalString(),
});
export type ReducePositionCommand = z.infer<typeof reducePositionCommand>;

/** Closes a position: all of its quantity leaves at this price. */
export const closePositionCommand = z.object({ type: z.literal('ClosePositionCommand'), ...exit });
export type ClosePositionCommand = z.infer<typeof closePositionCommand>;

/** Everything a position book can be asked. */
export type PositionCommand =
  | UpdatePositionCommand
  | OpenPositionCommand
  | AddToPositionCommand
  | ReducePositionCommand
  | ClosePositionCommand
  | CarePositionCommand;
