import type { EventEnvelope } from '../../src/core/envelope.ts';
import type { GateCommand } from '../../src/core/saga-gate/gate.ts';
import { sagaEvents } from '../../src/core/saga-instance/events.ts';
import type { SagaInstance } from '../../src/core/saga-instance/state.ts';
import { causedCommand } from '../../src/platform/command-envelope.ts';
import type { Env } from '../../src/platform/env.ts';
import { idOf } from '../../src/platform/hash.ts';
import { sagaGateStub, sagaStub } from '../../src/platform/stubs.ts';
import type { Destination } from '../aggregate/destination.ts';

const ENDS: ReadonlySet<string> = new Set([
  sagaEvents.SagaCompleted.type,
  sagaEvents.SagaCompensated.type,
  sagaEvents.SagaAborted.type,
]);

/** What the log's object knows of the saga that ended. */
export interface EndedSaga {
  readonly sagaId: string;
  readonly state: () => SagaInstance | null;
}

const whenEnded = (
  name: string,
  saga: EndedSaga,
  tell: (event: EventEnvelope, state: SagaInstance, trigger: EventEnvelope) => Promise<void>,
): Destination => ({
  name,
  coalesceMs: 0,
  wants: (eventType) => ENDS.has(eventType),
  deliver: async (range) => {
    for (const event of JSON.parse(range.events) as EventEnvelope[]) {
      const state = saga.state();
      if (ENDS.has(event.eventType) && state?.trigger) await tell(event, state, state.trigger);
    }
    return { have: range.toVersion };
  },
});

/** Gives the saga's key back, so that whoever waits for it may start. */
export const gateReleaseDestination = (env: Env, saga: EndedSaga): Destination =>
  whenEnded('gate', saga, async (event, { conflictKey, sagaType }, { userId, region }) => {
    if (conflictKey === null) return;
    const command: GateCommand = { type: 'ReleaseGateCommand', sagaId: saga.sagaId };
    const commandId = idOf('gate_release', saga.sagaId);
    const actor = { kind: 'saga' as const, id: sagaType };
    await sagaGateStub(env, userId, conflictKey, region).execute(
      causedCommand(event, command, { commandId, actor, sagaId: saga.sagaId }),
    );
  });

/** Tells the saga that caused this one, if any: parents join their children. `host` is the kind of object that runs the parent. */
export const parentSagaDestination = (env: Env, saga: EndedSaga, host?: string): Destination =>
  whenEnded('parent', saga, async (event, { sagaType, status }, trigger) => {
    if (trigger.sagaId === null) return;
    const { aggregateId } = trigger;
    const child = { sagaId: saga.sagaId, type: sagaType, aggregateId, status };
    await sagaStub(env, event.userId, trigger.sagaId, event.region, host).childEnded(child);
  });
