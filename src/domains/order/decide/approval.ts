import { accept, type Decision, type DecisionEnv, reject } from '../../../core/decider.ts';
import { type DecimalString, decimal, text } from '../../../core/decimal.ts';
import { epochMs } from '../../../core/instant.ts';
import { assetFieldsOf } from '../../shared/derivatives.ts';
import type { DeclineOrderCommand, ReleaseOrderCommand } from '../commands.ts';
import { OrderReleasedEvent } from '../events/intent.ts';
import type { OrderEvent } from '../events.ts';
import { type OrderIntent, termsOf } from '../intent.ts';
import type { OrderState } from '../state.ts';
import { cancelled, rejected } from './ending.ts';
import { followParent } from './groups.ts';
import { invalidState } from './refusals.ts';

/** The intent of an order with the terms it has now. */
export const intentOf = (order: OrderState): OrderIntent => ({
  orderId: order.orderId,
  userId: order.userId,
  accountId: order.accountId,
  connectionId: order.connectionId,
  brokerId: order.brokerId,
  brokerAccountId: order.brokerAccountId,
  automationId: order.automationId,
  signalId: order.signalId,
  symbol: order.symbol,
  ...assetFieldsOf(order),
  multiplier: order.multiplier,
  side: order.side,
  positionEffect: order.positionEffect,
  orderType: order.orderType,
  ...termsOf(order),
  extendedHours: order.extendedHours,
  clientOrderId: order.clientOrderId,
  submission: order.submission,
  approvalExpiresAt: order.approvalExpiresAt,
  group: order.group,
  legs: order.legs,
  reservedBuyingPower: order.reservedBuyingPower,
  expiresAt: order.expiresAt,
  createdBy: order.createdBy,
  createdAt: order.createdAt,
});

/** Lets an order go that waited for approval, once, and not after its window (AU-R7). */
export const approveOrder = (order: OrderState, { now }: DecisionEnv): Decision<OrderEvent> => {
  if (order.submission === 'on_approval' && order.release === 'released') return accept();
  if (order.release !== 'awaiting_approval')
    return reject('order_not_held', 'the order does not wait for approval');
  if (order.approvalExpiresAt !== null && epochMs(now) >= epochMs(order.approvalExpiresAt))
    return reject('approval_window_over', `the order could be approved until ${order.approvalExpiresAt}`);
  return accept<OrderEvent>(
    OrderReleasedEvent({
      ...intentOf(order),
      releasedBy: 'approval',
      parentFillId: null,
      parentFilledQuantity: null,
      releasedAt: now,
    }),
  );
};

/** Ends an order that its owner does not approve. */
export const declineOrder = (
  { reason }: DeclineOrderCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> =>
  order.release === 'awaiting_approval'
    ? accept(...rejected(order, { code: 'declined', detail: reason }, env))
    : reject('order_not_held', 'the order does not wait for approval');

const releaseLeg = (
  order: OrderState,
  quantity: DecimalString,
  { quantity: parentFilledQuantity, parentFillId }: ReleaseOrderCommand,
  { now }: DecisionEnv,
): Decision<OrderEvent> =>
  accept<OrderEvent>(
    OrderReleasedEvent({
      ...intentOf(order),
      quantity,
      releasedBy: 'parent_fill',
      parentFillId,
      parentFilledQuantity,
      releasedAt: now,
    }),
  );

/**
 * Lets a held order go: by approval, or as a leg for what its parent has filled (OR-U9). Siblings may have been ahead, so the leg goes
 * for what they left; with nothing left it waits on, or ends when the parent fills no more. A leg that went before is resized.
 */
export const releaseOrder = (
  command: ReleaseOrderCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  if (command.releasedBy === 'approval')
    return order.status === 'pending' ? approveOrder(order, env) : invalidState(order, 'released');
  if (!order.group?.parentOrderId || order.wantedQuantity === null)
    return reject('not_a_leg', 'only a leg follows the fills of a parent');
  if (order.release !== 'awaiting_parent') return followParent(command, order, env);
  const more = decimal(command.quantity).minus(order.parentFilledQuantity);
  const wanted = more.plus(order.wantedQuantity);
  if (wanted.gt(0)) return releaseLeg(order, text(wanted), command, env);
  return command.isFinal
    ? accept(...cancelled(order, 'its parent has nothing left for it', env.now, env))
    : followParent(command, order, env);
};
