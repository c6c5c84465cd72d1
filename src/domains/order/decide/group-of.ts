import type { DecisionEnv } from '../../../core/decider.ts';
import type { CreateOrderCommand } from '../commands-create.ts';
import type { OrderGroup, OrderLeg } from '../intent.ts';

/** A group as its first order makes it: the order's own place, and the legs that follow. */
export interface NewGroup {
  readonly group: OrderGroup | null;
  readonly legs: OrderLeg[];
}

const ALONE: NewGroup = { group: null, legs: [] };

/** The group of a new order: ids follow from the order's, every leg closes what the order is for, so none can be inconsistent (OR-U9). */
export const groupOf = (
  { attached, orderId, side, quantity }: CreateOrderCommand,
  { idOf }: DecisionEnv,
): NewGroup => {
  if (!attached) return ALONE;
  const { orderClass, native } = attached;
  const isOco = orderClass === 'oco';
  const opposite = side === 'buy' ? 'sell' : 'buy';
  const legs = attached.legs.map((leg) => {
    const legId = idOf('order_leg', orderId, leg.role);
    return {
      orderId: legId,
      clientOrderId: legId,
      role: leg.role,
      side: isOco ? side : opposite,
      orderType: leg.orderType,
      quantity,
      limitPrice: leg.limitPrice,
      stopPrice: leg.stopPrice,
      trailAmount: leg.trailAmount,
      trailPercent: leg.trailPercent,
      timeInForce: leg.timeInForce,
    } satisfies OrderLeg;
  });
  const group = {
    groupId: idOf('order_group', orderId),
    orderClass,
    role: isOco ? ('take_profit' as const) : ('parent' as const),
    parentOrderId: null,
    siblingOrderIds: legs.map((leg) => leg.orderId),
    native,
  };
  return { group, legs };
};
