import type { z } from 'zod';
import type { BrokerCall } from '../../src/brokers/port.ts';
import type { EventEnvelope } from '../../src/core/envelope.ts';
import type { OrderCommand } from '../../src/domains/order/commands.ts';
import { orderEvents } from '../../src/domains/order/events.ts';
import { causedCommand } from '../../src/platform/command-envelope.ts';
import type { Env } from '../../src/platform/env.ts';
import { idOf } from '../../src/platform/hash.ts';
import { aggregateStub, brokerConnectionStub } from '../../src/platform/stubs.ts';
import type { Destination } from '../aggregate/destination.ts';

const { OrderCancelRequestedEvent, OrderUpdateRequestedEvent } = orderEvents;
type CancelRequested = z.infer<typeof OrderCancelRequestedEvent.schema>;
type UpdateRequested = z.infer<typeof OrderUpdateRequestedEvent.schema>;

/** What the broker is asked, and what the order is told when the broker turns it down. */
interface Request {
  readonly call: BrokerCall;
  readonly refusal: (code: string, detail: string) => OrderCommand;
}

const requestOf = (event: EventEnvelope): Request | null => {
  if (event.eventType === OrderCancelRequestedEvent.type) {
    const { brokerAccountId, orderId, clientOrderId, reason } = event.data as CancelRequested;
    return {
      call: { op: 'cancelOrder', brokerAccountId, orderId, clientOrderId, reason },
      refusal: (code, detail) => ({ type: 'RejectCancelCommand', code, detail }),
    };
  }
  if (event.eventType === OrderUpdateRequestedEvent.type) {
    const { brokerAccountId, orderId, clientOrderId, changes } = event.data as UpdateRequested;
    return {
      call: {
        op: 'replaceOrder',
        requestId: event.eventId,
        brokerAccountId,
        orderId,
        clientOrderId,
        changes,
      },
      refusal: (code, detail) => ({ type: 'RejectUpdateCommand', code, detail }),
    };
  }
  return null;
};

/** Carries requested cancels and changes to the broker. A broker that turns one down is told to the order; anything unclear is tried again. */
export const orderAtBrokerDestination = (env: Env): Destination => ({
  // Stored with the cursor: the name of its first duty.
  name: 'cancel_at_broker',
  coalesceMs: 0,
  wants: (eventType) =>
    eventType === OrderCancelRequestedEvent.type || eventType === OrderUpdateRequestedEvent.type,
  deliver: async (range) => {
    for (const event of JSON.parse(range.events) as EventEnvelope[]) {
      const request = requestOf(event);
      if (request) await ask(env, event, request);
    }
    return { have: range.toVersion };
  },
});

const ask = async (env: Env, event: EventEnvelope, { call, refusal }: Request): Promise<void> => {
  const { orderId, connectionId } = event.data as CancelRequested;
  const connection = brokerConnectionStub(env, event.userId, connectionId, event.region);
  const answer = await connection.callBroker(call, event.correlationId);
  if (answer.ok) return;
  const { kind, code, detail } = answer.error;
  // A connection that is gone will not carry it later either: the order is told, and works on where it is.
  const isFinal = kind === 'not_open' || kind === 'rejected' || kind === 'not_connected';
  if (!isFinal) throw new Error(`the broker could not ${call.op}: ${code}`);
  const commandId = idOf('cancel_at_broker', event.eventId);
  const identity = { commandId, actor: { kind: 'policy', id: 'order_at_broker' } as const, sagaId: null };
  await aggregateStub(env, { type: 'order', userId: event.userId, key: orderId }, event.region).execute(
    causedCommand(event, refusal(code, detail), identity),
  );
};
