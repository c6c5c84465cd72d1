import { epochMs, type UtcInstant } from '../core/instant.ts';
import type { Effect, EffectOutcome } from '../core/saga.ts';
import type { OrderState } from '../domains/order/state.ts';
import { isTerminal } from '../domains/order/values.ts';

/** What the port `orders` is asked: orders by their ids, each asked itself, or those that work on accounts, from the user's own list. */
export type OrdersRequest =
  | { readonly by: 'ids'; readonly orderIds: readonly string[] }
  | { readonly by: 'accounts'; readonly accountIds: readonly string[]; readonly untrackedOnly: boolean };

/** An order as far as sagas need to know it. */
export type KnownOrder = Pick<
  OrderState,
  | 'orderId'
  | 'accountId'
  | 'brokerAccountId'
  | 'clientOrderId'
  | 'brokerOrderId'
  | 'status'
  | 'filledQuantity'
  | 'cancelRequestedAt'
  | 'createdAt'
>;

/** What it answers; an order that nobody made is left out. */
export interface OrdersAnswer {
  readonly readAt: UtcInstant;
  readonly orders: readonly KnownOrder[];
}

/** Asks how orders stand. */
export const askOrders = (request: OrdersRequest, key: string = request.by): Effect => ({
  kind: 'call',
  key,
  port: 'orders',
  request,
});

/** The answer under that key, or null when it was not asked. */
export const ordersIn = (outcomes: readonly EffectOutcome[], key: string): OrdersAnswer | null => {
  const outcome = outcomes.find((candidate) => candidate.key === key);
  return outcome?.kind === 'call' ? (outcome.value as OrdersAnswer) : null;
};

/** How a cancel went: the order is over, the broker has not answered yet or will not any more, or the order works on. */
export type CancelProgress = 'ended' | 'pending' | 'overdue' | 'refused';

/** How the cancel of an order stands that was asked for before; the broker has `patienceMs` to answer. */
export const cancelProgress = (
  order: KnownOrder | undefined,
  readAt: UtcInstant,
  patienceMs: number,
): CancelProgress => {
  if (!order || isTerminal(order.status)) return 'ended';
  if (order.status !== 'cancel_pending') return 'refused';
  const since = order.cancelRequestedAt ?? readAt;
  return epochMs(readAt) - epochMs(since) < patienceMs ? 'pending' : 'overdue';
};

const SHARE_OF_WAIT = 4;

/** Pause before the next look: a quarter of the time waited already, so that a wait of any length takes few looks. Milliseconds. */
export const pauseMs = (waitedMs: number, least: number, most: number): number =>
  Math.round(Math.min(most, Math.max(least, waitedMs / SHARE_OF_WAIT)));
