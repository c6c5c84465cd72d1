import { accept, type Decision, type DecisionEnv, reject } from '../../../core/decider.ts';
import { ZERO } from '../../../core/decimal.ts';
import { epochMs } from '../../../core/instant.ts';
import type {
  CancelOrderCommand,
  ConfirmCancelCommand,
  ExpireOrderCommand,
  RejectCancelCommand,
  RejectOrderCommand,
} from '../commands.ts';
import { OrderCancelRejectedEvent } from '../events/broker.ts';
import { OrderDeletedEvent } from '../events/intent.ts';
import type { OrderEvent } from '../events.ts';
import { idsOf, isAtBroker, type OrderState } from '../state.ts';
import { cancellation, cancelled, expired, rejected } from './ending.ts';
import { quantityPursuit } from './pursuit.ts';
import { invalidState, notSubmitted, untracked } from './refusals.ts';

/** A cancel is a request once the order may be at its broker (OR-U8); nobody can be asked while it is untracked. */
export const cancelOrder = (
  { reason }: CancelOrderCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> =>
  order.untrackedAt === null ? accept(...cancellation(order, reason, env)) : untracked();

/** The broker cancelled. */
export const confirmCancel = (
  { reason, cancelledAt }: ConfirmCancelCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> => accept(...cancelled(order, reason, cancelledAt, env));

/** The broker would not cancel: the order works on, and what its group wanted meanwhile is asked for. */
export const rejectCancel = (
  { code, detail }: RejectCancelCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  const event = OrderCancelRejectedEvent({ ...idsOf(order), code, detail, rejectedAt: env.now });
  return accept<OrderEvent>(event, ...quantityPursuit(order, env));
};

/** An order with a filled part cannot be rejected any more; one whose cancel is pending ends as its owner wished. */
export const rejectOrder = (
  { code, detail }: RejectOrderCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  if (order.filledQuantity !== ZERO) return invalidState(order, 'rejected');
  if (order.status === 'cancel_pending')
    return accept(...cancelled(order, `${code}: ${detail}`, env.now, env));
  return accept(...rejected(order, { code, detail }, env));
};

/** The broker's clock ends what it works; ours ends only what nobody approved in time (AU-R7). */
export const expireOrder = (
  { reason, expiredAt }: ExpireOrderCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  if (order.release === 'awaiting_approval') {
    if (order.approvalExpiresAt !== null && epochMs(env.now) < epochMs(order.approvalExpiresAt))
      return reject('approval_window_open', `the order may be approved until ${order.approvalExpiresAt}`);
  } else if (!isAtBroker(order)) return notSubmitted();
  return accept(...expired(order, reason, expiredAt, env));
};

/** Only an order that came to nothing is deleted; trades are kept (domains 3.6). */
export const deleteOrder = (order: OrderState, env: DecisionEnv): Decision<OrderEvent> =>
  order.fills.length > 0
    ? reject('order_has_fills', 'an order with fills is kept')
    : accept<OrderEvent>(OrderDeletedEvent({ ...idsOf(order), deletedAt: env.now }));
