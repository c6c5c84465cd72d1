import type { z } from 'zod';
import type { EventEnvelope } from '../../src/core/envelope.ts';
import { orderEvents } from '../../src/domains/order/events.ts';
import { causedCommand } from '../../src/platform/command-envelope.ts';
import type { Env } from '../../src/platform/env.ts';
import { idOf } from '../../src/platform/hash.ts';
import { aggregateStub, brokerConnectionStub } from '../../src/platform/stubs.ts';
import type { Destination } from '../aggregate/destination.ts';

const REQUESTED = orderEvents.OrderCancelRequestedEvent.type;
type Requested = z.infer<typeof orderEvents.OrderCancelRequestedEvent.schema>;

/** Carries a requested cancel to the broker. A broker that has no open order any more turns it down; anything unclear is tried again. */
export const cancelAtBrokerDestination = (env: Env): Destination => ({
  name: 'cancel_at_broker',
  coalesceMs: 0,
  wants: (eventType) => eventType === REQUESTED,
  deliver: async (range) => {
    for (const event of JSON.parse(range.events) as EventEnvelope[])
      if (event.eventType === REQUESTED) await cancel(env, event);
    return { have: range.toVersion };
  },
});

const cancel = async (env: Env, event: EventEnvelope): Promise<void> => {
  const { orderId, connectionId, clientOrderId, brokerAccountId, reason } = event.data as Requested;
  const connection = brokerConnectionStub(env, event.userId, connectionId, event.region);
  const answer = await connection.callBroker(
    { op: 'cancelOrder', brokerAccountId, orderId, clientOrderId, reason },
    event.correlationId,
  );
  if (answer.ok) return;
  const { kind, code, detail } = answer.error;
  if (kind !== 'not_open' && kind !== 'rejected') throw new Error(`the broker could not cancel: ${code}`);
  const commandId = idOf('cancel_at_broker', event.eventId);
  const identity = { commandId, actor: { kind: 'policy', id: 'cancel_at_broker' } as const, sagaId: null };
  const command = { type: 'RejectCancelCommand', code, detail };
  await aggregateStub(env, { type: 'order', userId: event.userId, key: orderId }, event.region).execute(
    causedCommand(event, command, identity),
  );
};
