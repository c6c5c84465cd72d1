import { z } from 'zod';
import { computedDecimal, decimalString, positiveDecimalString } from '../../core/decimal.ts';
import { defineEvent, type EventOf } from '../../core/event.ts';
import { ASSET_TYPES } from '../shared/instrument.ts';
import { utcInstant } from '../shared/quote.ts';
import { ORDER_SIDES, ORDER_TYPES, TIMES_IN_FORCE } from '../shared/trading.ts';
import { SUBMISSIONS, TERMINAL_STATUSES } from './values.ts';

const ids = { orderId: z.uuid(), userId: z.uuid(), accountId: z.uuid() };
const quantity = positiveDecimalString;

/**
 * The full intent, before anything left the house (domains 4.6). Money in account currency, quantity in
 * units.
 */
export const OrderCreatedEvent = defineEvent(
  'OrderCreatedEvent',
  1,
  z.object({
    ...ids,
    connectionId: z.uuid(),
    brokerId: z.string().min(1),
    brokerAccountId: z.string().min(1),
    automationId: z.uuid().nullable(),
    signalId: z.uuid().nullable(),
    symbol: z.string().min(1),
    assetType: z.enum(ASSET_TYPES),
    multiplier: positiveDecimalString(),
    side: z.enum(ORDER_SIDES),
    orderType: z.enum(ORDER_TYPES),
    quantity: quantity(),
    limitPrice: positiveDecimalString().nullable(),
    stopPrice: positiveDecimalString().nullable(),
    timeInForce: z.enum(TIMES_IN_FORCE),
    extendedHours: z.boolean(),
    clientOrderId: z.string().min(1),
    submission: z.enum(SUBMISSIONS),
    reservedBuyingPower: computedDecimal(),
    createdAt: utcInstant(),
  }),
);

/** The intent to call the broker, durable before the call. */
export const OrderSubmittedEvent = defineEvent(
  'OrderSubmittedEvent',
  1,
  z.object({
    ...ids,
    clientOrderId: z.string().min(1),
    executionSagaId: z.uuid(),
    submittedAt: utcInstant(),
  }),
);

/** The broker acknowledged the order under its own id (DESIGN 4). */
export const OrderPlacedEvent = defineEvent(
  'OrderPlacedEvent',
  1,
  z.object({
    ...ids,
    symbol: z.string().min(1),
    side: z.enum(ORDER_SIDES),
    quantity: quantity(),
    timeInForce: z.enum(TIMES_IN_FORCE),
    extendedHours: z.boolean(),
    clientOrderId: z.string().min(1),
    brokerOrderId: z.string().min(1),
    placedAt: utcInstant(),
  }),
);

const fillData = z.object({
  ...ids,
  brokerId: z.string().min(1),
  automationId: z.uuid().nullable(),
  fillId: z.string().min(1),
  symbol: z.string().min(1),
  assetType: z.enum(ASSET_TYPES),
  multiplier: positiveDecimalString(),
  side: z.enum(ORDER_SIDES),
  fillPrice: positiveDecimalString(),
  fillQuantity: quantity(),
  cumulativeQuantity: computedDecimal(),
  averageFillPrice: computedDecimal(),
  commission: decimalString(),
  totalCommission: computedDecimal(),
  filledAt: utcInstant(),
});

/** A fill that leaves a rest; cumulative figures include it. */
export const OrderPartiallyFilledEvent = defineEvent('OrderPartiallyFilledEvent', 1, fillData);

/** The fill that completes the order; cumulative figures include it. */
export const OrderFilledEvent = defineEvent('OrderFilledEvent', 1, fillData);

/** The order will not be worked; `code` is stable, `detail` for people. */
export const OrderRejected = defineEvent(
  'OrderRejected',
  1,
  z.object({ ...ids, code: z.string().min(1), detail: z.string(), rejectedAt: utcInstant() }),
);

/** Someone wants the order cancelled and the broker must be asked; fills may still arrive (Order 8). */
export const OrderCancelRequestedEvent = defineEvent(
  'OrderCancelRequestedEvent',
  1,
  z.object({
    ...ids,
    connectionId: z.uuid(),
    brokerAccountId: z.string().min(1),
    clientOrderId: z.string().min(1),
    reason: z.string(),
    requestedAt: utcInstant(),
  }),
);

/** The broker refused to cancel; the order works on. */
export const OrderCancelRejectedEvent = defineEvent(
  'OrderCancelRejectedEvent',
  1,
  z.object({ ...ids, code: z.string().min(1), detail: z.string(), rejectedAt: utcInstant() }),
);

/** The order ended; a part of `filledQuantity` units may have been filled (Order 8). */
export const OrderCancelled = defineEvent(
  'OrderCancelled',
  1,
  z.object({ ...ids, reason: z.string(), filledQuantity: computedDecimal(), cancelledAt: utcInstant() }),
);

/** Notice that the order's execution is over; `sagaId` is null when no saga told so. */
export const OrderExecutionCompleted = defineEvent(
  'OrderExecutionCompleted',
  1,
  z.object({
    ...ids,
    finalStatus: z.enum(TERMINAL_STATUSES),
    filledQuantity: computedDecimal(),
    averageFillPrice: computedDecimal().nullable(),
    sagaId: z.uuid().nullable(),
    completedAt: utcInstant(),
  }),
);

/** All events of an order. */
export const orderEvents = {
  OrderCreatedEvent,
  OrderSubmittedEvent,
  OrderPlacedEvent,
  OrderPartiallyFilledEvent,
  OrderFilledEvent,
  OrderRejected,
  OrderCancelRequestedEvent,
  OrderCancelRejectedEvent,
  OrderCancelled,
  OrderExecutionCompleted,
};
export type OrderEvent = EventOf<typeof orderEvents>;
