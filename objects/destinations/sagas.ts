import type { EventEnvelope } from '../../src/core/envelope.ts';
import type { SagaTrigger } from '../../src/core/saga.ts';
import type { GateCommand } from '../../src/core/saga-gate/gate.ts';
import { causedCommand } from '../../src/platform/command-envelope.ts';
import type { Env } from '../../src/platform/env.ts';
import { idOf } from '../../src/platform/hash.ts';
import { sagaGateStub, sagaStub } from '../../src/platform/stubs.ts';
import type { Destination } from '../aggregate/destination.ts';
import { presentShape, type ReadEvent } from './present-shape.ts';

/** The id of the one saga that a trigger event starts. */
export const sagaIdOf = (type: string, dedupeKey: string, triggerEventId: string): string =>
  idOf('saga', type, dedupeKey, triggerEventId);

/** Which sagas a log starts and which running one listens to it; `host` and `gate` are the kinds of objects that run them. */
export interface SagaRoutes {
  readonly read: ReadEvent;
  readonly host?: string;
  readonly gate?: string;
  readonly triggers: readonly SagaTrigger[];
  readonly listener?: { readonly eventTypes: ReadonlySet<string>; readonly sagaId: () => string | null };
}

/** Hands a trigger to the saga itself, or to the gate of its key, which starts it when its turn has come. */
const handOver = async (
  env: Env,
  event: EventEnvelope,
  trigger: SagaTrigger,
  { host, gate }: SagaRoutes,
): Promise<string | null> => {
  const dedupeKey = trigger.dedupeKey(event);
  const sagaId = sagaIdOf(trigger.saga, dedupeKey, event.eventId);
  const conflictKey = trigger.conflictKey?.(event) ?? null;
  if (conflictKey === null) {
    const started = await sagaStub(env, event.userId, sagaId, event.region, host).start({
      type: trigger.saga,
      trigger: JSON.stringify(event),
      conflictKey,
    });
    return started.refused;
  }
  const command: GateCommand = {
    type: 'RequestSagaCommand',
    sagaId,
    sagaType: trigger.saga,
    conflictKey,
    dedupeKey,
    trigger: event,
    dedupeWindowMs: trigger.dedupeWindowMs ?? 0,
  };
  const identity = {
    commandId: idOf('saga_request', sagaId),
    actor: { kind: 'policy' as const, id: 'sagas' },
    sagaId: null,
  };
  const result = await sagaGateStub(env, event.userId, conflictKey, event.region, gate).execute(
    causedCommand(event, command, identity),
  );
  return result.kind === 'rejected' ? result.rejection.code : null;
};

/**
 * Sagas that an event starts, and the running saga that listens to this log. Whoever takes a trigger answers when it is durable,
 * not when the saga has finished, so the cursor moves on while it works.
 */
export const sagaDestination = (env: Env, routes: SagaRoutes): Destination => ({
  name: 'sagas',
  coalesceMs: 0,
  wants: (eventType) =>
    routes.triggers.some((trigger) => trigger.eventType === eventType) ||
    routes.listener?.eventTypes.has(eventType) === true,
  deliver: async (range) => {
    const refused: { version: number; reason: string }[] = [];
    for (const event of presentShape(range, routes.read)) {
      for (const trigger of routes.triggers) {
        if (trigger.eventType !== event.eventType || !trigger.when(event)) continue;
        const reason = await handOver(env, event, trigger, routes);
        if (reason !== null) refused.push({ version: event.aggregateVersion, reason });
      }
      const listening = routes.listener?.eventTypes.has(event.eventType) ? routes.listener.sagaId() : null;
      if (listening)
        await sagaStub(env, event.userId, listening, event.region, routes.host).deliver(
          JSON.stringify(event),
        );
    }
    return { have: range.toVersion, refused };
  },
});
