import {
  accept,
  type Decision,
  type DecisionEnv,
  type DomainCommand,
  decideBy,
  reject,
} from '../../core/decider.ts';
import { decimal, sum } from '../../core/decimal.ts';
import type { OrderCommand, PlaceOrderCommand, RecordFillCommand } from './commands.ts';
import { createOrder } from './create.ts';
import {
  OrderCancelled,
  OrderCancelRejectedEvent,
  OrderCancelRequestedEvent,
  type OrderEvent,
  OrderExecutionCompleted,
  OrderFilledEvent,
  OrderPartiallyFilledEvent,
  OrderPlacedEvent,
  OrderRejected,
  OrderSubmittedEvent,
} from './events.ts';
import type { OrderState } from './state.ts';
import { averagePrice, isTerminal } from './values.ts';

const idsOf = ({ orderId, userId, accountId }: OrderState) => ({ orderId, userId, accountId });

const invalidState = (order: OrderState, wish: string) =>
  reject('invalid_order_state', `an order that is ${order.status} cannot be ${wish}`);

const terminal = (order: OrderState) => reject('order_terminal', `the order is already ${order.status}`);

const onOrder =
  <Command extends DomainCommand>(
    handle: (command: Command, order: OrderState, env: DecisionEnv) => Decision<OrderEvent>,
  ) =>
  (command: Command, order: OrderState | null, env: DecisionEnv): Decision<OrderEvent> =>
    order ? handle(command, order, env) : reject('order_not_found', 'there is no such order');

const place = (command: PlaceOrderCommand, order: OrderState): Decision<OrderEvent> => {
  const { brokerOrderId, placedAt } = command;
  if (brokerOrderId === '')
    return reject('broker_order_id_required', "the broker's order id is missing", 'brokerOrderId');
  if (order.brokerOrderId === brokerOrderId) return accept();
  const awaited = order.submittedAt !== null && order.brokerOrderId === null && order.status !== 'rejected';
  if (!awaited) return invalidState(order, 'placed');
  const { symbol, side, quantity, timeInForce, extendedHours, clientOrderId } = order;
  return accept(
    OrderPlacedEvent({
      ...idsOf(order),
      symbol,
      side,
      quantity,
      timeInForce,
      extendedHours,
      clientOrderId,
      brokerOrderId,
      placedAt,
    }),
  );
};

const recordFill = ({ fill }: RecordFillCommand, order: OrderState): Decision<OrderEvent> => {
  if (order.fills.some((known) => known.fillId === fill.fillId)) return accept();
  const cumulativeQuantity = sum([order.filledQuantity, fill.quantity]);
  const rest = decimal(order.quantity).minus(cumulativeQuantity);
  if (rest.lt(0))
    return reject('overfill', `fills of ${cumulativeQuantity} exceed the order of ${order.quantity}`);
  if (isTerminal(order.status)) return terminal(order);
  if (order.submittedAt === null) return reject('order_not_submitted', 'the order never went to a broker');
  const { brokerId, automationId, symbol, assetType, multiplier, side } = order;
  const filled = rest.isZero() ? OrderFilledEvent : OrderPartiallyFilledEvent;
  return accept(
    filled({
      ...idsOf(order),
      brokerId,
      automationId,
      fillId: fill.fillId,
      symbol,
      assetType,
      multiplier,
      side,
      fillPrice: fill.price,
      fillQuantity: fill.quantity,
      cumulativeQuantity,
      averageFillPrice: averagePrice([...order.fills, fill]),
      commission: fill.commission,
      totalCommission: sum([order.commission, fill.commission]),
      filledAt: fill.filledAt,
    }),
  );
};

/** Decides every command of an order (OR-R1). */
export const decideOrder = decideBy<OrderState | null, OrderCommand, OrderEvent>({
  CreateOrderCommand: (command, order, env) =>
    order ? reject('order_exists', 'the order exists already') : createOrder(command, env),
  SubmitOrderCommand: onOrder((_, order, env) => {
    if (order.status !== 'pending') return invalidState(order, 'submitted');
    if (order.submittedAt !== null) return accept();
    if (env.sagaId === null) return reject('saga_required', 'only an execution saga submits an order');
    const { clientOrderId } = order;
    return accept(
      OrderSubmittedEvent({
        ...idsOf(order),
        clientOrderId,
        executionSagaId: env.sagaId,
        submittedAt: env.now,
      }),
    );
  }),
  PlaceOrderCommand: onOrder(place),
  RecordFillCommand: onOrder(recordFill),
  RejectOrderCommand: onOrder(({ code, detail }, order, env) => {
    if (isTerminal(order.status)) return accept();
    if (order.status !== 'pending' && order.status !== 'placed') return invalidState(order, 'rejected');
    return accept(OrderRejected({ ...idsOf(order), code, detail, rejectedAt: env.now }));
  }),
  CancelOrderCommand: onOrder(({ reason }, order, env) => {
    if (isTerminal(order.status)) return terminal(order);
    if (order.status === 'cancel_pending') return accept();
    const { connectionId, clientOrderId, filledQuantity } = order;
    return accept(
      order.submittedAt === null
        ? OrderCancelled({ ...idsOf(order), reason, filledQuantity, cancelledAt: env.now })
        : OrderCancelRequestedEvent({
            ...idsOf(order),
            connectionId,
            brokerAccountId: order.brokerAccountId,
            clientOrderId,
            reason,
            requestedAt: env.now,
          }),
    );
  }),
  ConfirmCancelCommand: onOrder(({ reason, cancelledAt }, order) => {
    if (order.status === 'cancelled') return accept();
    if (isTerminal(order.status)) return terminal(order);
    return accept(
      OrderCancelled({ ...idsOf(order), reason, filledQuantity: order.filledQuantity, cancelledAt }),
    );
  }),
  RejectCancelCommand: onOrder(({ code, detail }, order, env) =>
    order.status === 'cancel_pending'
      ? accept(OrderCancelRejectedEvent({ ...idsOf(order), code, detail, rejectedAt: env.now }))
      : accept(),
  ),
  CompleteOrderExecutionCommand: onOrder((_, order, env) => {
    if (!isTerminal(order.status)) return invalidState(order, 'completed');
    if (order.executionCompletedAt !== null) return accept();
    const { status: finalStatus, filledQuantity, averageFillPrice } = order;
    return accept(
      OrderExecutionCompleted({
        ...idsOf(order),
        finalStatus,
        filledQuantity,
        averageFillPrice,
        sagaId: env.sagaId,
        completedAt: env.now,
      }),
    );
  }),
});
