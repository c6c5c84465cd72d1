import type { EventEnvelope } from '../core/envelope.ts';
import { inPresentShape, type ReadEvent } from '../core/present-shape.ts';
import type { SagaTrigger } from '../core/saga.ts';
import type { GateCommand } from '../core/saga-gate/gate.ts';
import { causedCommand } from '../platform/command-envelope.ts';
import type { Env } from '../platform/env.ts';
import { idOf } from '../platform/hash.ts';
import { sagaGateStub, sagaStub } from '../platform/stubs.ts';

/** Which sagas events start; `host` and `gate` are the kinds of objects that run them, and `read` gives events their present shape. */
export interface SagaRoutes {
  readonly read: ReadEvent;
  readonly triggers: readonly SagaTrigger[];
  readonly host?: string;
  readonly gate?: string;
}

/** The running saga that listens to a log, and what it hears. */
export interface Listening {
  readonly sagaId: string;
  readonly eventTypes: readonly string[];
}

/** An event that started nothing, for good. */
export interface Refused {
  readonly version: number;
  readonly reason: string;
}

/** The id of the one saga that a trigger event starts. */
export const sagaIdOf = (type: string, dedupeKey: string, triggerEventId: string): string =>
  idOf('saga', type, dedupeKey, triggerEventId);

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
 * Hands events to the sagas they start, and to the one that listens, in their order. It answers when all is durable there, not when the
 * sagas have finished, and throws when somebody did not answer. Whoever repeats it, by whichever way, changes nothing.
 */
export const handOverEvents = async (
  env: Env,
  events: readonly EventEnvelope[],
  routes: SagaRoutes,
  listening: Listening | null,
): Promise<readonly Refused[]> => {
  const refused: Refused[] = [];
  for (const event of inPresentShape(events, routes.read)) {
    for (const trigger of routes.triggers) {
      if (trigger.eventType !== event.eventType || !trigger.when(event)) continue;
      const reason = await handOver(env, event, trigger, routes);
      if (reason !== null) refused.push({ version: event.aggregateVersion, reason });
    }
    if (listening?.eventTypes.includes(event.eventType))
      await sagaStub(env, event.userId, listening.sagaId, event.region, routes.host).deliver(
        JSON.stringify(event),
      );
  }
  return refused;
};
