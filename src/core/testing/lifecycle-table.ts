import { describe, expect, it } from 'vitest';
import type { AggregateDefinition } from '../aggregate.ts';
import type { DecisionEnv, DomainCommand, DomainEvent } from '../decider.ts';
import type { Lifecycle, Move } from '../lifecycle.ts';
import { testEnv } from './decider-specification.ts';

/** An example of each command that would succeed wherever the table allows it, and a history that leads to each status. */
export interface LifecycleExamples<
  Command extends DomainCommand,
  Event extends DomainEvent,
  Status extends string,
> {
  readonly histories: Readonly<Record<Status, readonly Event[]>>;
  readonly commands: {
    readonly [T in Command['type']]:
      | Extract<Command, { type: T }>
      | ((status: Status) => Extract<Command, { type: T }>);
  };
  readonly env?: Partial<DecisionEnv>;
}

/** One cell of the table: what a command does in a status. */
export interface LifecycleCell<CommandType extends string, Status extends string> {
  readonly status: Status;
  readonly command: CommandType;
  readonly move: Move<Status>;
}

/** All cells of a lifecycle's table. */
export const cellsOf = <State, CommandType extends string, Status extends string>({
  statuses,
  moves,
}: Lifecycle<State, CommandType, Status>): readonly LifecycleCell<CommandType, Status>[] =>
  (Object.keys(moves) as CommandType[]).flatMap((command) =>
    statuses.map((status) => ({ status, command, move: moves[command][status] })),
  );

/** Fails (by `expect`) unless the example of the command does in the status what the cell says. */
export const checkCell = <
  State,
  Command extends DomainCommand,
  Event extends DomainEvent,
  Status extends string,
>(
  { decider }: AggregateDefinition<State, Command, Event>,
  { statusOf }: Lifecycle<State, Command['type'], Status>,
  { histories, commands, env = {} }: LifecycleExamples<Command, Event, Status>,
  { status, command, move }: LifecycleCell<Command['type'], Status>,
): void => {
  const state = histories[status].reduce(decider.evolve, decider.initial);
  const example = commands[command];
  const given = (typeof example === 'function' ? example(status) : example) as Command;
  const decision = decider.decide(given, state, testEnv(env));
  if (move.kind === 'refused') {
    expect(decision).toMatchObject({ kind: 'reject', rejection: { code: move.code } });
    return;
  }
  if (decision.kind === 'reject') throw new Error(`refused: ${JSON.stringify(decision.rejection)}`);
  if (move.kind === 'unchanged') {
    expect(decision.events).toEqual([]);
    return;
  }
  expect(decision.events.length).toBeGreaterThan(0);
  expect(move.to).toContain(statusOf(decision.events.reduce(decider.evolve, state)));
};

const OUTCOMES = { refused: 'is refused', unchanged: 'changes nothing', moves: 'takes effect' };

/** Tries every command in every status: what the table says happens, and a refusal appends nothing (invariant 2). */
export const describeLifecycle = <
  State,
  Command extends DomainCommand,
  Event extends DomainEvent,
  Status extends string,
>(
  aggregate: AggregateDefinition<State, Command, Event>,
  lifecycle: Lifecycle<State, Command['type'], Status>,
  examples: LifecycleExamples<Command, Event, Status>,
): void => {
  const { initial, evolve } = aggregate.decider;
  const cells = cellsOf(lifecycle).map((cell) => ({ ...cell, outcome: OUTCOMES[cell.move.kind] }));

  describe(`invariant 2: the transitions of ${aggregate.type}`, () => {
    it.each(lifecycle.statuses)('a history leads to %s', (status) => {
      expect(lifecycle.statusOf(examples.histories[status].reduce(evolve, initial))).toBe(status);
    });

    it.each(cells)('$status: $command $outcome', (cell) => {
      checkCell(aggregate, lifecycle, examples, cell);
    });
  });
};
