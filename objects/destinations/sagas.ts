import { handOverEvents, type Listening, type SagaRoutes } from '../../src/bus/saga-hand-over.ts';
import { sendToSagasQueue } from '../../src/bus/sagas-queue.ts';
import type { EventEnvelope, EventRange } from '../../src/core/envelope.ts';
import { epochMs } from '../../src/core/instant.ts';
import type { Env } from '../../src/platform/env.ts';
import type { Destination } from '../aggregate/destination.ts';

/** How long a range is tried directly before the queue takes it, counted from its first event. */
const DIRECT_MS = 30_000;

/** The running saga, if any, that hears these events of the log. */
export interface SagaListener {
  readonly eventTypes: ReadonlySet<string>;
  readonly sagaId: () => string | null;
}

const eventsOf = ({ events }: EventRange) => JSON.parse(events) as EventEnvelope[];

const listeningTo = (listener: SagaListener | undefined): Listening | null => {
  const sagaId = listener?.sagaId() ?? null;
  return listener && sagaId !== null ? { sagaId, eventTypes: [...listener.eventTypes] } : null;
};

/**
 * Sagas that an event starts, and the running saga that listens to this log. Whoever takes a trigger answers when it is durable,
 * not when the saga has finished, so the cursor moves on while it works. What cannot be handed over for 30 s goes by the queue, so
 * that one saga out of reach does not keep all others of this log waiting. `now` answers milliseconds.
 */
export const sagaDestination = (
  env: Env,
  routes: SagaRoutes & { readonly listener?: SagaListener },
  now: () => number = Date.now,
): Destination => ({
  name: 'sagas',
  coalesceMs: 0,
  wants: (eventType) =>
    routes.triggers.some((trigger) => trigger.eventType === eventType) ||
    routes.listener?.eventTypes.has(eventType) === true,
  deliver: async (range) => {
    const refused = await handOverEvents(env, eventsOf(range), routes, listeningTo(routes.listener));
    return { have: range.toVersion, refused };
  },
  otherwise: async (range) => {
    const first = eventsOf(range)[0];
    if (!first || now() - epochMs(first.recordedAt) < DIRECT_MS) return null;
    await sendToSagasQueue(env, range, listeningTo(routes.listener));
    return { have: range.toVersion };
  },
});
