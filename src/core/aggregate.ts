import type { Decider, DomainCommand, DomainEvent } from './decider.ts';
import type { EventRegistry } from './event-registry.ts';

/** All an object needs to host one kind of aggregate. */
export interface AggregateDefinition<State, Command extends DomainCommand, Event extends DomainEvent> {
  /** Stored name of the aggregate type, for example `order`. */
  readonly type: string;
  readonly decider: Decider<State, Command, Event>;
  readonly events: EventRegistry<Event>;
  /** Raise it whenever the shape of the state changes: older snapshots are then ignored and the log is replayed. */
  readonly stateSchema: number;
  /** Most characters that a stored event may have; `MAX_EVENT_LENGTH` when left out. */
  readonly maxEventLength?: number;
}

/** Any aggregate, for code that hosts them without knowing their domain. */
export type AnyAggregate = AggregateDefinition<unknown, DomainCommand, DomainEvent>;

/** Forgets the domain types of an aggregate; the object checks nothing less, it parses every event by the registry. */
export const anyAggregate = <State, Command extends DomainCommand, Event extends DomainEvent>(
  definition: AggregateDefinition<State, Command, Event>,
): AnyAggregate => definition as unknown as AnyAggregate;
