import { z } from 'zod';
import type { EventEnvelope, EventRange } from '../core/envelope.ts';
import type { Env } from '../platform/env.ts';
import { PoisonMessage, parseEvents, rangeSchema, readLog } from './archive-consumer.ts';
import { rangeMessage } from './range-message.ts';
import { handOverEvents, type Listening, type Refused, type SagaRoutes } from './saga-hand-over.ts';

/** A range on its way to its sagas, with the saga that listened when it was sent; without events it only names them. */
const messageSchema = rangeSchema.extend({
  listening: z.object({ sagaId: z.uuid(), eventTypes: z.array(z.string()) }).nullable(),
});

/** A message that makes sense: its events are read, or null where their log has to be asked. */
export interface SagasMessage extends Omit<z.infer<typeof messageSchema>, 'events'> {
  readonly events: readonly EventEnvelope[] | null;
}

/** Puts a range into the queue. */
export const sendToSagasQueue = async (
  env: Env,
  range: EventRange,
  listening: Listening | null,
): Promise<void> => {
  await env.SAGAS.send(rangeMessage({ ...range, listening }), { contentType: 'json' });
};

const parsedEvents = (text: string): readonly EventEnvelope[] => {
  try {
    return parseEvents(text);
  } catch (error) {
    throw error instanceof PoisonMessage ? error : new PoisonMessage('its events are not JSON');
  }
};

/** Parses a message; throws PoisonMessage when it can never be handed over. */
export const parseSagasMessage = (body: unknown): SagasMessage => {
  const message = messageSchema.safeParse(body);
  if (!message.success) throw new PoisonMessage(`not a range for sagas: ${message.error.issues[0]?.message}`);
  const { events, ...range } = message.data;
  return { ...range, events: events === null ? null : parsedEvents(events) };
};

const eventsOf = async (env: Env, message: SagasMessage): Promise<readonly EventEnvelope[]> => {
  if (message.events !== null) return message.events;
  const events = await readLog(env, message, message.fromVersion);
  if (events.length === 0) throw new PoisonMessage(`the log ${message.aggregateId} has no such events`);
  return events.filter(({ aggregateVersion }) => aggregateVersion <= message.toVersion);
};

/** Hands a message's events over as their log would have done; throws when somebody did not answer. */
export const handOverMessage = async (
  env: Env,
  message: SagasMessage,
  routes: SagaRoutes,
): Promise<readonly Refused[]> =>
  handOverEvents(env, await eventsOf(env, message), routes, message.listening);
