import { accept, type Decision, type DecisionEnv, reject } from '../../../core/decider.ts';
import { decimal, text } from '../../../core/decimal.ts';
import { assetFieldsOf } from '../../shared/derivatives.ts';
import type { CorrectFillCommand, RecordFillCommand } from '../commands.ts';
import { OrderStatusUpdatedEvent } from '../events/broker.ts';
import { OrderFillCorrectedEvent, OrderFilledEvent, OrderPartiallyFilledEvent } from '../events/fills.ts';
import type { OrderEvent } from '../events.ts';
import { evolveOrder } from '../evolve.ts';
import { idsOf, isAtBroker, type OrderState } from '../state.ts';
import { averageOf, isTerminal, tradedValue } from '../values.ts';
import { completion } from './ending.ts';
import { pursuit } from './pursuit.ts';
import { notSubmitted } from './refusals.ts';

const tradedOf = (order: OrderState) => ({
  ...idsOf(order),
  brokerId: order.brokerId,
  automationId: order.automationId,
  signalId: order.signalId,
  symbol: order.symbol,
  ...assetFieldsOf(order),
  multiplier: order.multiplier,
  side: order.side,
  positionEffect: order.positionEffect,
  group: order.group,
});

const overfill = (filled: string, { quantity }: OrderState) =>
  reject('overfill', `fills of ${filled} exceed the order of ${quantity}`);

/** A fill may use up what the group still wanted of the order. */
const groupPursuit = (order: OrderState, event: OrderEvent, env: DecisionEnv): readonly OrderEvent[] => {
  const after = order.wantedQuantity === null ? null : evolveOrder(order, event);
  return after ? pursuit(after, env) : [];
};

/**
 * Records a fill by its id (OR-U6). It is a fact: one that overtakes the acknowledgement, comes while a cancel is pending, or is heard of
 * after the order has ended is booked all the same, as long as the order has room; an ended order keeps its status.
 */
export const recordFill = (
  { fill }: RecordFillCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  if (order.fills.some((known) => known.fillId === fill.fillId)) return accept();
  const quantity = decimal(fill.quantity);
  const cumulative = quantity.plus(order.filledQuantity);
  const rest = decimal(order.quantity).minus(cumulative);
  const cumulativeQuantity = text(cumulative);
  if (rest.lt(0)) return overfill(cumulativeQuantity, order);
  if (!isAtBroker(order)) return notSubmitted();
  const late = isTerminal(order.status);
  const value = decimal(fill.price).times(quantity).plus(order.filledValue);
  const averageFillPrice = averageOf(value, cumulative);
  const data = {
    ...tradedOf(order),
    fillId: fill.fillId,
    fillPrice: fill.price,
    fillQuantity: fill.quantity,
    commission: fill.commission,
    cumulativeQuantity,
    averageFillPrice,
    totalCommission: text(decimal(fill.commission).plus(order.commission)),
    late,
    filledAt: fill.filledAt,
  };
  if (!rest.isZero()) {
    const event = OrderPartiallyFilledEvent(data);
    return accept<OrderEvent>(event, ...groupPursuit(order, event, env));
  }
  const outcome = { filledQuantity: cumulativeQuantity, averageFillPrice };
  return accept<OrderEvent>(
    OrderFilledEvent(data),
    ...(late ? [] : completion(order, 'filled', outcome, env)),
  );
};

/** Corrects a trade of an order in any status; when that completes a working order, it is filled. */
export const correctFill = (
  { fillId, price, quantity, commission, reason, correctedAt }: CorrectFillCommand,
  order: OrderState,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  const known = order.fills.find((fill) => fill.fillId === fillId);
  if (!known) return reject('fill_not_found', `the order has no fill ${fillId}`);
  const [newQuantity, newCommission] = [decimal(quantity), decimal(commission)];
  if (newQuantity.lt(0)) return reject('invalid_quantity', 'a trade cannot be below zero', 'quantity');
  if (newQuantity.eq(known.quantity) && newCommission.eq(known.commission) && decimal(price).eq(known.price))
    return accept();
  const cumulative = newQuantity.plus(order.filledQuantity).minus(known.quantity);
  if (cumulative.gt(order.quantity)) return overfill(text(cumulative), order);
  const fills = order.fills.map((fill) => (fill === known ? { ...fill, price, quantity, commission } : fill));
  const outcome = {
    filledQuantity: text(cumulative),
    averageFillPrice: averageOf(tradedValue(fills), cumulative),
  };
  const isCompleted = cumulative.eq(order.quantity) && !isTerminal(order.status);
  return accept<OrderEvent>(
    OrderFillCorrectedEvent({
      ...tradedOf(order),
      fillId,
      fillPrice: price,
      fillQuantity: quantity,
      commission,
      previousPrice: known.price,
      previousQuantity: known.quantity,
      previousCommission: known.commission,
      cumulativeQuantity: outcome.filledQuantity,
      averageFillPrice: outcome.averageFillPrice,
      totalCommission: text(newCommission.plus(order.commission).minus(known.commission)),
      reason,
      correctedAt,
    }),
    ...(isCompleted ? filledBy(order, 'trade corrected', env) : []),
    ...(isCompleted ? completion(order, 'filled', outcome, env) : []),
  );
};

/** The order is filled although no fill says so. */
export const filledBy = (order: OrderState, reason: string, { now }: DecisionEnv): readonly OrderEvent[] => [
  OrderStatusUpdatedEvent({
    ...idsOf(order),
    oldStatus: order.status,
    newStatus: 'filled',
    reason,
    updatedAt: now,
  }),
];
