import { z } from 'zod';
import { computedDecimal, decimal, decimalString, text } from '../../core/decimal.ts';
import type { View, ViewRow } from '../../core/view.ts';
import { ASSET_TYPES } from '../shared/instrument.ts';
import { utcInstant } from '../shared/quote.ts';
import { fillSchema, ORDER_SIDES, ORDER_TYPES, TIMES_IN_FORCE } from '../shared/trading.ts';
import { type OrderEvent, orderEvents } from './events.ts';
import { evolveOrder } from './evolve.ts';
import type { OrderState } from './state.ts';
import { ORDER_STATUSES } from './values.ts';

/** The user's orders, one row per order, folded like the aggregate folds them. */
export const orderView: View<OrderState, OrderEvent> = {
  kind: 'orders',
  eventTypes: new Set(Object.keys(orderEvents)),
  rowId: (event) => event.data.orderId,
  project: evolveOrder,
  sync: {
    OrderCreatedEvent: {
      priority: 2,
      reason: 'whoever creates an order reads the list next and must find it',
    },
    OrderCancelled: { priority: 2, reason: 'an order that was just cancelled must not be shown as working' },
  },
};

/** What a client gets of an order; decimals in strings, money in account currency. */
export const orderResourceSchema = z.object({
  orderId: z.uuid(),
  accountId: z.uuid(),
  clientOrderId: z.string(),
  brokerOrderId: z.string().nullable(),
  symbol: z.string(),
  assetType: z.enum(ASSET_TYPES),
  side: z.enum(ORDER_SIDES),
  orderType: z.enum(ORDER_TYPES),
  quantity: decimalString(),
  limitPrice: decimalString().nullable(),
  timeInForce: z.enum(TIMES_IN_FORCE),
  status: z.enum(ORDER_STATUSES),
  filledQuantity: computedDecimal(),
  remainingQuantity: computedDecimal(),
  averageFillPrice: computedDecimal().nullable(),
  commission: computedDecimal(),
  rejectReason: z.object({ code: z.string(), detail: z.string() }).nullable(),
  fills: z.array(fillSchema).readonly(),
  createdAt: utcInstant(),
  submittedAt: utcInstant().nullable(),
  placedAt: utcInstant().nullable(),
  filledAt: utcInstant().nullable(),
  cancelledAt: utcInstant().nullable(),
  rejectedAt: utcInstant().nullable(),
  updatedAt: utcInstant(),
  version: z.int(),
});
export type OrderResource = z.infer<typeof orderResourceSchema>;

/** The order a client gets for a row of the view (Order 6: filled, remaining and average are shown). */
export const orderResource = ({ doc, version, updatedAt }: ViewRow<OrderState>): OrderResource => ({
  orderId: doc.orderId,
  accountId: doc.accountId,
  clientOrderId: doc.clientOrderId,
  brokerOrderId: doc.brokerOrderId,
  symbol: doc.symbol,
  assetType: doc.assetType,
  side: doc.side,
  orderType: doc.orderType,
  quantity: doc.quantity,
  limitPrice: doc.limitPrice,
  timeInForce: doc.timeInForce,
  status: doc.status,
  filledQuantity: doc.filledQuantity,
  remainingQuantity: text(decimal(doc.quantity).minus(doc.filledQuantity)),
  averageFillPrice: doc.averageFillPrice,
  commission: doc.commission,
  rejectReason: doc.rejectReason,
  fills: doc.fills,
  createdAt: doc.createdAt,
  submittedAt: doc.submittedAt,
  placedAt: doc.placedAt,
  filledAt: doc.filledAt,
  cancelledAt: doc.cancelledAt,
  rejectedAt: doc.rejectedAt,
  updatedAt,
  version,
});
