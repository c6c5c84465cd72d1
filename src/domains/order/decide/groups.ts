import { accept, type Decision, type DecisionEnv, reject } from '../../../core/decider.ts';
import { decimal, text, ZERO } from '../../../core/decimal.ts';
import type { ReduceForSiblingCommand, ReleaseOrderCommand } from '../commands.ts';
import { OrderGroupQuantityChangedEvent } from '../events/intent.ts';
import type { OrderEvent } from '../events.ts';
import { evolveOrder } from '../evolve.ts';
import { idsOf, type OrderState } from '../state.ts';
import { cancellation } from './ending.ts';
import { pursuit } from './pursuit.ts';

type Change = Parameters<typeof OrderGroupQuantityChangedEvent>[0];

const changed = (
  order: OrderState,
  change: Pick<Change, 'cause' | 'causeOrderId' | 'fillId' | 'filledQuantity' | 'wantedQuantity'>,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  const event = OrderGroupQuantityChangedEvent({ ...idsOf(order), ...change, changedAt: env.now });
  const after = evolveOrder(order, event);
  return accept<OrderEvent>(event, ...(after ? pursuit(after, env) : []));
};

/** The parent of a leg has now filled this much in all: the leg is for that, less what its siblings filled. */
export const followParent = (
  { quantity, parentFillId }: ReleaseOrderCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  const more = decimal(quantity).minus(order.parentFilledQuantity);
  if (more.isZero()) return accept();
  return changed(
    order,
    {
      cause: 'parent_fill',
      causeOrderId: order.group?.parentOrderId ?? order.orderId,
      fillId: parentFillId,
      filledQuantity: quantity,
      wantedQuantity: text(more.plus(order.wantedQuantity ?? ZERO)),
    },
    env,
  );
};

/**
 * Another order of the group filled this much, told once per fill (OR-U9): an exit is reduced by it and cancelled when nothing is left.
 * To a parent it says that its position has been left, so that its rest must not be entered any more.
 */
export const reduceForSibling = (
  { siblingOrderId, fillId, quantity }: ReduceForSiblingCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  if (!order.group) return reject('not_in_group', 'the order belongs to no group');
  if (order.wantedQuantity === null)
    return order.status === 'cancel_pending' || order.untrackedAt !== null
      ? accept()
      : accept(...cancellation(order, 'its exit is filled', env));
  const known = order.siblingFills.find((fill) => fill.fillId === fillId);
  const less = decimal(quantity).minus(known?.quantity ?? ZERO);
  if (less.isZero()) return accept();
  return changed(
    order,
    {
      cause: 'sibling_fill',
      causeOrderId: siblingOrderId,
      fillId,
      filledQuantity: quantity,
      wantedQuantity: text(decimal(order.wantedQuantity).minus(less)),
    },
    env,
  );
};
