import type { BrokerOrderSnapshot } from '../../src/brokers/port.ts';
import type { EventEnvelope } from '../../src/core/envelope.ts';
import type { OrderCommand } from '../../src/domains/order/commands.ts';
import type { OrderState } from '../../src/domains/order/state.ts';
import { causedCommand } from '../../src/platform/command-envelope.ts';
import type { Env } from '../../src/platform/env.ts';
import { idOf } from '../../src/platform/hash.ts';
import { aggregateStub, brokerConnectionStub } from '../../src/platform/stubs.ts';
import {
  brokerRequest,
  brokerRequestTypes,
  broughtUpTo,
  type OrderRequest,
  turnedDown,
} from '../../src/policies/broker-requests.ts';
import type { Destination } from '../aggregate/destination.ts';

/** Stored with the cursor, and part of the ids of its commands: the name of its first duty. */
const NAME = 'cancel_at_broker';

/**
 * Carries requested cancels and changes to the broker, and tells the order when the broker turns one down. A cancel of what does not work
 * there is looked up: the broker's word on the order is what was wanted to be known. Anything unclear is tried again.
 */
export const orderAtBrokerDestination = (env: Env, order: () => OrderState | null): Destination => ({
  name: NAME,
  coalesceMs: 0,
  wants: (eventType) => brokerRequestTypes.has(eventType),
  deliver: async (range) => {
    for (const event of JSON.parse(range.events) as EventEnvelope[]) {
      const request = brokerRequest(event);
      if (!request) continue;
      for (const command of await ask(env, event, request, order)) await tell(env, event, request, command);
    }
    return { have: range.toVersion };
  },
});

/** Asks the broker; answers what the order has to be told, which is nothing when the broker did it. */
const ask = async (
  env: Env,
  event: EventEnvelope,
  request: OrderRequest,
  order: () => OrderState | null,
): Promise<readonly OrderCommand[]> => {
  const connectionId = String(event.data['connectionId']);
  const connection = brokerConnectionStub(env, event.userId, connectionId, event.region);
  const answer = await connection.callBroker(request, event.correlationId);
  if (answer.ok) return [];
  const { kind, code } = answer.error;
  if (kind === 'not_open' && request.op === 'cancelOrder') {
    const { brokerAccountId, orderId, clientOrderId } = request;
    const lookUp = { op: 'getOrder' as const, brokerAccountId, orderId, clientOrderId };
    const found = await connection.callBroker(lookUp, event.correlationId);
    if (!found.ok) throw new Error(`the broker would not tell of an order: ${found.error.code}`);
    return broughtUpTo(found.value as BrokerOrderSnapshot | null, answer.error, event.occurredAt);
  }
  // A connection that is gone will not carry it later either: the order is told, and works on where it is.
  if (kind === 'not_open' || kind === 'rejected' || kind === 'not_connected')
    return turnedDown(request, answer.error, order());
  throw new Error(`the broker could not ${request.op}: ${code}`);
};

const isRefusal = ({ type }: OrderCommand): boolean =>
  type === 'RejectCancelCommand' || type === 'RejectUpdateCommand';

const tell = async (
  env: Env,
  event: EventEnvelope,
  { orderId }: OrderRequest,
  command: OrderCommand,
): Promise<void> => {
  const more = command.type === 'RecordFillCommand' ? command.fill.fillId : command.type;
  const commandId = idOf(NAME, event.eventId, ...(isRefusal(command) ? [] : [more]));
  const identity = { commandId, actor: { kind: 'policy', id: 'order_at_broker' } as const, sagaId: null };
  await aggregateStub(env, { type: 'order', userId: event.userId, key: orderId }, event.region).execute(
    causedCommand(event, command, identity),
  );
};
