import type { DecisionEnv } from '../../../core/decider.ts';
import { type Decimal, decimal, text } from '../../../core/decimal.ts';
import type { OrderChanges } from '../../shared/trading.ts';
import { OrderUpdateRequestedEvent } from '../events/broker.ts';
import type { OrderEvent } from '../events.ts';
import { brokerAddressOf, idsOf, isHeld, type OrderState } from '../state.ts';
import { isTerminal } from '../values.ts';
import { cancellation } from './ending.ts';

const NO_CHANGES: OrderChanges = {
  quantity: null,
  limitPrice: null,
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  timeInForce: null,
};

/** Asks the broker for other terms. */
export const updateRequest = (order: OrderState, changes: OrderChanges, { now }: DecisionEnv): OrderEvent =>
  OrderUpdateRequestedEvent({ ...idsOf(order), ...brokerAddressOf(order), changes, requestedAt: now });

const wantedOf = (order: OrderState): Decimal | null =>
  order.wantedQuantity === null || isHeld(order) || order.untrackedAt !== null || isTerminal(order.status)
    ? null
    : decimal(order.wantedQuantity);

/** Asks for the quantity that the order's group wants; not before the broker acknowledged, and one replace at a time. */
export const quantityPursuit = (order: OrderState, env: DecisionEnv): readonly OrderEvent[] => {
  const wanted = wantedOf(order);
  if (!wanted || order.brokerOrderId === null || order.pendingUpdate !== null) return [];
  if (wanted.lte(order.filledQuantity) || wanted.eq(order.quantity)) return [];
  return [updateRequest(order, { ...NO_CHANGES, quantity: text(wanted) }, env)];
};

/**
 * What must be asked of the broker so that an order of a group is for the quantity its group wants: a cancel when nothing is left, else a
 * replace, now or after the next answer of the broker. The order is taken as it is after the event that made this necessary.
 */
export const pursuit = (order: OrderState, env: DecisionEnv): readonly OrderEvent[] => {
  if (order.status === 'cancel_pending') return [];
  const wanted = wantedOf(order);
  if (wanted?.lte(order.filledQuantity)) return cancellation(order, 'the group has no more to fill', env);
  return quantityPursuit(order, env);
};
