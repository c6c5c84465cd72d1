import { z } from 'zod';
import { decimalString, positiveDecimalString } from '../../core/decimal.ts';
import { assetFields } from '../shared/derivatives.ts';
import { utcInstant } from '../shared/quote.ts';
import { adjustmentSchema } from './adjustments.ts';
import { stopLossConfigSchema, takeProfitConfigSchema } from './configs.ts';
import { brokerPositionDataSchema, fillInFlightSchema } from './reconciliation.ts';
import { SETTLEMENT_OUTCOMES } from './settlement.ts';

const named = { positionId: z.uuid() };

/**
 * Tells a book the market's price: it is valued, a trailing stop follows, a stop or target that is reached triggers. `high` and `low` are
 * the extremes of the trades since the book's last event, so that what was too soon to be an event is not lost; null when the price is
 * the only one.
 */
export const updatePositionValuationCommand = z.object({
  type: z.literal('UpdatePositionValuationCommand'),
  symbol: z.string().min(1),
  marketPrice: positiveDecimalString(),
  high: positiveDecimalString().nullable(),
  low: positiveDecimalString().nullable(),
  at: utcInstant(),
});
export type UpdatePositionValuationCommand = z.infer<typeof updatePositionValuationCommand>;

/** Sets, changes or (null) removes the stop of a position. */
export const setStopLossCommand = z.object({
  type: z.literal('SetStopLossCommand'),
  ...named,
  stopLoss: stopLossConfigSchema.nullable(),
  /** The broker holds it as an order of its own. */
  heldAtBroker: z.boolean(),
  /** Null takes the price of the last valuation, else of the last entry. */
  marketPrice: positiveDecimalString().nullable(),
  atr: positiveDecimalString().nullable(),
  /** The user knows that this increases the risk (PO-U6). */
  confirmed: z.boolean(),
});
export type SetStopLossCommand = z.infer<typeof setStopLossCommand>;

/** Sets, changes or (null) removes the target of a position. */
export const setTakeProfitCommand = z.object({
  type: z.literal('SetTakeProfitCommand'),
  ...named,
  takeProfit: takeProfitConfigSchema.nullable(),
  heldAtBroker: z.boolean(),
  /** Null takes the price of the last valuation, else of the last entry. */
  marketPrice: positiveDecimalString().nullable(),
});
export type SetTakeProfitCommand = z.infer<typeof setTakeProfitCommand>;

/** The closing order of a trigger ended unfilled: stop and target are watched again (PO-U5). */
export const reArmExitCommand = z.object({
  type: z.literal('ReArmExitCommand'),
  ...named,
  /** Null is whatever has triggered: for a person who lets go of it. */
  triggerId: z.uuid().nullable(),
  reason: z.string().min(1).max(200),
});
export type ReArmExitCommand = z.infer<typeof reArmExitCommand>;

/** Compares the book with what the broker has, null being nothing; the broker wins (domains 4.7). */
export const reconcilePositionCommand = z.object({
  type: z.literal('ReconcilePositionCommand'),
  accountId: z.uuid(),
  symbol: z.string().min(1),
  ...assetFields,
  multiplier: positiveDecimalString(),
  tickSize: positiveDecimalString().nullable(),
  accountEquity: decimalString().nullable(),
  broker: brokerPositionDataSchema.nullable(),
  /** Fills of the last half minute, booked or not. */
  fillsInFlight: z.array(fillInFlightSchema).max(500),
});
export type ReconcilePositionCommand = z.infer<typeof reconcilePositionCommand>;

/** Books a corporate action or a correction by the broker (PO-U8, PO-U11); the same id changes a position once. */
export const adjustPositionCommand = z.object({
  type: z.literal('AdjustPositionCommand'),
  /** A broker knows no position: null is that of the corrected trade, for all else the open one or the one closed last. */
  positionId: z.uuid().nullable(),
  adjustmentId: z.string().min(1).max(200),
  adjustment: adjustmentSchema,
  reason: z.string().max(500).nullable(),
  effectiveAt: utcInstant(),
});
export type AdjustPositionCommand = z.infer<typeof adjustPositionCommand>;

/** Books how an expiring contract ended. */
export const settleExpiredPositionCommand = z.object({
  type: z.literal('SettleExpiredPositionCommand'),
  /** Null is the open position: a broker that settles knows no other. */
  positionId: z.uuid().nullable(),
  settlementId: z.string().min(1).max(200),
  outcome: z.enum(SETTLEMENT_OUTCOMES),
  /** Null settles all of the position. */
  quantity: positiveDecimalString().nullable(),
  commission: decimalString(),
  /** Per unit of the contract, for a cash settlement; an option's follows from the underlying's price when it is null. */
  settlementPrice: decimalString()
    .refine((price) => !price.startsWith('-'), 'must not be below zero')
    .nullable(),
  underlyingPrice: positiveDecimalString().nullable(),
  settledAt: utcInstant(),
});
export type SettleExpiredPositionCommand = z.infer<typeof settleExpiredPositionCommand>;

/** The saga that cared for a position has ended. */
export const completePositionManagementCommand = z.object({
  type: z.literal('CompletePositionManagementCommand'),
  ...named,
  outcome: z.string().min(1).max(200),
});
export type CompletePositionManagementCommand = z.infer<typeof completePositionManagementCommand>;

/** What is asked of a position besides booking trades. */
export type CarePositionCommand =
  | UpdatePositionValuationCommand
  | SetStopLossCommand
  | SetTakeProfitCommand
  | ReArmExitCommand
  | ReconcilePositionCommand
  | AdjustPositionCommand
  | SettleExpiredPositionCommand
  | CompletePositionManagementCommand;
