import { z } from 'zod';
import { decimalString, positiveDecimalString } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import { instrumentSchema } from '../shared/instrument.ts';
import { quoteSchema } from '../shared/quote.ts';
import { fillSchema, ORDER_SIDES, ORDER_TYPES, TIMES_IN_FORCE } from '../shared/trading.ts';

/**
 * Creates an order. What it was checked against travels along: instrument, quote and account figures as they
 * were read before, null where nothing was found, and the user's limit per order in units (OR-R6).
 */
export const createOrderCommand = z.object({
  type: z.literal('CreateOrderCommand'),
  orderId: z.uuid(),
  accountId: z.uuid(),
  connectionId: z.uuid(),
  brokerId: z.string().min(1),
  brokerAccountId: z.string().min(1),
  clientOrderId: z.string().min(1),
  symbol: z.string().min(1).max(21),
  side: z.enum(ORDER_SIDES),
  orderType: z.enum(ORDER_TYPES),
  quantity: decimalString(),
  limitPrice: decimalString().nullable(),
  timeInForce: z.enum(TIMES_IN_FORCE),
  instrument: instrumentSchema.nullable(),
  quote: quoteSchema.nullable(),
  account: z.object({ status: z.string(), availableBuyingPower: decimalString().nullable() }).nullable(),
  maxQuantity: positiveDecimalString(),
});
export type CreateOrderCommand = z.infer<typeof createOrderCommand>;

/** Records one execution as the broker reported it. */
export const recordFillCommand = z.object({ type: z.literal('RecordFillCommand'), fill: fillSchema });
export type RecordFillCommand = z.infer<typeof recordFillCommand>;

/** The execution saga is about to call the broker. */
export interface SubmitOrderCommand {
  readonly type: 'SubmitOrderCommand';
}

/** The broker acknowledged the order. */
export interface PlaceOrderCommand {
  readonly type: 'PlaceOrderCommand';
  readonly brokerOrderId: string;
  readonly placedAt: UtcInstant;
}

/** The order was refused, by the broker or before it got there. */
export interface RejectOrderCommand {
  readonly type: 'RejectOrderCommand';
  readonly code: string;
  readonly detail: string;
}

/** Someone wants the order cancelled. */
export interface CancelOrderCommand {
  readonly type: 'CancelOrderCommand';
  readonly reason: string;
}

/** The broker says the order is cancelled, asked or not. */
export interface ConfirmCancelCommand {
  readonly type: 'ConfirmCancelCommand';
  readonly reason: string;
  readonly cancelledAt: UtcInstant;
}

/** The broker refused to cancel. */
export interface RejectCancelCommand {
  readonly type: 'RejectCancelCommand';
  readonly code: string;
  readonly detail: string;
}

/** The order is at its end and so is its execution. */
export interface CompleteOrderExecutionCommand {
  readonly type: 'CompleteOrderExecutionCommand';
}

/** Everything an order can be asked. */
export type OrderCommand =
  | CreateOrderCommand
  | SubmitOrderCommand
  | PlaceOrderCommand
  | RecordFillCommand
  | RejectOrderCommand
  | CancelOrderCommand
  | ConfirmCancelCommand
  | RejectCancelCommand
  | CompleteOrderExecutionCommand;
