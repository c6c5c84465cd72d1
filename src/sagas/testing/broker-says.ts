import type { BrokerOrderSnapshot } from '../../brokers/port.ts';
import type { EventEnvelope } from '../../core/envelope.ts';
import type { OrderCommand } from '../../domains/order/commands.ts';
import type { OrderState } from '../../domains/order/state.ts';
import { broughtUpTo, type OrderRequest, turnedDown } from '../../policies/broker-requests.ts';
import { callThrough, type Readable } from './ports-double.ts';

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
