import type { Decision, DecisionEnv, DomainCommand } from './decider.ts';
import { accept, reject } from './decider.ts';

/** What a command does to an aggregate that is in a certain status. */
export type Move<Status extends string> =
  /** It may take effect and then ends in one of these statuses; other rules may still refuse it. */
  | { readonly kind: 'moves'; readonly to: readonly Status[] }
  /** It is already so: accepted, and nothing is appended. */
  | { readonly kind: 'unchanged' }
  /** It is refused with this code. With an exception, the decider itself judges which of the two holds. */
  | { readonly kind: 'refused'; readonly code: string; readonly exception: string | null };

/** The state machine of an aggregate: what each command does in each status. Deciders are guarded by it, tests and docs made from it. */
export interface Lifecycle<State, CommandType extends string = string, Status extends string = string> {
  /** What the aggregate is called in a refusal, for example `order`. */
  readonly noun: string;
  readonly statuses: readonly Status[];
  readonly statusOf: (state: State) => Status;
  readonly moves: Readonly<Record<CommandType, Readonly<Record<Status, Move<Status>>>>>;
}

/** May take effect and leave the aggregate in one of these statuses. */
export const to = <Status extends string>(...statuses: readonly Status[]): Move<Status> => ({
  kind: 'moves',
  to: statuses,
});

/** Accepted without an event, because it is already so. */
export const unchanged: Move<never> = { kind: 'unchanged' };

/** Refused with this code; `exception` says in words when the decider accepts it nevertheless. */
export const refused = (code: string, exception: string | null = null): Move<never> => ({
  kind: 'refused',
  code,
  exception,
});

type Row<Status extends string> = { readonly [S in Status]?: Move<Status> } & {
  readonly otherwise?: Move<Status>;
};

/** Builds a lifecycle; `otherwise` fills the statuses that a row does not name. Throws when a cell is left open. */
export const lifecycle = <State, CommandType extends string, Status extends string>(definition: {
  readonly noun: string;
  readonly statuses: readonly Status[];
  readonly statusOf: (state: State) => Status;
  readonly moves: Readonly<Record<CommandType, Row<NoInfer<Status>>>>;
}): Lifecycle<State, CommandType, Status> => {
  const rows = Object.entries<Row<Status>>(definition.moves).map(([command, row]) => {
    const cells = definition.statuses.map((status) => {
      const move = row[status] ?? row.otherwise;
      if (!move) throw new Error(`${command} says nothing about ${definition.noun} that is ${status}`);
      return [status, move];
    });
    return [command, Object.fromEntries(cells)];
  });
  return { ...definition, moves: Object.fromEntries(rows) };
};

/** Tells whether a command can take effect in this state, as far as the status decides (rule BC-R9): for guards and for buttons. */
export const canPerform = <State, CommandType extends string, Status extends string>(
  { moves, statusOf }: Lifecycle<State, CommandType, Status>,
  command: CommandType,
  state: State,
): boolean => moves[command][statusOf(state)].kind === 'moves';

/** Guards a decider by its lifecycle: it is asked only about what the status allows. */
export const guardedBy =
  <State, Command extends DomainCommand, Event, Status extends string>(
    { noun, moves, statusOf }: Lifecycle<State, Command['type'], Status>,
    decide: (command: Command, state: State, env: DecisionEnv) => Decision<Event>,
  ) =>
  (command: Command, state: State, env: DecisionEnv): Decision<Event> => {
    const status = statusOf(state);
    const move = moves[command.type as Command['type']][status];
    if (move.kind === 'unchanged') return accept();
    if (move.kind === 'refused' && move.exception === null)
      return reject(move.code, `the ${noun} is ${status}`);
    return decide(command, state, env);
  };
