import type { EventEnvelope } from '../../src/core/envelope.ts';
import type { Effect, EffectOutcome } from '../../src/core/saga.ts';
import { causedCommand } from '../../src/platform/command-envelope.ts';
import type { Env } from '../../src/platform/env.ts';
import { idOf } from '../../src/platform/hash.ts';
import { aggregateStub } from '../../src/platform/stubs.ts';

/** A way out of a saga other than commands, such as calls to brokers; throws when it got no answer. */
export type SagaPort = (trigger: EventEnvelope, request: unknown) => Promise<unknown>;

/** On whose behalf effects leave. */
export interface EffectScope {
  readonly env: Env;
  readonly ports: Readonly<Record<string, SagaPort>>;
  readonly sagaId: string;
  readonly sagaType: string;
  readonly trigger: EventEnvelope;
  /** The step, or what it is undone by: part of every effect's id. */
  readonly name: string;
}

/** Objects that one step speaks to at the same time; more would only queue up. */
const MAX_AT_ONCE = 8;

const perform = async (scope: EffectScope, effect: Effect): Promise<EffectOutcome> => {
  const { env, ports, sagaId, sagaType, trigger, name } = scope;
  if (effect.kind === 'call') {
    const port = ports[effect.port];
    if (!port) throw new Error(`no port named ${effect.port}`);
    return { kind: 'call', key: effect.key, value: await port(trigger, effect.request) };
  }
  const commandId = idOf('saga', sagaId, name, effect.key);
  const actor = { kind: 'saga' as const, id: sagaType };
  const command = causedCommand(trigger, effect.command, { commandId, actor, sagaId });
  const target = aggregateStub(env, { ...effect.target, userId: trigger.userId }, trigger.region);
  return { kind: 'command', key: effect.key, result: await target.execute(command) };
};

const inWaves = async (scope: EffectScope, effects: readonly Effect[]): Promise<EffectOutcome[]> => {
  const outcomes: EffectOutcome[] = [];
  for (let first = 0; first < effects.length; first += MAX_AT_ONCE) {
    const wave = effects.slice(first, first + MAX_AT_ONCE).map((effect) => perform(scope, effect));
    outcomes.push(...(await Promise.all(wave)));
  }
  return outcomes;
};

/** Performs independent effects, up to eight side by side; null when one of them got no answer in time. */
export const performEffects = async (
  scope: EffectScope,
  effects: readonly Effect[],
  timeoutMs: number,
): Promise<readonly EffectOutcome[] | null> => {
  if (effects.length === 0) return [];
  const abandon = new AbortController();
  const tooLate = scheduler.wait(timeoutMs, { signal: abandon.signal }).then(
    () => null,
    () => null,
  );
  try {
    return await Promise.race([inWaves(scope, effects), tooLate]);
  } catch (error) {
    console.warn(`saga ${scope.sagaId} got no answer in ${scope.name}`, error);
    return null;
  } finally {
    abandon.abort();
  }
};
