import { Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import type { OrderChanges } from '../shared/trading.ts';
import { cancelOrder } from './endings.ts';
import { virtualBrokerEvents as events } from './events.ts';
import type { REPLACE_REASONS } from './events-orders.ts';
import { type VirtualBrokerState, type WorkingOrder, workingOrders } from './state.ts';
import type { Turn } from './turn.ts';
import { withRemaining } from './working-orders.ts';

/** Changes nothing. */
export const NO_CHANGES: OrderChanges = {
  quantity: null,
  limitPrice: null,
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  timeInForce: null,
};

/** Records that a working order has these terms now; `after` is the order with them. */
export const replaceOrder = (
  turn: Turn,
  after: WorkingOrder,
  changes: OrderChanges,
  reason: (typeof REPLACE_REASONS)[number],
): void => {
  const ids = turn.idsOf(after, 'replace', after.quantity, after.trades);
  const { openingQuantity, reserveUnit, reservedCash, expiresAt, waterMark, remaining } = after;
  turn.happenWithFigures((figures) =>
    events.VirtualOrderReplaced(
      {
        ...turn.identity,
        ...ids,
        changes,
        reason,
        remainingQuantity: remaining,
        openingQuantity,
        reserveUnit,
        reservedCash,
        expiresAt,
        waterMark,
        figures,
        replacedAt: turn.env.now,
      },
      { correlationId: after.correlationId },
    ),
  );
};

/** An order for so much less; what opens of it stays what is filled last. */
const decremented = (order: WorkingOrder, by: DecimalString): WorkingOrder => {
  const remaining = text(decimal(order.remaining).minus(by));
  const openingQuantity = text(Decimal.min(order.openingQuantity, remaining));
  const quantity = text(decimal(order.quantity).minus(by));
  return withRemaining({ ...order, quantity, openingQuantity }, remaining);
};

/** Takes a quantity from an order, all of it when no more is left (brokers 4.2, rule 6). */
export const takeFromOrder = (turn: Turn, order: WorkingOrder, quantity: DecimalString): void => {
  if (decimal(order.remaining).lte(quantity)) {
    cancelOrder(turn, order, 'oco');
    return;
  }
  const after = decremented(order, quantity);
  replaceOrder(turn, after, { ...NO_CHANGES, quantity: after.quantity }, 'oco');
};

/** Working orders of a group but one. */
export const siblingsOf = (
  state: VirtualBrokerState,
  { ocoGroupId, orderId }: Pick<WorkingOrder, 'ocoGroupId' | 'orderId'>,
): readonly WorkingOrder[] =>
  ocoGroupId === null
    ? []
    : workingOrders(state).filter((order) => order.ocoGroupId === ocoGroupId && order.orderId !== orderId);

/** In the decision that fills an order its group loses what it filled, and all of it when nothing is left (brokers 4.2, rule 6). */
export const shrinkGroup = (
  turn: Turn,
  order: WorkingOrder,
  filled: DecimalString,
  remaining: DecimalString,
): void => {
  for (const sibling of siblingsOf(turn.state, order))
    if (decimal(remaining).isZero()) cancelOrder(turn, sibling, 'oco');
    else takeFromOrder(turn, sibling, filled);
};

/** What a group has filled already, in orders that work and in those that are remembered. */
export const groupFilled = (state: VirtualBrokerState, ocoGroupId: string): Decimal => {
  let filled = new Decimal(0);
  for (const order of workingOrders(state))
    if (order.ocoGroupId === ocoGroupId) filled = filled.plus(order.quantity).minus(order.remaining);
  for (const generation of state.closed)
    for (const order of Object.values(generation))
      if (order.ocoGroupId === ocoGroupId) filled = filled.plus(order.filledQuantity);
  return filled;
};
