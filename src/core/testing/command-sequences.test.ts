import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyAggregate } from '../aggregate.ts';
import { accept, type DomainEvent } from '../decider.ts';
import { type CommandSequences, runCommandSequences } from './command-sequences.ts';
import { TEST_NOW } from './decider-specification.ts';
import { type TallyCommand, tally } from './tally.ts';

interface Tally {
  total: number;
  closed: boolean;
}

const sequences: CommandSequences<unknown, TallyCommand, DomainEvent> = {
  command: fc
    .array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 })
    .map((amounts) => ({ type: 'Add', amounts })),
  opening: [{ type: 'Add', amounts: [1] }],
  check: (state) => expect((state as Tally).total).toBeGreaterThan(0),
};
const run = (changes: Partial<AnyAggregate['decider']>, check = sequences.check) =>
  runCommandSequences(
    { ...tally, decider: { ...tally.decider, ...changes } },
    { ...sequences, check },
    {
      runs: 50,
      seed: 1,
    },
  );
/** What a run failed with: fast-check tells the seed, and the cause what went wrong. */
const failureOf = (action: () => void): string => {
  try {
    action();
  } catch (error) {
    const { message, cause } = error as Error;
    return `${message} ${cause instanceof Error ? cause.message : ''}`;
  }
  return 'passed';
};
const added = (data: object) => ({ type: 'Added', data: { amount: 1, note: '', id: 'id', ...data } });

describe('random sequences of commands', () => {
  it('pass for an aggregate that does everything by events', () => {
    expect(failureOf(() => run({}))).toBe('passed');
  });

  it('are really run: the opening first, then up to nineteen more', () => {
    const lengths = new Set<number>();
    let seen: unknown[] = [];
    run({
      decide: (command, state, env) => {
        seen = env.newId() === '00000000-0000-4000-8000-000000002710' ? [command] : [...seen, command];
        lengths.add(seen.length);
        expect(seen[0]).toEqual(sequences.opening?.[0]);
        return tally.decider.decide(command, state, env);
      },
    });
    expect(Math.max(...lengths)).toBe(20);
  });

  it('pitfall 8: fail for a state that is changed in place', () => {
    const evolve = (state: unknown, { type, data }: DomainEvent) => {
      if (type === 'Added') (state as Tally).total += (data as { amount: number }).amount;
      return state;
    };
    expect(failureOf(() => run({ evolve }))).toMatch(/read only property 'total'/);
  });

  it('pitfall 8: fail for a decision that changes the state it was shown', () => {
    const decide: typeof tally.decider.decide = (command, state, env) => {
      (state as Tally).total += 1;
      return tally.decider.decide(command, state, env);
    };
    expect(failureOf(() => run({ decide }))).toMatch(/read only property 'total'/);
  });

  it('invariant 1: fail for a state that its stored events do not tell', () => {
    let calls = 0;
    const evolve = (state: unknown, event: DomainEvent) => {
      calls += 1;
      return { ...(tally.decider.evolve(state, event) as Tally), calls };
    };
    expect(failureOf(() => run({ evolve }))).toMatch(/calls/);
  });

  it('Z-R6: fail for an event that JSON does not keep', () => {
    const evolve = (state: unknown, { data }: DomainEvent) => {
      const id = (data as { id: unknown }).id;
      return { ...(state as Tally), total: 1, id: id instanceof Date ? id.getTime() : id };
    };
    const lenient = {
      ...tally.events,
      parse: ({ data }: DomainEvent) => ({ schemaVersion: 1, data }) as never,
    };
    const decide = () => accept(added({ id: new Date(0) }));
    const broken = { ...tally, events: lenient, decider: { ...tally.decider, decide, evolve } };
    expect(failureOf(() => runCommandSequences(broken, sequences, { runs: 5, seed: 1 }))).toMatch(/id: \+0/);
  });

  it('pitfall 3: fail for an event that its schema refuses', () => {
    expect(failureOf(() => run({ decide: () => accept(added({ amount: 0.5 })) }))).toMatch(/Added: amount/);
  });

  it('pitfall 3: fail for an event that no definition knows', () => {
    expect(failureOf(() => run({ decide: () => accept({ ...added({}), type: 'Substracted' }) }))).toMatch(
      /Substracted is not registered/,
    );
  });

  it('see only what a schema keeps: a field it does not know never reaches the state', () => {
    const evolve = (_state: unknown, { data }: DomainEvent) => ({
      total: 1,
      keys: Object.keys(data as object),
    });
    const noSecret = (state: unknown) => expect((state as { keys: string[] }).keys).not.toContain('secret');
    expect(failureOf(() => run({ decide: () => accept(added({ secret: 1 })), evolve }, noSecret))).toBe(
      'passed',
    );
  });

  it("fail when the domain's own check does, and name the seed", () => {
    const check = (state: unknown) => expect((state as Tally).total).toBeLessThan(30);
    expect(failureOf(() => run({}, check))).toMatch(/seed: 1/);
  });
});

describe('time in random sequences', () => {
  const at = TEST_NOW;
  const due = (command: TallyCommand) => (state: unknown) =>
    (state as Tally).closed ? null : { at, command: command as never };

  it('passes at their end: what is due is given', () => {
    const closed: boolean[] = [];
    run({ nextDue: due({ type: 'Close' }) }, (state) => closed.push((state as Tally).closed));
    expect(closed).toContain(true);
  });

  it('fails for what is due and changes nothing: its alarm would repeat for ever', () => {
    const refused = () => run({ nextDue: due({ type: 'Refuse' }) });
    expect(failureOf(refused)).toMatch(/Refuse is due at .* and changes nothing/);
  });

  it('fails for a state that a snapshot does not keep', () => {
    const evolve = (state: unknown, event: DomainEvent) => ({
      ...(tally.decider.evolve(state, event) as Tally),
      note: undefined,
    });
    expect(failureOf(() => run({ evolve }))).toMatch(/strictly equal/);
  });
});
