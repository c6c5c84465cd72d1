import type { z } from 'zod';
import type { BrokerCall, BrokerError, BrokerOrderSnapshot, BrokerOrderStatus } from '../brokers/port.ts';
import type { EventEnvelope } from '../core/envelope.ts';
import type { UtcInstant } from '../core/instant.ts';
import type { OrderCommand } from '../domains/order/commands.ts';
import { orderEvents } from '../domains/order/events.ts';
import type { OrderState } from '../domains/order/state.ts';

const { OrderCancelRequestedEvent, OrderUpdateRequestedEvent } = orderEvents;
type CancelRequested = z.infer<typeof OrderCancelRequestedEvent.schema>;
type UpdateRequested = z.infer<typeof OrderUpdateRequestedEvent.schema>;

/** What an order asks of its broker. */
export type OrderRequest = Extract<BrokerCall, { readonly op: 'cancelOrder' | 'replaceOrder' }>;

/** Events that ask something of a broker. */
export const brokerRequestTypes: ReadonlySet<string> = new Set([
  OrderCancelRequestedEvent.type,
  OrderUpdateRequestedEvent.type,
]);

/** What the event asks of the broker, or null when it asks nothing. */
export const brokerRequest = (event: EventEnvelope): OrderRequest | null => {
  if (event.eventType === OrderCancelRequestedEvent.type) {
    const { brokerAccountId, orderId, clientOrderId, reason } = event.data as CancelRequested;
    return { op: 'cancelOrder', brokerAccountId, orderId, clientOrderId, reason };
  }
  if (event.eventType === OrderUpdateRequestedEvent.type) {
    const { brokerAccountId, orderId, clientOrderId, changes } = event.data as UpdateRequested;
    const requestId = event.eventId;
    return { op: 'replaceOrder', requestId, brokerAccountId, orderId, clientOrderId, changes };
  }
  return null;
};

/**
 * What an order is told when its request was turned down. Nobody follows one that was never acknowledged and whose broker cannot be
 * reached: it is untracked, so that a reconnect takes it back (DESIGN 4).
 */
export const turnedDown = (
  { op }: OrderRequest,
  { kind, code, detail }: BrokerError,
  order: Pick<OrderState, 'brokerOrderId'> | null,
): readonly OrderCommand[] => {
  if (op === 'replaceOrder') return [{ type: 'RejectUpdateCommand', code, detail }];
  const refusal: OrderCommand = { type: 'RejectCancelCommand', code, detail };
  const isLost = kind === 'not_connected' && order?.brokerOrderId === null;
  return isLost ? [refusal, { type: 'MarkUntrackedCommand', reason: code }] : [refusal];
};

const OVER: ReadonlySet<BrokerOrderStatus> = new Set(['filled', 'canceled', 'expired', 'rejected']);

/**
 * What an order is told that did not work at its broker when it was to be cancelled, and was looked up then (null: the broker never had
 * it): fills first, or they would be missed (OR-U14). `askedAt` is when the cancel was asked for.
 */
export const broughtUpTo = (
  found: BrokerOrderSnapshot | null,
  { code, detail }: BrokerError,
  askedAt: UtcInstant,
): readonly OrderCommand[] => {
  if (!found)
    return [{ type: 'RejectOrderCommand', code: 'not_at_broker', detail: 'the broker never had the order' }];
  const { status, brokerOrderId, filledQuantity, averageFillPrice, reason, fills } = found;
  const standing = { status, brokerOrderId, filledQuantity, averageFillPrice, reason };
  return [
    ...(fills ?? []).map((fill): OrderCommand => ({ type: 'RecordFillCommand', fill })),
    { type: 'SyncOrderFromBrokerCommand', ...standing, brokerUpdatedAt: askedAt },
    ...(OVER.has(status) ? [] : [{ type: 'RejectCancelCommand' as const, code, detail }]),
  ];
};
