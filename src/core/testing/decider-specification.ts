import { expect } from 'vitest';
import type { AggregateDefinition } from '../aggregate.ts';
import type { DecisionEnv, DomainCommand, DomainEvent } from '../decider.ts';
import type { EventRegistry } from '../event-registry.ts';
import { deterministicId, type Hash } from '../ids.ts';
import { instant, type UtcInstant } from '../instant.ts';

/** A hash for tests: not cryptographic, but a pure function with 64 hex digits like the real one. */
export const testHash: Hash = (text) => {
  const lane = (seed: number) => {
    let h = seed;
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 2654435761) ^ (h >>> 13);
    return (h >>> 0).toString(16).padStart(8, '0');
  };
  return [1, 2, 3, 5, 7, 11, 13, 17].map(lane).join('');
};

/** The instant at which specified commands are decided, unless a test moves it. */
export const TEST_NOW: UtcInstant = instant(1_763_800_000_000);

/** The environment of a specified decision; ids are derived, so a specification can name them. */
export const testEnv = (overrides: Partial<DecisionEnv> = {}): DecisionEnv => {
  let issued = 0;
  const commandId = overrides.commandId ?? deterministicId(testHash, 'command');
  return {
    now: TEST_NOW,
    userId: deterministicId(testHash, 'user'),
    aggregateId: deterministicId(testHash, 'aggregate'),
    commandId,
    correlationId: deterministicId(testHash, 'correlation'),
    sagaId: null,
    actor: { kind: 'user', id: 'test' },
    newId: () => deterministicId(testHash, commandId, issued++),
    idOf: (...parts) => deterministicId(testHash, ...parts),
    ...overrides,
  };
};

const storedAndRead = <Event extends DomainEvent>(
  registry: EventRegistry<Event>,
  eventType: string,
  schemaVersion: number,
  data: Record<string, unknown>,
): Event => {
  const event = registry.read({ eventType, schemaVersion, data: JSON.parse(JSON.stringify(data)) });
  if (!event) throw new Error(`${eventType} is ignored when it is read`);
  return event;
};

/**
 * Given past events, when a command is decided, then these events or this refusal.
 * Every accepted event is parsed by its schema and replayed from its stored text, so that a rule test also proves replay.
 */
export const specification = <State, Command extends DomainCommand, Event extends DomainEvent>(
  aggregate: AggregateDefinition<State, Command, Event>,
) => {
  const { decider, events: registry } = aggregate;
  const fold = (events: readonly Event[], from = decider.initial) => events.reduce(decider.evolve, from);
  return {
    given: (...past: readonly Event[]) => ({
      state: () => fold(past),
      when: (command: Command, env: Partial<DecisionEnv> = {}) => {
        const before = fold(past);
        const decision = decider.decide(command, before, testEnv(env));
        const produced = decision.kind === 'accept' ? decision.events : [];
        const stored = produced.map((event) => {
          const { schemaVersion, data } = registry.parse(event);
          return storedAndRead(registry, event.type, schemaVersion, data);
        });
        const state = fold(stored, before);
        expect(state).toEqual(fold(produced, before));
        return {
          state,
          events: produced,
          then: (...expected: readonly Event[]) => {
            expect(decision).toEqual({ kind: 'accept', events: expected });
            return state;
          },
          thenTypes: (...types: readonly Event['type'][]) => {
            expect(decision).toMatchObject({ kind: 'accept' });
            expect(produced.map((event) => event.type)).toEqual(types);
            return state;
          },
          thenRejected: (code: string, field?: string) => {
            expect(decision).toMatchObject({ kind: 'reject', rejection: field ? { code, field } : { code } });
            return before;
          },
        };
      },
    }),
  };
};
