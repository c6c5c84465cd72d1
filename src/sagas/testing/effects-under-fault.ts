import { brokerError } from '../../brokers/port.ts';
import type { CommandEnvelope, CommandResult } from '../../core/command.ts';
import type { DomainCommand } from '../../core/decider.ts';
import type { Actor, EventEnvelope } from '../../core/envelope.ts';
import type { CallEffect, Effect, EffectOutcome } from '../../core/saga.ts';
import type { EffectFault, FaultPlan } from './faults.ts';
import { idOf, type Target } from './logs.ts';

/** As many effects leave side by side as in production. */
const AT_ONCE = 8;
/** How long after the time for an answer a late effect arrives. */
const LATE_MS = 1_000;

/** A command that an event causes. */
export const causedBy = (
  cause: EventEnvelope,
  command: DomainCommand,
  identity: {
    readonly commandId: string;
    readonly actor: Actor;
    readonly sagaId: string | null;
    readonly remember?: boolean;
    readonly attempt?: number;
  },
): CommandEnvelope => {
  const text = JSON.stringify(command);
  return {
    commandHash: text,
    command: JSON.parse(text) as DomainCommand,
    userId: cause.userId,
    region: cause.region,
    correlationId: cause.correlationId,
    causationId: cause.eventId,
    remember: identity.sagaId !== null,
    ...identity,
  };
};

/** An effect that left: `place` is its place among those of its step. */
export interface Performed {
  readonly id: string;
  readonly step: string;
  readonly place: number;
  readonly effect: Effect;
}

/** What the effects of a saga leave into. */
export interface Surroundings {
  readonly command: (target: Target, command: CommandEnvelope) => CommandResult;
  /** Throws when there is no answer. */
  readonly call: (trigger: EventEnvelope, effect: CallEffect) => unknown;
  /** What the broker answers when it is to refuse: what it has taken before it does not. */
  readonly refuse: (effect: CallEffect) => unknown;
  readonly later: (ms: number, what: () => void) => void;
  readonly pass: (ms: number) => void;
}

/** On whose behalf effects leave, and what befalls them. */
export interface Scope {
  readonly sagaId: string;
  readonly sagaType: string;
  readonly trigger: EventEnvelope;
  readonly step: string;
  /** Which try this is, counted by the journal. */
  readonly attempt: number;
  readonly faults: FaultPlan;
  readonly performed: Performed[];
}

const deliver = (around: Surroundings, scope: Scope, effect: Effect): EffectOutcome => {
  const { key } = effect;
  if (effect.kind === 'call') {
    const value: unknown = around.call(scope.trigger, effect);
    return { kind: 'call', key, value: JSON.parse(JSON.stringify(value ?? null)) as unknown };
  }
  const { sagaId, sagaType, attempt } = scope;
  const commandId = idOf('saga', sagaId, scope.step, key);
  const actor = { kind: 'saga' as const, id: sagaType };
  const command = causedBy(scope.trigger, effect.command, { commandId, actor, sagaId, attempt });
  return { kind: 'command', key, result: around.command(effect.target, command) };
};

const refused = (around: Surroundings, effect: Effect): EffectOutcome => {
  const { key } = effect;
  if (effect.kind === 'call') return { kind: 'call', key, value: around.refuse(effect) };
  const rejection = { code: 'refused_by_test', detail: 'a rule forbids it' };
  return { kind: 'command', key, result: { kind: 'rejected', rejection, version: 1, repeated: false } };
};

const atBroker = (effect: Effect): boolean => effect.kind === 'call' && effect.port === 'broker';

/** What befalls the effect, as far as its target can do that: only a broker is busy or forgets, and a look at our own things is not refused. */
const befalls = ({ faults, step }: Scope, effect: Effect, place: number): EffectFault | null => {
  const kind = faults.ofEffect(step, place);
  if (kind === 'refused') return effect.kind === 'command' || atBroker(effect) ? kind : null;
  return (kind === 'transient' || kind === 'ambiguous') && !atBroker(effect) ? null : kind;
};

/** Performs one effect, or what the plan makes of it; null when it got no answer within the time. */
const perform = (
  around: Surroundings,
  scope: Scope,
  effect: Effect,
  place: number,
  timeoutMs: number,
): { readonly outcome: EffectOutcome | null; readonly waitedMs: number } => {
  const { sagaId, step, performed } = scope;
  performed.push({ id: idOf('saga', sagaId, step, effect.key), step, place, effect });
  const { key } = effect;
  switch (befalls(scope, effect, place)) {
    case null:
      return { outcome: deliver(around, scope, effect), waitedMs: 0 };
    case 'throws':
      return { outcome: null, waitedMs: 0 };
    case 'hangs':
      deliver(around, scope, effect);
      return { outcome: null, waitedMs: timeoutMs };
    case 'late':
      around.later(timeoutMs + LATE_MS, () => deliver(around, scope, effect));
      return { outcome: null, waitedMs: timeoutMs };
    case 'refused':
      return { outcome: refused(around, effect), waitedMs: 0 };
    case 'transient': {
      const value = brokerError('transient', 'broker_busy', 'the broker is busy');
      return { outcome: { kind: 'call', key, value }, waitedMs: 0 };
    }
    case 'ambiguous': {
      deliver(around, scope, effect);
      const value = brokerError('ambiguous', 'no_answer', 'the answer was lost');
      return { outcome: { kind: 'call', key, value }, waitedMs: 0 };
    }
  }
};

/**
 * Performs effects as the engine in production does: so many side by side; when one got no answer those after it are not begun, unless
 * `every` is wanted. Null when one got no answer.
 */
export const performUnderFault = (
  around: Surroundings,
  scope: Scope,
  effects: readonly Effect[],
  timeoutMs: number,
  every: boolean,
): readonly EffectOutcome[] | null => {
  const outcomes: EffectOutcome[] = [];
  let silent = false;
  for (let first = 0; first < effects.length && (every || !silent); first += AT_ONCE) {
    let longest = 0;
    for (const [index, effect] of effects.slice(first, first + AT_ONCE).entries()) {
      const { outcome, waitedMs } = perform(around, scope, effect, first + index, timeoutMs);
      longest = Math.max(longest, waitedMs);
      if (outcome) outcomes.push(outcome);
      else silent = true;
    }
    around.pass(longest);
  }
  return silent ? null : outcomes;
};
