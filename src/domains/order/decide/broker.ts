import { accept, type Decision, type DecisionEnv, reject } from '../../../core/decider.ts';
import type {
  AdoptOrderCommand,
  MarkUntrackedCommand,
  PlaceOrderCommand,
  RecordUnconfirmedSubmissionCommand,
} from '../commands.ts';
import {
  OrderAdoptedEvent,
  OrderPlacedEvent,
  OrderSubmissionUnconfirmedEvent,
  OrderSubmittedEvent,
  OrderUntrackedEvent,
} from '../events/broker.ts';
import { OrderExecutionCompleted } from '../events/endings.ts';
import type { OrderEvent } from '../events.ts';
import { evolveOrder } from '../evolve.ts';
import { idsOf, isAtBroker, isHeld, type OrderState } from '../state.ts';
import { isTerminal } from '../values.ts';
import { cancelled } from './ending.ts';
import { pursuit } from './pursuit.ts';
import { invalidState, notSubmitted } from './refusals.ts';

/** The intent to call the broker. What is held or was found at the broker never goes there from here. */
export const submitOrder = (order: OrderState, { sagaId, now }: DecisionEnv): Decision<OrderEvent> => {
  if (isHeld(order)) return reject('order_held', `the order is ${order.release.replace('_', ' ')}`);
  if (order.release === 'adopted') return reject('order_adopted', 'the order was found at its broker');
  if (order.submittedAt !== null) return accept();
  if (sagaId === null) return reject('saga_required', 'only an execution saga submits an order');
  const { clientOrderId } = order;
  return accept<OrderEvent>(
    OrderSubmittedEvent({ ...idsOf(order), clientOrderId, executionSagaId: sagaId, submittedAt: now }),
  );
};

/** The result of sending is unknown (OR-U10); an acknowledgement or a fill has answered it already. */
export const recordUnconfirmed = (
  { code, detail }: RecordUnconfirmedSubmissionCommand,
  order: OrderState,
  { now }: DecisionEnv,
): Decision<OrderEvent> => {
  if (order.submittedAt === null) return notSubmitted();
  if (order.unconfirmed || order.brokerOrderId !== null) return accept();
  const { clientOrderId } = order;
  return accept<OrderEvent>(
    OrderSubmissionUnconfirmedEvent({ ...idsOf(order), clientOrderId, code, detail, unconfirmedAt: now }),
  );
};

/** Acknowledges the order, and asks for what its group has come to want meanwhile. */
export const acknowledged = (
  order: OrderState,
  brokerOrderId: string,
  placedAt: PlaceOrderCommand['placedAt'],
  env: DecisionEnv,
): readonly OrderEvent[] => {
  const event = OrderPlacedEvent({
    ...idsOf(order),
    symbol: order.symbol,
    side: order.side,
    quantity: order.quantity,
    timeInForce: order.timeInForce,
    extendedHours: order.extendedHours,
    clientOrderId: order.clientOrderId,
    brokerOrderId,
    placedAt,
  });
  const after = evolveOrder(order, event);
  return [event, ...(after ? pursuit(after, env) : [])];
};

/** The acknowledgement; one that a fill, a cancel or an end overtook adds the broker's id. */
export const placeOrder = (
  { brokerOrderId, placedAt }: PlaceOrderCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  if (brokerOrderId === '')
    return reject('broker_order_id_required', "the broker's order id is missing", 'brokerOrderId');
  if (order.brokerOrderId === brokerOrderId) return accept();
  if (!isAtBroker(order) || order.brokerOrderId !== null || order.status === 'rejected')
    return invalidState(order, 'placed');
  return accept(...acknowledged(order, brokerOrderId, placedAt, env));
};

/**
 * The connection is gone (DESIGN 4). What may be at the broker is untracked until a reconnect; what was about to leave never does and is
 * cancelled; what is held waits on.
 */
export const markUntracked = (
  { reason }: MarkUntrackedCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  if (isHeld(order) || order.untrackedAt !== null) return accept();
  if (!isAtBroker(order)) return accept(...cancelled(order, reason, env.now, env));
  const { clientOrderId } = order;
  return accept<OrderEvent>(
    OrderUntrackedEvent({ ...idsOf(order), clientOrderId, reason, untrackedAt: env.now }),
  );
};

/** A reconnect found the order: it is followed again, and what its group wants is asked for. */
export const adoptOrder = (
  { brokerOrderId }: AdoptOrderCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  if (order.untrackedAt === null) return accept();
  const event = OrderAdoptedEvent({ ...idsOf(order), brokerOrderId, adoptedAt: env.now });
  const after = evolveOrder(order, event);
  return accept<OrderEvent>(event, ...(after ? pursuit(after, env) : []));
};

/** The execution of an order that ended is over. */
export const completeExecution = (order: OrderState, { sagaId, now }: DecisionEnv): Decision<OrderEvent> => {
  const { status: finalStatus, filledQuantity, averageFillPrice } = order;
  if (!isTerminal(finalStatus)) return invalidState(order, 'completed');
  if (order.executionCompletedAt !== null) return accept();
  const outcome = { finalStatus, filledQuantity, averageFillPrice, sagaId, completedAt: now };
  return accept<OrderEvent>(OrderExecutionCompleted({ ...idsOf(order), ...outcome }));
};
