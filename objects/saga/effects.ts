import type { EventEnvelope } from '../../src/core/envelope.ts';
import type { Effect, EffectOutcome } from '../../src/core/saga.ts';
import { causedCommand } from '../../src/platform/command-envelope.ts';
import type { Env } from '../../src/platform/env.ts';
import { idOf } from '../../src/platform/hash.ts';
import { aggregateStub } from '../../src/platform/stubs.ts';
import { inWaves } from './waves.ts';

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
  /** Which try this is, counted by the journal: what was refused in an earlier one is asked anew. */
  readonly attempt: number;
}

const perform = async (scope: EffectScope, effect: Effect): Promise<EffectOutcome> => {
  const { env, ports, sagaId, sagaType, trigger, name, attempt } = scope;
  if (effect.kind === 'call') {
    const port = ports[effect.port];
    if (!port) throw new Error(`no port named ${effect.port}`);
    return { kind: 'call', key: effect.key, value: await port(trigger, effect.request) };
  }
  const commandId = idOf('saga', sagaId, name, effect.key);
  const actor = { kind: 'saga' as const, id: sagaType };
  const command = causedCommand(trigger, effect.command, { commandId, actor, sagaId, attempt });
  const target = aggregateStub(env, { ...effect.target, userId: trigger.userId }, trigger.region);
  return { kind: 'command', key: effect.key, result: await target.execute(command) };
};

/** An effect's outcome, or null when there was none within the time. */
const outcomeOf = async (
  scope: EffectScope,
  effect: Effect,
  timeoutMs: number,
): Promise<EffectOutcome | null> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), timeoutMs);
  });
  try {
    return await Promise.race([perform(scope, effect), tooLate]);
  } catch (error) {
    console.warn(`saga ${scope.sagaId} got no answer of ${effect.key} in ${scope.name}`, error);
    return null;
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Performs independent effects, up to eight side by side, each with this time to answer; null when one got no answer. Then those after
 * it are not begun: the next try does all of it, and what was answered answers the same. With `every` all are performed none the less.
 */
export const performEffects = async (
  scope: EffectScope,
  effects: readonly Effect[],
  timeoutMs: number,
  { every = false }: { readonly every?: boolean } = {},
): Promise<readonly EffectOutcome[] | null> => {
  let silent = false;
  const outcomes = await inWaves(effects, async (effect) => {
    if (silent && !every) return null;
    const outcome = await outcomeOf(scope, effect, timeoutMs);
    silent ||= outcome === null;
    return outcome;
  });
  return silent ? null : outcomes.flatMap((outcome) => outcome ?? []);
};
