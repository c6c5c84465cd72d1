import { z } from 'zod';
import { computedDecimal, decimal, decimalString, text } from '../../core/decimal.ts';
import type { View, ViewRow } from '../../core/view.ts';
import { ASSET_TYPES } from '../shared/asset-type.ts';
import { assetOf, futureDetailsSchema, optionDetailsSchema } from '../shared/derivatives.ts';
import { utcInstant } from '../shared/quote.ts';
import {
  ORDER_SIDES,
  ORDER_TYPES,
  orderChangesSchema,
  POSITION_EFFECTS,
  TIMES_IN_FORCE,
} from '../shared/trading.ts';
import { type OrderEvent, orderEvents } from './events.ts';
import { evolveOrder } from './evolve.ts';
import { orderGroupSchema, orderLegSchema } from './intent.ts';
import type { OrderState } from './state.ts';
import { timelineOf, timelineSchema } from './timeline.ts';
import { ORDER_CREATORS, ORDER_STATUSES, RELEASES, SUBMISSIONS } from './values.ts';

/** The user's orders, one row per order, folded like the aggregate folds them; a deleted order has no row. */
export const orderView: View<OrderState, OrderEvent> = {
  kind: 'orders',
  eventTypes: new Set(Object.keys(orderEvents)),
  rowId: (event) => event.data.orderId,
  project: (doc, event) => (event.type === 'OrderDeletedEvent' ? null : evolveOrder(doc, event)),
  sync: {
    OrderCreatedEvent: {
      priority: 2,
      reason: 'whoever creates an order reads the list next and must find it',
    },
    OrderCancelled: { priority: 2, reason: 'an order that was just cancelled must not be shown as working' },
    OrderSyncedFromBrokerEvent: {
      priority: 1,
      reason: 'whoever asked for a look at the broker decides by what the list shows next',
    },
  },
};

/** A fill as a client sees it; a quantity of zero is a trade that was broken. */
const fillResource = z.object({
  fillId: z.string(),
  price: decimalString(),
  quantity: decimalString(),
  commission: decimalString(),
  filledAt: utcInstant(),
});

const at = () => utcInstant().nullable();

/** What a client gets of an order; decimals in strings, money in account currency. */
export const orderResourceSchema = z.object({
  orderId: z.uuid(),
  accountId: z.uuid(),
  connectionId: z.uuid(),
  automationId: z.uuid().nullable(),
  signalId: z.uuid().nullable(),
  createdBy: z.enum(ORDER_CREATORS),
  clientOrderId: z.string(),
  brokerOrderId: z.string().nullable(),
  symbol: z.string(),
  assetType: z.enum(ASSET_TYPES),
  option: optionDetailsSchema.nullable(),
  future: futureDetailsSchema.nullable(),
  multiplier: decimalString(),
  side: z.enum(ORDER_SIDES),
  positionEffect: z.enum(POSITION_EFFECTS).nullable(),
  orderType: z.enum(ORDER_TYPES),
  quantity: decimalString(),
  limitPrice: decimalString().nullable(),
  stopPrice: decimalString().nullable(),
  trailAmount: decimalString().nullable(),
  trailPercent: decimalString().nullable(),
  timeInForce: z.enum(TIMES_IN_FORCE),
  extendedHours: z.boolean(),
  submission: z.enum(SUBMISSIONS),
  release: z.enum(RELEASES),
  approvalExpiresAt: at(),
  expiresAt: at(),
  group: orderGroupSchema.nullable(),
  legs: z.array(orderLegSchema),
  status: z.enum(ORDER_STATUSES),
  /** Why the order has its status, in words; null when there is nothing to say. */
  statusReason: z.string().nullable(),
  /** Sent, and nobody knows whether it arrived. */
  unconfirmed: z.boolean(),
  /** Nobody follows it, because its connection is gone. */
  untracked: z.boolean(),
  /** Terms the broker was asked for and has not agreed to yet. */
  pendingChanges: orderChangesSchema.nullable(),
  alert: z.string().nullable(),
  filledQuantity: computedDecimal(),
  remainingQuantity: computedDecimal(),
  averageFillPrice: computedDecimal().nullable(),
  commission: computedDecimal(),
  /** A fill was heard of after the order had ended. */
  lateFill: z.boolean(),
  rejectReason: z.object({ code: z.string(), detail: z.string() }).nullable(),
  fills: z.array(fillResource).readonly(),
  timeline: timelineSchema,
  createdAt: utcInstant(),
  releasedAt: at(),
  submittedAt: at(),
  placedAt: at(),
  filledAt: at(),
  cancelRequestedAt: at(),
  cancelledAt: at(),
  rejectedAt: at(),
  expiredAt: at(),
  updatedAt: utcInstant(),
  version: z.int(),
});
export type OrderResource = z.infer<typeof orderResourceSchema>;

const HOLDING_BACK: Partial<Record<OrderState['release'], string>> = {
  awaiting_approval: 'waits for approval',
  awaiting_parent: 'waits for the fill of its parent',
};

/** OR-U15: why an order is as it is. */
const statusReason = (order: OrderState): string | null => {
  if (order.rejectReason) return order.rejectReason.detail;
  if (order.endReason !== null) return order.endReason;
  if (order.status !== 'pending') return null;
  return order.unconfirmed
    ? 'sent, but the broker has not confirmed it'
    : (HOLDING_BACK[order.release] ?? null);
};

/** The order a client gets for a row of the view (OR-U6: filled, remaining and average are shown). */
export const orderResource = ({ doc, version, updatedAt }: ViewRow<OrderState>): OrderResource => ({
  orderId: doc.orderId,
  accountId: doc.accountId,
  connectionId: doc.connectionId,
  automationId: doc.automationId,
  signalId: doc.signalId,
  createdBy: doc.createdBy,
  clientOrderId: doc.clientOrderId,
  brokerOrderId: doc.brokerOrderId,
  symbol: doc.symbol,
  ...assetOf(doc),
  multiplier: doc.multiplier,
  side: doc.side,
  positionEffect: doc.positionEffect,
  orderType: doc.orderType,
  quantity: doc.quantity,
  limitPrice: doc.limitPrice,
  stopPrice: doc.stopPrice,
  trailAmount: doc.trailAmount,
  trailPercent: doc.trailPercent,
  timeInForce: doc.timeInForce,
  extendedHours: doc.extendedHours,
  submission: doc.submission,
  release: doc.release,
  approvalExpiresAt: doc.approvalExpiresAt,
  expiresAt: doc.expiresAt,
  group: doc.group,
  legs: doc.legs,
  status: doc.status,
  statusReason: statusReason(doc),
  unconfirmed: doc.unconfirmed,
  untracked: doc.untrackedAt !== null,
  pendingChanges: doc.pendingUpdate?.changes ?? null,
  alert: doc.alert,
  filledQuantity: doc.filledQuantity,
  remainingQuantity: text(decimal(doc.quantity).minus(doc.filledQuantity)),
  averageFillPrice: doc.averageFillPrice,
  commission: doc.commission,
  lateFill: doc.lateFill,
  rejectReason: doc.rejectReason,
  fills: doc.fills,
  timeline: timelineOf(doc),
  createdAt: doc.createdAt,
  releasedAt: doc.releasedAt,
  submittedAt: doc.submittedAt,
  placedAt: doc.placedAt,
  filledAt: doc.filledAt,
  cancelRequestedAt: doc.cancelRequestedAt,
  cancelledAt: doc.cancelledAt,
  rejectedAt: doc.rejectedAt,
  expiredAt: doc.expiredAt,
  updatedAt,
  version,
});
