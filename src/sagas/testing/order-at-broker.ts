import type { BrokerOrderSnapshot, OrderAcknowledgement } from '../../brokers/port.ts';
import { sum } from '../../core/decimal.ts';
import type { EventEnvelope } from '../../core/envelope.ts';
import type { OrderCommand } from '../../domains/order/commands.ts';
import type { OrderState } from '../../domains/order/state.ts';
import type { BrokerOrder, Fill } from '../../domains/shared/trading.ts';
import { broughtUpTo, type OrderRequest, turnedDown } from '../../policies/broker-requests.ts';
import { callThrough, type Readable } from './ports-double.ts';

/** An order as the double of the broker has it. */
export interface AtBroker {
  readonly order: BrokerOrder;
  readonly acknowledgement: OrderAcknowledgement;
  status: 'working' | 'filled' | 'canceled';
  readonly fills: Fill[];
}

/** The same as a broker lists it. */
export const snapshotOf = ({ order, acknowledgement, status, fills }: AtBroker): BrokerOrderSnapshot => {
  const filledQuantity = sum(fills.map(({ quantity }) => quantity));
  return {
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    brokerOrderId: acknowledgement.brokerOrderId,
    status,
    filledQuantity,
    averageFillPrice: fills.length > 0 ? '150' : null,
    reason: null,
    fills: [...fills],
  };
};

/** Carries a request of an order to its broker, as the order's object does; answers what the order has to be told. */
export const brokerSays = (
  world: Readable,
  event: EventEnvelope,
  request: OrderRequest,
): readonly OrderCommand[] => {
  const connectionId = String(event.data['connectionId']);
  const answer = callThrough(world, connectionId, request);
  if (answer.ok) return [];
  const { brokerAccountId, orderId, clientOrderId } = request;
  if (answer.error.kind !== 'not_open' || request.op !== 'cancelOrder')
    return turnedDown(request, answer.error, world.logs.state<OrderState>({ type: 'order', key: orderId }));
  const found = callThrough(world, connectionId, { op: 'getOrder', brokerAccountId, orderId, clientOrderId });
  if (!found.ok) throw new Error(`the broker would not tell of an order: ${found.error.code}`);
  return broughtUpTo(found.value as BrokerOrderSnapshot | null, answer.error, event.occurredAt);
};
