import type { EventEnvelope } from '../../src/core/envelope.ts';
import type { SagaTrigger } from '../../src/core/saga.ts';
import type { Env } from '../../src/platform/env.ts';
import { idOf } from '../../src/platform/hash.ts';
import { sagaStub } from '../../src/platform/stubs.ts';
import type { Destination } from '../aggregate/destination.ts';

/** The id of the one saga that a trigger event starts. */
export const sagaIdOf = (type: string, dedupeKey: string, triggerEventId: string): string =>
  idOf('saga', type, dedupeKey, triggerEventId);

/** Which sagas a log starts and which running one listens to it; `host` is the kind of object that runs them. */
export interface SagaRoutes {
  readonly host?: string;
  readonly triggers: readonly SagaTrigger[];
  readonly listener?: { readonly eventTypes: ReadonlySet<string>; readonly sagaId: () => string | null };
}

/**
 * Sagas that an event starts, and the running saga that listens to this log. A saga answers when its journal is durable, not
 * when it has finished, so the cursor moves on while it works.
 */
export const sagaDestination = (env: Env, { host, triggers, listener }: SagaRoutes): Destination => ({
  name: 'sagas',
  coalesceMs: 0,
  wants: (eventType) =>
    triggers.some((trigger) => trigger.eventType === eventType) ||
    listener?.eventTypes.has(eventType) === true,
  deliver: async (range) => {
    const refused: { version: number; reason: string }[] = [];
    for (const event of JSON.parse(range.events) as EventEnvelope[]) {
      const stubOf = (sagaId: string) => sagaStub(env, event.userId, sagaId, event.region, host);
      const text = JSON.stringify(event);
      for (const trigger of triggers) {
        if (trigger.eventType !== event.eventType || !trigger.when(event)) continue;
        const sagaId = sagaIdOf(trigger.saga, trigger.dedupeKey(event), event.eventId);
        const answer = await stubOf(sagaId).start({ type: trigger.saga, trigger: text });
        if (answer.refused) refused.push({ version: event.aggregateVersion, reason: answer.refused });
      }
      const listening = listener?.eventTypes.has(event.eventType) ? listener.sagaId() : null;
      if (listening) await stubOf(listening).deliver(text);
    }
    return { have: range.toVersion, refused };
  },
});
