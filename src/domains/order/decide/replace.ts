import { accept, type Decision, type DecisionEnv, reject } from '../../../core/decider.ts';
import { decimal } from '../../../core/decimal.ts';
import type { OrderChanges } from '../../shared/trading.ts';
import type { ConfirmUpdateCommand, RejectUpdateCommand, UpdateOrderCommand } from '../commands.ts';
import { OrderUpdatedEvent, OrderUpdateRejectedEvent } from '../events/broker.ts';
import type { OrderEvent } from '../events.ts';
import { evolveOrder } from '../evolve.ts';
import { type OrderTerms, termsOf } from '../intent.ts';
import { idsOf, isHeld, type OrderState } from '../state.ts';
import { completion } from './ending.ts';
import { filledBy } from './fills.ts';
import { pursuit, quantityPursuit, updateRequest } from './pursuit.ts';
import { invalidState, untracked } from './refusals.ts';
import { hasSameTerms } from './same-order.ts';
import { judgeUpdate } from './update-checks.ts';

const withChanges = (terms: OrderTerms, changes: OrderChanges): OrderTerms => ({
  quantity: changes.quantity ?? terms.quantity,
  limitPrice: changes.limitPrice ?? terms.limitPrice,
  stopPrice: changes.stopPrice ?? terms.stopPrice,
  trailAmount: changes.trailAmount ?? terms.trailAmount,
  trailPercent: changes.trailPercent ?? terms.trailPercent,
  timeInForce: changes.timeInForce ?? terms.timeInForce,
});

const impossible = (order: OrderState, { changes }: UpdateOrderCommand): Decision<never> | null => {
  if (order.status === 'pending' && !isHeld(order))
    return invalidState(order, 'changed before the broker has it');
  if (order.untrackedAt !== null) return untracked();
  if (Object.values(changes).every((change) => change === null))
    return reject('no_changes', 'name at least one term to change', 'changes');
  if (order.pendingUpdate !== null)
    return reject('update_pending', 'the broker has not answered the last change yet');
  return order.wantedQuantity !== null && changes.quantity !== null
    ? reject('quantity_follows_group', 'the quantity of an exit follows its group', 'changes.quantity')
    : null;
};

/** Other terms (OR-U7): a held order has them at once, for a working one the broker is asked and the old ones stand meanwhile. */
export const updateOrder = (
  command: UpdateOrderCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  const { changes, basis } = command;
  const refused = impossible(order, command);
  if (refused) return refused;
  const terms = withChanges(order, changes);
  if (hasSameTerms(terms, order)) return accept();
  if (decimal(terms.quantity).lt(order.filledQuantity))
    return reject('quantity_below_filled', `${order.filledQuantity} are filled already`, 'changes.quantity');
  const { refusal, reservedBuyingPower } = judgeUpdate(order, terms, basis, env);
  if (refusal) return refusal;
  if (!isHeld(order)) return accept(updateRequest(order, changes, env));
  return accept<OrderEvent>(
    OrderUpdatedEvent({
      ...idsOf(order),
      ...terms,
      reservedBuyingPower,
      brokerOrderId: null,
      previousBrokerOrderId: null,
      requested: false,
      updatedAt: env.now,
    }),
  );
};

/**
 * The broker works the order on other terms, asked for or not, and perhaps under another id, which is linked to the same order (OR-U7).
 * A quantity that is filled already completes it.
 */
export const confirmUpdate = (
  { changes, brokerOrderId, updatedAt }: ConfirmUpdateCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  const terms = withChanges(order, changes);
  const { pendingUpdate } = order;
  const requested = pendingUpdate !== null && hasSameTerms(terms, withChanges(order, pendingUpdate.changes));
  if (!requested && brokerOrderId === order.brokerOrderId && hasSameTerms(terms, order)) return accept();
  const rest = decimal(terms.quantity).minus(order.filledQuantity);
  if (rest.lt(0)) return reject('quantity_below_filled', `${order.filledQuantity} are filled already`);
  const event = OrderUpdatedEvent({
    ...idsOf(order),
    ...termsOf(terms),
    reservedBuyingPower: order.reservedBuyingPower,
    brokerOrderId,
    previousBrokerOrderId: order.brokerOrderId,
    requested,
    updatedAt,
  });
  if (rest.isZero())
    return accept<OrderEvent>(
      event,
      ...filledBy(order, 'the quantity was changed to what is filled', env),
      ...completion(order, 'filled', order, env),
    );
  const after = evolveOrder(order, event);
  return accept<OrderEvent>(event, ...(after ? pursuit(after, env) : []));
};

/** The broker refused. A quantity that the group has come to want meanwhile is asked for; the same one is not asked for again. */
export const rejectUpdate = (
  { code, detail }: RejectUpdateCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  if (order.pendingUpdate === null) return accept();
  const event = OrderUpdateRejectedEvent({ ...idsOf(order), code, detail, rejectedAt: env.now });
  const after = evolveOrder(order, event);
  const isAskedAgain = order.pendingUpdate.changes.quantity === order.wantedQuantity;
  return accept<OrderEvent>(event, ...(after && !isAskedAgain ? quantityPursuit(after, env) : []));
};
