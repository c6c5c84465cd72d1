import { z } from 'zod';
import { decimalString, positiveDecimalString } from '../../core/decimal.ts';
import { utcInstant } from '../shared/quote.ts';
import { fillSchema, orderChangesSchema } from '../shared/trading.ts';
import { type CreateOrderCommand, updateBasisSchema } from './commands-create.ts';
import { RELEASED_BY } from './values.ts';

/** The execution saga is about to call the broker. */
export const submitOrderCommand = z.object({ type: z.literal('SubmitOrderCommand') });
export type SubmitOrderCommand = z.infer<typeof submitOrderCommand>;

/** Nobody knows whether the broker has the order: it did not answer, or not clearly (OR-U10). */
export const recordUnconfirmedSubmissionCommand = z.object({
  type: z.literal('RecordUnconfirmedSubmissionCommand'),
  code: z.string().min(1),
  detail: z.string(),
});
export type RecordUnconfirmedSubmissionCommand = z.infer<typeof recordUnconfirmedSubmissionCommand>;

/** The broker acknowledged the order. */
export const placeOrderCommand = z.object({
  type: z.literal('PlaceOrderCommand'),
  brokerOrderId: z.string(),
  placedAt: utcInstant(),
});
export type PlaceOrderCommand = z.infer<typeof placeOrderCommand>;

/** Records one execution as the broker reported it. */
export const recordFillCommand = z.object({ type: z.literal('RecordFillCommand'), fill: fillSchema });
export type RecordFillCommand = z.infer<typeof recordFillCommand>;

/** The broker corrected a trade; a quantity of zero means that it was broken. */
export const correctFillCommand = z.object({
  type: z.literal('CorrectFillCommand'),
  fillId: z.string().min(1),
  price: positiveDecimalString(),
  quantity: decimalString(),
  commission: decimalString(),
  reason: z.string(),
  correctedAt: utcInstant(),
});
export type CorrectFillCommand = z.infer<typeof correctFillCommand>;

/** The order was refused, by the broker or before it got there. */
export const rejectOrderCommand = z.object({
  type: z.literal('RejectOrderCommand'),
  code: z.string().min(1),
  detail: z.string(),
});
export type RejectOrderCommand = z.infer<typeof rejectOrderCommand>;

/** Someone wants the order cancelled. */
export const cancelOrderCommand = z.object({ type: z.literal('CancelOrderCommand'), reason: z.string() });
export type CancelOrderCommand = z.infer<typeof cancelOrderCommand>;

/** The broker says the order is cancelled, asked or not. */
export const confirmCancelCommand = z.object({
  type: z.literal('ConfirmCancelCommand'),
  reason: z.string(),
  cancelledAt: utcInstant(),
});
export type ConfirmCancelCommand = z.infer<typeof confirmCancelCommand>;

/** The broker refused to cancel. */
export const rejectCancelCommand = z.object({
  type: z.literal('RejectCancelCommand'),
  code: z.string().min(1),
  detail: z.string(),
});
export type RejectCancelCommand = z.infer<typeof rejectCancelCommand>;

/** Someone wants other terms; `given` is for those who have judged them already, such as the owner of a stop that moves with the market. */
export const updateOrderCommand = z.object({
  type: z.literal('UpdateOrderCommand'),
  changes: orderChangesSchema,
  basis: updateBasisSchema,
});
export type UpdateOrderCommand = z.infer<typeof updateOrderCommand>;

/** The broker works the order on these terms now, under this id. */
export const confirmUpdateCommand = z.object({
  type: z.literal('ConfirmUpdateCommand'),
  changes: orderChangesSchema,
  brokerOrderId: z.string().min(1),
  updatedAt: utcInstant(),
});
export type ConfirmUpdateCommand = z.infer<typeof confirmUpdateCommand>;

/** The broker refused the new terms. */
export const rejectUpdateCommand = z.object({
  type: z.literal('RejectUpdateCommand'),
  code: z.string().min(1),
  detail: z.string(),
});
export type RejectUpdateCommand = z.infer<typeof rejectUpdateCommand>;

/** The order's time is over. */
export const expireOrderCommand = z.object({
  type: z.literal('ExpireOrderCommand'),
  reason: z.string(),
  expiredAt: utcInstant(),
});
export type ExpireOrderCommand = z.infer<typeof expireOrderCommand>;

/** Takes an order that ended without a fill out of its owner's lists. */
export const deleteOrderCommand = z.object({ type: z.literal('DeleteOrderCommand') });
export type DeleteOrderCommand = z.infer<typeof deleteOrderCommand>;

/** The order as the broker lists it: its normalised status (or text that nobody knows), what is filled, and when that changed. */
export const syncOrderFromBrokerCommand = z.object({
  type: z.literal('SyncOrderFromBrokerCommand'),
  status: z.string().min(1),
  brokerOrderId: z.string().min(1).nullable(),
  filledQuantity: decimalString(),
  averageFillPrice: decimalString().nullable(),
  reason: z.string().nullable(),
  brokerUpdatedAt: utcInstant(),
});
export type SyncOrderFromBrokerCommand = z.infer<typeof syncOrderFromBrokerCommand>;

/** Its owner lets a held order go. */
export const approveOrderCommand = z.object({ type: z.literal('ApproveOrderCommand') });
export type ApproveOrderCommand = z.infer<typeof approveOrderCommand>;

/** Its owner does not want a held order. */
export const declineOrderCommand = z.object({
  type: z.literal('DeclineOrderCommand'),
  reason: z.string(),
});
export type DeclineOrderCommand = z.infer<typeof declineOrderCommand>;

/** Lets a held order go. After a parent's fill `quantity` is all that the parent has filled: a leg that went before is resized to it. */
export const releaseOrderCommand = z.object({
  type: z.literal('ReleaseOrderCommand'),
  releasedBy: z.enum(RELEASED_BY),
  quantity: decimalString(),
  parentFillId: z.string().min(1).nullable(),
  /** The parent will fill no more: a leg for which nothing is left is not needed. */
  isFinal: z.boolean(),
});
export type ReleaseOrderCommand = z.infer<typeof releaseOrderCommand>;

/**
 * Another order of the group filled this much, which this one must not fill any more; at nothing left it is cancelled. The same fill
 * with another quantity was corrected, and with none it was broken.
 */
export const reduceForSiblingCommand = z.object({
  type: z.literal('ReduceForSiblingCommand'),
  siblingOrderId: z.uuid(),
  fillId: z.string().min(1),
  quantity: decimalString(),
});
export type ReduceForSiblingCommand = z.infer<typeof reduceForSiblingCommand>;

/** The order's connection is gone: nobody follows it until a reconnect finds it. */
export const markUntrackedCommand = z.object({
  type: z.literal('MarkUntrackedCommand'),
  reason: z.string(),
});
export type MarkUntrackedCommand = z.infer<typeof markUntrackedCommand>;

/** A reconnect found the order at the broker. */
export const adoptOrderCommand = z.object({
  type: z.literal('AdoptOrderCommand'),
  brokerOrderId: z.string().min(1),
});
export type AdoptOrderCommand = z.infer<typeof adoptOrderCommand>;

/** The order is at its end and so is its execution. */
export const completeOrderExecutionCommand = z.object({ type: z.literal('CompleteOrderExecutionCommand') });
export type CompleteOrderExecutionCommand = z.infer<typeof completeOrderExecutionCommand>;

/** Everything an order can be asked. */
export type OrderCommand =
  | CreateOrderCommand
  | SubmitOrderCommand
  | RecordUnconfirmedSubmissionCommand
  | PlaceOrderCommand
  | RecordFillCommand
  | CorrectFillCommand
  | RejectOrderCommand
  | CancelOrderCommand
  | ConfirmCancelCommand
  | RejectCancelCommand
  | UpdateOrderCommand
  | ConfirmUpdateCommand
  | RejectUpdateCommand
  | ExpireOrderCommand
  | DeleteOrderCommand
  | SyncOrderFromBrokerCommand
  | ApproveOrderCommand
  | DeclineOrderCommand
  | ReleaseOrderCommand
  | ReduceForSiblingCommand
  | MarkUntrackedCommand
  | AdoptOrderCommand
  | CompleteOrderExecutionCommand;
