import type { DomainEvent } from './decider.ts';
import type { UtcInstant } from './instant.ts';

/** What a view may know of an event besides the event itself. */
export interface ViewEventMeta {
  readonly aggregateId: string;
  readonly aggregateVersion: number;
  readonly userId: string;
  readonly occurredAt: UtcInstant;
}

/** One row of a view: what it shows, and the aggregate version it reflects. */
export interface ViewRow<Doc = unknown> {
  readonly id: string;
  readonly version: number;
  readonly updatedAt: UtcInstant;
  readonly doc: Doc;
}

/** Why the answer to a command waits for this event's projection (rule S-R6). */
export interface SyncReason {
  readonly priority: 1 | 2 | 3;
  readonly reason: string;
}

/** A read model of one user, kept row by row: pure, idempotent under the hub's version rule, and without business rules (rule S-R7). */
export interface View<Doc, Event extends DomainEvent> {
  /** Name of the view, for example `orders`. */
  readonly kind: string;
  /** The events it folds, by their exact type. */
  readonly eventTypes: ReadonlySet<string>;
  /** The row an event belongs to. */
  readonly rowId: (event: Event, meta: ViewEventMeta) => string;
  /** The row after the event; null removes it. `doc` is null when there is no row yet. */
  readonly project: (doc: Doc | null, event: Event, meta: ViewEventMeta) => Doc | null;
  /** Events whose projection a command's answer waits for, each with its reason. */
  readonly sync: Readonly<Record<string, SyncReason>>;
}

/** A view without its types, for the hub that keeps all of them. */
export type AnyView = View<unknown, DomainEvent>;

/** Forgets the types of a view. */
export const anyView = <Doc, Event extends DomainEvent>(view: View<Doc, Event>): AnyView =>
  view as unknown as AnyView;
