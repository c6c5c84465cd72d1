import { accept, type Decision, type DecisionEnv } from '../../../core/decider.ts';
import { decimal, ZERO } from '../../../core/decimal.ts';
import { epochMs } from '../../../core/instant.ts';
import { statusFromBroker } from '../broker-status.ts';
import type { SyncOrderFromBrokerCommand } from '../commands.ts';
import { OrderStatusUpdatedEvent, OrderSyncedFromBrokerEvent } from '../events/broker.ts';
import type { OrderEvent } from '../events.ts';
import { evolveOrder } from '../evolve.ts';
import { idsOf, isAtBroker, type OrderState } from '../state.ts';
import { isTerminal, type OrderStatus } from '../values.ts';
import { acknowledged } from './broker.ts';
import { cancelled, completion, expired, rejected } from './ending.ts';
import { filledBy } from './fills.ts';

/** What follows from a look into the broker's list: a status, the events that lead to it, and what a person should look at. */
interface Finding {
  readonly status: OrderStatus;
  readonly events: readonly OrderEvent[];
  readonly alert: string | null;
}

const isOld = ({ brokerUpdatedAt }: SyncOrderFromBrokerCommand, order: OrderState): boolean =>
  order.brokerUpdatedAt !== null && epochMs(brokerUpdatedAt) < epochMs(order.brokerUpdatedAt);

const isKnown = (
  command: SyncOrderFromBrokerCommand,
  order: OrderState,
  { events, alert }: Finding,
): boolean =>
  events.length === 0 &&
  alert === order.alert &&
  command.brokerUpdatedAt === order.brokerUpdatedAt &&
  command.status === order.brokerStatus &&
  (command.brokerOrderId === null ||
    order.brokerOrderId === null ||
    command.brokerOrderId === order.brokerOrderId);

/** Fills come one by one with their own ids; a list that counts more of them than we know is looked at, never guessed at. */
const fillsAlert = ({ filledQuantity }: SyncOrderFromBrokerCommand, order: OrderState): string | null =>
  decimal(filledQuantity).gt(order.filledQuantity)
    ? `fills_missing: the broker has ${filledQuantity}, we have ${order.filledQuantity}`
    : null;

const ended = (
  target: OrderStatus,
  { reason, status, brokerUpdatedAt }: SyncOrderFromBrokerCommand,
  order: OrderState,
  env: DecisionEnv,
): readonly OrderEvent[] | null => {
  const why = reason ?? `the broker says ${status}`;
  if (target === 'expired') return expired(order, why, brokerUpdatedAt, env);
  if (target === 'cancelled' || (target === 'rejected' && order.status === 'cancel_pending'))
    return cancelled(order, why, brokerUpdatedAt, env);
  return target === 'rejected' && order.filledQuantity === ZERO
    ? rejected(order, { code: 'broker_rejected', detail: why }, env)
    : null;
};

const acknowledgement = (
  { brokerOrderId, brokerUpdatedAt }: SyncOrderFromBrokerCommand,
  order: OrderState,
  env: DecisionEnv,
) =>
  order.brokerOrderId === null && brokerOrderId !== null
    ? acknowledged(order, brokerOrderId, brokerUpdatedAt, env)
    : [];

const cancelSeen = (
  command: SyncOrderFromBrokerCommand,
  order: OrderState,
  env: DecisionEnv,
): readonly OrderEvent[] => {
  const seen = OrderStatusUpdatedEvent({
    ...idsOf(order),
    oldStatus: order.status,
    newStatus: 'cancel_pending',
    reason: 'a cancel is pending at the broker',
    updatedAt: env.now,
  });
  const after = evolveOrder(order, seen);
  return [seen, ...(after ? acknowledgement(command, after, env) : [])];
};

const working = (
  target: OrderStatus,
  command: SyncOrderFromBrokerCommand,
  order: OrderState,
  env: DecisionEnv,
): Finding => {
  const alert = fillsAlert(command, order);
  if (target === 'cancel_pending' && order.status !== 'cancel_pending')
    return { status: 'cancel_pending', events: cancelSeen(command, order, env), alert };
  const isComplete = target === 'filled' && decimal(order.filledQuantity).eq(order.quantity);
  if (isComplete) {
    const events = [
      ...filledBy(order, 'the broker says filled', env),
      ...completion(order, 'filled', order, env),
    ];
    return { status: 'filled', events, alert };
  }
  if (target === 'pending') return { status: order.status, events: [], alert };
  const events = acknowledgement(command, order, env);
  const isPlaced = order.status === 'pending' && events.length > 0;
  return { status: isPlaced ? 'placed' : order.status, events, alert };
};

const conflict = (order: OrderState, { status }: SyncOrderFromBrokerCommand): Finding => ({
  status: order.status,
  events: [],
  alert: `status_conflict: the broker says ${status}, the order is ${order.status}`,
});

/** An order that ended unfilled is over, whichever name its broker has for it. */
const agrees = (target: OrderStatus, ours: OrderStatus): boolean =>
  target === ours || target === 'pending' || (isTerminal(target) && target !== 'filled' && ours !== 'filled');

const findingOf = (command: SyncOrderFromBrokerCommand, order: OrderState, env: DecisionEnv): Finding => {
  const target = statusFromBroker(command.status, order.filledQuantity !== ZERO);
  if (target === null)
    return { status: order.status, events: [], alert: `unknown_status: the broker says ${command.status}` };
  if (!isAtBroker(order)) return conflict(order, command);
  if (isTerminal(order.status))
    return agrees(target, order.status)
      ? { status: order.status, events: [], alert: fillsAlert(command, order) }
      : conflict(order, command);
  if (!isTerminal(target) || target === 'filled') return working(target, command, order, env);
  const events = ended(target, command, order, env);
  if (!events) return conflict(order, command);
  const status = order.status === 'cancel_pending' && target === 'rejected' ? 'cancelled' : target;
  return { status, events, alert: fillsAlert(command, order) };
};

/**
 * Takes over what the broker's list says of an order (OR-U14). News older than the last is dropped, the status moves only where the state
 * machine lets it, and an unknown status changes nothing; whatever does not fit is an alert on the event.
 */
export const syncOrder = (
  command: SyncOrderFromBrokerCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  if (isOld(command, order)) return accept();
  const finding = findingOf(command, order, env);
  if (isKnown(command, order, finding)) return accept();
  const { status, events, alert } = finding;
  const synced = OrderSyncedFromBrokerEvent({
    ...idsOf(order),
    brokerStatus: command.status,
    status,
    brokerOrderId: command.brokerOrderId,
    filledQuantity: command.filledQuantity,
    averageFillPrice: command.averageFillPrice,
    alert,
    brokerUpdatedAt: command.brokerUpdatedAt,
    syncedAt: env.now,
  });
  return accept<OrderEvent>(synced, ...events);
};
