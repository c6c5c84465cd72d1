import { z } from 'zod';
import { computedDecimal, decimalString, positiveDecimalString } from '../../../core/decimal.ts';
import { defineEvent } from '../../../core/event.ts';
import { utcInstant } from '../../shared/quote.ts';
import { ORDER_SIDES, orderChangesSchema, TIMES_IN_FORCE } from '../../shared/trading.ts';
import { termFields } from '../intent.ts';
import { ORDER_STATUSES } from '../values.ts';
import { ids } from './intent.ts';

/** What a broker is asked by: its account, our id of the order there, and its own as far as it is known. */
const address = {
  connectionId: z.uuid(),
  brokerAccountId: z.string().min(1),
  clientOrderId: z.string().min(1),
  brokerOrderId: z.string().min(1).nullable(),
};

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

/** Nobody knows whether the broker has the order; it is looked up by its client order id and never sent again blindly (OR-U10). */
export const OrderSubmissionUnconfirmedEvent = defineEvent(
  'OrderSubmissionUnconfirmedEvent',
  1,
  z.object({
    ...ids,
    clientOrderId: z.string().min(1),
    code: z.string().min(1),
    detail: z.string(),
    unconfirmedAt: utcInstant(),
  }),
);

/** The broker acknowledged the order under its own id (DESIGN 4). */
export const OrderPlacedEvent = defineEvent(
  'OrderPlacedEvent',
  3,
  z.object({
    ...ids,
    symbol: z.string().min(1),
    side: z.enum(ORDER_SIDES),
    quantity: positiveDecimalString(),
    timeInForce: z.enum(TIMES_IN_FORCE),
    extendedHours: z.boolean(),
    clientOrderId: z.string().min(1),
    brokerOrderId: z.string().min(1),
    placedAt: utcInstant(),
  }),
);

/** Someone wants other terms and the broker must be asked; until it agrees the old ones stand (OR-U7). */
export const OrderUpdateRequestedEvent = defineEvent(
  'OrderUpdateRequestedEvent',
  1,
  z.object({ ...ids, ...address, changes: orderChangesSchema, requestedAt: utcInstant() }),
);

/** The order has these terms now, under the id the broker gave it with them; buying power is what it holds with them. */
export const OrderUpdatedEvent = defineEvent(
  'OrderUpdatedEvent',
  1,
  z.object({
    ...ids,
    ...termFields,
    reservedBuyingPower: computedDecimal(),
    brokerOrderId: z.string().min(1).nullable(),
    previousBrokerOrderId: z.string().min(1).nullable(),
    /** Answers the update that was asked for; otherwise the broker or a held order changed on its own. */
    requested: z.boolean(),
    updatedAt: utcInstant(),
  }),
);

/** The broker refused the new terms; the old ones stand. */
export const OrderUpdateRejectedEvent = defineEvent(
  'OrderUpdateRejectedEvent',
  1,
  z.object({ ...ids, code: z.string().min(1), detail: z.string(), rejectedAt: utcInstant() }),
);

/** Someone wants the order cancelled and the broker must be asked; fills may still arrive (OR-U8). */
export const OrderCancelRequestedEvent = defineEvent(
  'OrderCancelRequestedEvent',
  2,
  z.object({ ...ids, ...address, reason: z.string(), requestedAt: utcInstant() }),
);

/** The broker refused to cancel; the order works on. */
export const OrderCancelRejectedEvent = defineEvent(
  'OrderCancelRejectedEvent',
  1,
  z.object({ ...ids, code: z.string().min(1), detail: z.string(), rejectedAt: utcInstant() }),
);

/**
 * What the broker's own list said of the order. `brokerStatus` is kept word for word, `status` is what the order has by it, `alert`
 * names what a person should look at.
 */
export const OrderSyncedFromBrokerEvent = defineEvent(
  'OrderSyncedFromBrokerEvent',
  1,
  z.object({
    ...ids,
    brokerStatus: z.string().min(1),
    status: z.enum(ORDER_STATUSES),
    brokerOrderId: z.string().min(1).nullable(),
    filledQuantity: decimalString(),
    averageFillPrice: computedDecimal().nullable(),
    alert: z.string().nullable(),
    brokerUpdatedAt: utcInstant(),
    syncedAt: utcInstant(),
  }),
);

/** The status changed by something that has no event of its own: a cancel asked for at the broker, or terms or a trade that were corrected. */
export const OrderStatusUpdatedEvent = defineEvent(
  'OrderStatusUpdatedEvent',
  1,
  z.object({
    ...ids,
    oldStatus: z.enum(ORDER_STATUSES),
    newStatus: z.enum(ORDER_STATUSES),
    reason: z.string(),
    updatedAt: utcInstant(),
  }),
);

/** The connection is gone, and with it whoever followed the order; the broker may work it on (DESIGN 4). */
export const OrderUntrackedEvent = defineEvent(
  'OrderUntrackedEvent',
  1,
  z.object({ ...ids, clientOrderId: z.string().min(1), reason: z.string(), untrackedAt: utcInstant() }),
);

/** A reconnect found the order by its client order id: it is followed again, under this id of the broker. */
export const OrderAdoptedEvent = defineEvent(
  'OrderAdoptedEvent',
  1,
  z.object({ ...ids, brokerOrderId: z.string().min(1), adoptedAt: utcInstant() }),
);
