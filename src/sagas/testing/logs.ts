import { type AnyAggregate, anyAggregate } from '../../core/aggregate.ts';
import type { CommandEnvelope, CommandResult } from '../../core/command.ts';
import { aggregateIdOf, type KnownCommand, type LogHead, takeTurn } from '../../core/command-turn.ts';
import type { EventEnvelope } from '../../core/envelope.ts';
import { deterministicId } from '../../core/ids.ts';
import type { UtcInstant } from '../../core/instant.ts';
import { sagaInstanceAggregate } from '../../core/saga-instance/saga-instance.ts';
import { TEST_NOW, testHash } from '../../core/testing/decider-specification.ts';
import { aggregates } from '../../domains/catalog.ts';
import { sagas } from '../catalog.ts';

/** Who decides: every aggregate of the system, and the journals of its sagas. */
const KINDS = new Map<string, AnyAggregate>([
  ...Object.values(aggregates).map(
    (aggregate) => [aggregate.type, anyAggregate(aggregate as never)] as const,
  ),
  ['saga', anyAggregate(sagaInstanceAggregate(sagas))] as const,
]);

/** Ids as a deployment derives them, by the tests' hash. */
export const idOf = (...parts: readonly (string | number)[]): string => deterministicId(testHash, ...parts);

/** Where a command goes, or an event comes from. */
export interface Target {
  readonly type: string;
  readonly key: string;
}

/** An event, and the object whose log it is in. */
export interface Happened {
  readonly target: Target;
  readonly event: EventEnvelope;
}

interface Log {
  head: LogHead | null;
  readonly known: Map<string, KnownCommand>;
}

/**
 * The logs of all objects in memory. Each command is a real turn, so that a repeat is known by its id as in production: it answers what
 * was answered before, one that was refused is decided anew by a later attempt, and another content under the same id is a mismatch.
 */
export class Logs {
  now: UtcInstant = TEST_NOW;
  /** Everything that happened, in order. */
  readonly events: Happened[] = [];
  /** Commands that were repeated with another content, which is always a bug of the sender. */
  readonly mismatches: string[] = [];
  readonly #logs = new Map<string, Log>();

  /** Gives a command to an object. */
  submit(target: Target, command: CommandEnvelope): CommandResult {
    const kind = KINDS.get(target.type);
    if (!kind) throw new Error(`nothing decides for ${target.type}`);
    const log = this.#log(target);
    const turn = takeTurn(kind, log.head, [command], log.known, {
      now: this.now,
      hash: testHash,
      mint: (ordinal) => ({
        epoch: `epoch-${ordinal}`,
        aggregateId: aggregateIdOf(testHash, target.type, command.userId, target.key, ordinal),
      }),
    });
    const [result] = turn.results;
    if (!result || result.kind === 'bug') throw result?.error ?? new Error('no result');
    if (result.kind === 'mismatch') this.mismatches.push(`${target.type}: ${command.command.type}`);
    if (turn.events.length > 0) {
      log.head = turn.head;
      const { commandHash: hash, attempt } = command;
      const remembered = { ...result, state: null } as KnownCommand['result'];
      log.known.set(command.commandId, { hash, result: remembered, ...(attempt ? { attempt } : {}) });
    }
    for (const { commandId, known: outcome } of turn.outcomes) log.known.set(commandId, outcome);
    for (const { envelope } of turn.events) this.events.push({ target, event: envelope });
    return result;
  }

  /** State of an object, or null when nothing ever happened to it. */
  state<State>({ type, key }: Target): State | null {
    return (this.#logs.get(`${type} ${key}`)?.head?.state ?? null) as State | null;
  }

  /** Version of its log; 0 when nothing ever happened there. */
  version({ type, key }: Target): number {
    return this.#logs.get(`${type} ${key}`)?.head?.version ?? 0;
  }

  /** States of all objects of that kind. */
  states<State>(type: string): readonly State[] {
    return [...this.#logs].flatMap(([name, { head }]) =>
      head && name.startsWith(`${type} `) ? [head.state as State] : [],
    );
  }

  /** Logs that go on from here by themselves. */
  fork(): Logs {
    const fork = new Logs();
    fork.now = this.now;
    fork.events.push(...this.events);
    for (const [name, { head, known }] of this.#logs) fork.#logs.set(name, { head, known: new Map(known) });
    return fork;
  }

  #log({ type, key }: Target): Log {
    const name = `${type} ${key}`;
    const log = this.#logs.get(name) ?? { head: null, known: new Map() };
    this.#logs.set(name, log);
    return log;
  }
}
