import type { Actor } from './envelope.ts';
import type { UtcInstant } from './instant.ts';

/** Something that happened, before it has an envelope. `correlationId` overrides the command's when the fact belongs to another flow. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  readonly correlationId?: string;
}

/** An intention, named in the imperative; its shape was checked when it was built (rule C-R4). */
export interface DomainCommand<Type extends string = string> {
  readonly type: Type;
}

/** Everything a decision may know besides the command and the state: no clock, randomness or I/O of its own (rule C-R10). */
export interface DecisionEnv {
  readonly now: UtcInstant;
  readonly userId: string;
  readonly aggregateId: string;
  readonly commandId: string;
  readonly correlationId: string;
  readonly sagaId: string | null;
  readonly actor: Actor;
  /** The next id of this command: the same sequence each time the command is decided. */
  readonly newId: () => string;
  /** A UUID derived from the given parts alone. */
  readonly idOf: (...parts: readonly (string | number)[]) => string;
}

/** Why a command was refused: a stable `code`, a sentence for people, and the field when one is to blame. */
export interface Rejection {
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
}

/** What a decider answers: facts to append (none means that it is already so) or a refusal. */
export type Decision<Event> =
  | { readonly kind: 'accept'; readonly events: readonly Event[] }
  | { readonly kind: 'reject'; readonly rejection: Rejection };

/** Accepts with these events; without any the command changed nothing and is still a success. */
export const accept = <Event>(...events: readonly Event[]): Decision<Event> => ({ kind: 'accept', events });

/** Refuses; the log stays as it was. */
export const reject = (code: string, detail: string, field?: string): Decision<never> => ({
  kind: 'reject',
  rejection: field === undefined ? { code, detail } : { code, detail, field },
});

/** A command that time itself will give, unless the state changes before. */
export interface Due<Command> {
  readonly at: UtcInstant;
  readonly command: Command;
}

/** An aggregate as three pure things: a first state, decisions, and the way facts change the state. */
export interface Decider<State, Command extends DomainCommand, Event extends DomainEvent> {
  readonly initial: State;
  readonly decide: (command: Command, state: State, env: DecisionEnv) => Decision<Event>;
  readonly evolve: (state: State, event: Event) => State;
  /** The earliest thing that time will do to this state, or null. */
  readonly nextDue?: (state: State) => Due<Command> | null;
  /** True once the log is closed; the object then appends a tombstone and a later use starts a new epoch. */
  readonly isTerminal?: (state: State) => boolean;
}

type EventHandlers<State, Event extends DomainEvent> = {
  readonly [Type in Event['type']]: (state: State, data: Extract<Event, { type: Type }>['data']) => State;
};

/** Builds `evolve` from a map with one entry per event type; the compiler finds a missing one (rule E-R4). */
export const evolveBy =
  <State, Event extends DomainEvent>(handlers: EventHandlers<State, Event>) =>
  (state: State, event: Event): State =>
    handlers[event.type as Event['type']](state, event.data as never);

type CommandHandlers<State, Command extends DomainCommand, Event> = {
  readonly [Type in Command['type']]: (
    command: Extract<Command, { type: Type }>,
    state: State,
    env: DecisionEnv,
  ) => Decision<Event>;
};

/** Builds `decide` from a map with one entry per command type. */
export const decideBy =
  <State, Command extends DomainCommand, Event>(handlers: CommandHandlers<State, Command, Event>) =>
  (command: Command, state: State, env: DecisionEnv): Decision<Event> =>
    handlers[command.type as Command['type']](command as never, state, env);
