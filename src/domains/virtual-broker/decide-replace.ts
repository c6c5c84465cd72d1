import { reject } from '../../core/decider.ts';
import { decimal, text } from '../../core/decimal.ts';
import type { OrderChanges } from '../shared/trading.ts';
import type { CancelVirtualOrderCommand, ReplaceVirtualOrderCommand } from './commands.ts';
import type { Refused } from './decide-account.ts';
import { brokerOrderIdOf, soundQuote } from './decide-submit.ts';
import { cancelOrder } from './endings.ts';
import { virtualBrokerEvents as events } from './events.ts';
import { meet } from './fills.ts';
import { replaceOrder } from './groups.ts';
import { newestQuotes, watchMargin } from './margin.ts';
import { orderProblem } from './order-checks.ts';
import { isRefusal, reserve } from './reservation.ts';
import { calendarFor, dayEnd } from './sessions.ts';
import { closedOrder, holdingOf, type WorkingOrder, workingOrder } from './state.ts';
import { isWaitingStop } from './triggers.ts';
import type { Turn } from './turn.ts';

const CHANGEABLE_TIMES = new Set(['day', 'gtc']);

/** The order with its new terms; reservation and expiry are not new yet. */
const changed = (order: WorkingOrder, changes: OrderChanges): WorkingOrder => {
  const quantity = changes.quantity ?? order.quantity;
  const filled = decimal(order.quantity).minus(order.remaining);
  return {
    ...order,
    quantity,
    remaining: text(decimal(quantity).minus(filled)),
    limitPrice: changes.limitPrice ?? order.limitPrice,
    stopPrice: changes.stopPrice ?? order.stopPrice,
    trailAmount: changes.trailAmount ?? order.trailAmount,
    trailPercent: changes.trailPercent ?? order.trailPercent,
    timeInForce: changes.timeInForce ?? order.timeInForce,
  };
};

const isSame = (order: WorkingOrder, changes: OrderChanges): boolean =>
  (Object.keys(changes) as (keyof OrderChanges)[]).every(
    (term) => changes[term] === null || changes[term] === order[term],
  );

const changeProblem = (order: WorkingOrder, changes: OrderChanges): Refused => {
  const times = [order.timeInForce, changes.timeInForce ?? order.timeInForce];
  if (times[0] !== times[1] && !times.every((time) => CHANGEABLE_TIMES.has(time)))
    return reject('invalid_change', 'only day and gtc can be changed into each other', 'timeInForce');
  const stop = changes.stopPrice ?? changes.trailAmount ?? changes.trailPercent;
  if (stop !== null && !isWaitingStop(order))
    return reject('invalid_change', 'the order has no stop, or it was triggered', 'stopPrice');
  return decimal(changed(order, changes).remaining).lte(0)
    ? reject('invalid_change', 'the quantity must be more than what is filled', 'quantity')
    : null;
};

const expiryAfter = (turn: Turn, before: WorkingOrder, after: WorkingOrder) => {
  if (before.timeInForce === after.timeInForce) return before.expiresAt;
  if (after.timeInForce === 'gtc') return null;
  const calendar = calendarFor(turn.state, turn.calendarOf, after.assetType);
  return dayEnd(calendar, after, turn.env.now);
};

/** Changes an order in place, if the account can carry it (VB-U4); what is so already changes nothing. */
export const replaceVirtualOrder = (command: ReplaceVirtualOrderCommand, turn: Turn): Refused => {
  const { orderId, changes } = command;
  const order = workingOrder(turn.state, orderId);
  if (!order) {
    const closed = closedOrder(turn.state, orderId);
    return closed
      ? reject('order_not_open', `the order is ${closed.status}`)
      : reject('order_not_found', 'there is no such order');
  }
  if (isSame(order, changes)) return null;
  const refused = changeProblem(order, changes);
  if (refused) return refused;
  const after = changed(order, changes);
  const today = turn.calendarOf(order.assetType).dateAt(turn.env.now);
  const problem = orderProblem(after, null, today, holdingOf(turn.state, order.symbol));
  if (problem) return reject('invalid_change', problem[1]);
  const quote = soundQuote(command.quote, order.symbol);
  const borrowing = { marginable: order.marginable, shortable: true };
  const reserved = reserve(turn.state, after, after.remaining, borrowing, quote, order.reservedCash);
  if (isRefusal(reserved)) return reject(reserved[0], reserved[1]);
  const expiresAt = expiryAfter(turn, order, after);
  replaceOrder(turn, { ...after, ...reserved, expiresAt }, changes, 'requested');
  if (quote) meet(turn, orderId, quote, new Map());
  watchMargin(turn, newestQuotes(quote ? [quote] : []));
  return null;
};

/** Cancels what is left; an order that has not arrived yet will be refused when it does. */
export const cancelVirtualOrder = (
  { orderId, clientOrderId, reason }: CancelVirtualOrderCommand,
  turn: Turn,
): Refused => {
  const { state, env } = turn;
  const order = workingOrder(state, orderId);
  if (order) {
    cancelOrder(turn, order, reason, state.faults.lateFillAfterCancel && !isWaitingStop(order));
    return null;
  }
  const closed = closedOrder(state, orderId);
  if (closed?.status === 'cancelled') return null;
  if (closed) return reject('order_not_open', `the order is ${closed.status}`);
  const ids = turn.idsOf(
    { orderId, clientOrderId, brokerOrderId: brokerOrderIdOf(turn, clientOrderId) },
    'cancel',
  );
  const data = { ...turn.identity, ...ids, reason, beforeArrival: true, lateFill: false };
  turn.happenWithFigures((figures) =>
    events.VirtualOrderCancelled({ ...data, figures, cancelledAt: env.now }),
  );
  return null;
};
