import fc from 'fast-check';
import { expect } from 'vitest';
import type { AggregateDefinition } from '../aggregate.ts';
import type { DecisionEnv, DomainCommand, DomainEvent } from '../decider.ts';
import { epochMs, plusMs, type UtcInstant } from '../instant.ts';
import { TEST_NOW } from './decider-specification.ts';

/** How random sequences of commands are made for an aggregate, and what must hold after every command. */
export interface CommandSequences<State, Command extends DomainCommand, Event extends DomainEvent> {
  /** Any command, sensible or not; draw from small sets of ids and numbers, so that commands meet. */
  readonly command: fc.Arbitrary<Command>;
  /** Commands that come first in every sequence, for example the one that creates the aggregate. */
  readonly opening?: readonly Command[];
  /** One of several ways to go on from there in the name of a saga, for aggregates that chance alone hardly brings anywhere. */
  readonly beginning?: fc.Arbitrary<readonly Command[]>;
  /** Throws (by `expect`) when the state is impossible; `history` are all events so far. */
  readonly check: (state: State, history: readonly Event[]) => void;
}

const MAX_COMMANDS = 20;
const MAX_DUES = 5;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const idFrom = (counter: number) => `00000000-0000-4000-8000-${counter.toString(16).padStart(12, '0')}`;

/** A small stable hash, fast enough for millions of ids: the same parts give the same UUID-shaped text. */
const idOfParts = (parts: readonly (string | number)[]): string => {
  const text = parts.join('\u0000');
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b + text.charCodeAt(i), 0x85ebca6b) ^ (b >>> 13);
  }
  const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0');
  return `${hex(a)}-${hex(b).slice(0, 4)}-4${hex(b).slice(4, 7)}-8000-${hex(a ^ b)}0000`;
};

/** In whose name a command comes. */
type Authority = Pick<DecisionEnv, 'actor' | 'sagaId'>;

const USER: Authority = { actor: { kind: 'user', id: idFrom(1) }, sagaId: null };
const SAGA: Authority = { actor: { kind: 'saga', id: idFrom(4) }, sagaId: idFrom(4) };
const CLOCK: Authority = { actor: { kind: 'clock', id: 'test' }, sagaId: null };
const OTHERS: readonly Authority[] = [
  { actor: { kind: 'operator', id: 'test' }, sagaId: null },
  { actor: { kind: 'policy', id: 'test' }, sagaId: null },
  CLOCK,
];
/** Mostly the user, often a saga, now and then anybody else. */
const anybody = fc.constantFrom(USER, USER, USER, USER, SAGA, SAGA, ...OTHERS);

/** Mostly a minute lies between two commands, sometimes hours or days, so that what is limited in time is over. */
const anyPause = fc.constantFrom(...Array<number>(9).fill(MINUTE_MS), HOUR_MS, 24 * HOUR_MS, 96 * HOUR_MS);

const envAt = (step: number, now: UtcInstant, authority: Authority): DecisionEnv => {
  let issued = 0;
  return {
    now,
    userId: idFrom(1),
    aggregateId: idFrom(2),
    commandId: idFrom(100 + step),
    correlationId: idFrom(3),
    ...authority,
    newId: () => idFrom(10_000 + step * 100 + issued++),
    idOf: (...parts) => idOfParts(parts),
  };
};

const deepFreeze = <T>(value: T): T => {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
};

/** Equality of plain data, exact: an undefined member is not an absent one. Much faster than an assertion. */
const isSame = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys)
    if (!Object.hasOwn(b, key) || !isSame((a as never)[key], (b as never)[key])) return false;
  return true;
};

const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** One life of an aggregate: what it was told, what happened, what it is. */
class Life<State, Command extends DomainCommand, Event extends DomainEvent> {
  readonly #aggregate: AggregateDefinition<State, Command, Event>;
  readonly #check: CommandSequences<State, Command, Event>['check'];
  readonly #history: Event[] = [];
  #state: State;
  #steps = 0;
  #now: UtcInstant = TEST_NOW;

  constructor(
    aggregate: AggregateDefinition<State, Command, Event>,
    check: CommandSequences<State, Command, Event>['check'],
  ) {
    this.#aggregate = aggregate;
    this.#check = check;
    this.#state = deepFreeze(aggregate.decider.initial);
  }

  /** How much has happened. */
  get events(): number {
    return this.#history.length;
  }

  /** Gives a command so long after the one before. */
  give(command: Command, authority: Authority, pauseMs: number): void {
    this.#now = plusMs(this.#now, pauseMs);
    this.#decide(command, authority);
  }

  /** Lets time pass until nothing is due, a few times at most: what is due must change something, else its alarm repeats for ever. */
  wait(): void {
    const { nextDue } = this.#aggregate.decider;
    for (let given = 0; given < MAX_DUES; given++) {
      const due = nextDue?.(this.#state) ?? null;
      if (!due) return;
      if (epochMs(due.at) > epochMs(this.#now)) this.#now = due.at;
      if (!this.#decide(due.command, CLOCK))
        throw new Error(`${due.command.type} is due at ${due.at} and changes nothing, so it stays due`);
    }
  }

  /** The stored text of all events makes the same state, and so does the stored text of the state, as in a snapshot. */
  replay(): void {
    const { decider } = this.#aggregate;
    const past = stored(this.#history.map(({ type, data }) => ({ type, data }))) as Event[];
    const replayed = past.reduce(decider.evolve, decider.initial);
    if (!isSame(replayed, this.#state)) expect(replayed).toStrictEqual(this.#state);
    const kept = stored(this.#state);
    if (!isSame(kept, this.#state)) expect(kept).toStrictEqual(this.#state);
  }

  /** True when the command took effect. */
  #decide(command: Command, authority: Authority): boolean {
    const { decider, events } = this.#aggregate;
    const env = envAt(this.#steps++, this.#now, authority);
    const decision = decider.decide(deepFreeze(command), this.#state, env);
    if (decision.kind === 'reject' || decision.events.length === 0) return false;
    for (const decided of decision.events) {
      const event = deepFreeze({ ...decided, data: events.parse(decided).data });
      this.#history.push(event);
      this.#state = deepFreeze(decider.evolve(this.#state, event));
    }
    this.#check(this.#state, this.#history);
    return true;
  }
}

/**
 * Runs random sequences of at most 20 commands, in the name of users, sagas and others, over minutes or days. After each: the domain's own check; every event fits its schema, as when it is
 * appended; commands, events and states are never changed in place (pitfall 8). At the end time passes, and replaying the stored
 * text of all events gives the same state (invariant 1).
 */
export const runCommandSequences = <State, Command extends DomainCommand, Event extends DomainEvent>(
  aggregate: AggregateDefinition<State, Command, Event>,
  { command, opening = [], beginning = fc.constant([]), check }: CommandSequences<State, Command, Event>,
  { runs, seed }: { readonly runs: number; readonly seed: number },
): void => {
  // Without a size fast-check stops at ten.
  const size = { maxLength: MAX_COMMANDS, size: 'max' } as const;
  let happened = 0;
  fc.assert(
    fc.property(beginning, fc.array(fc.tuple(command, anybody, anyPause), size), (begun, rest) => {
      const life = new Life(aggregate, check);
      for (const next of opening) life.give(next, USER, MINUTE_MS);
      for (const next of begun) life.give(next, SAGA, MINUTE_MS);
      for (const [next, authority, pauseMs] of rest.slice(0, MAX_COMMANDS - opening.length - begun.length))
        life.give(next, authority, pauseMs);
      life.wait();
      life.replay();
      happened += life.events;
    }),
    { numRuns: runs, seed },
  );
  expect(happened, 'events of all sequences together').toBeGreaterThan(0);
};
