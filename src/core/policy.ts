import type { DomainCommand } from './decider.ts';
import type { EventEnvelope } from './envelope.ts';

/** A command for one object of the event's user. */
export interface AddressedCommand {
  readonly target: { readonly type: string; readonly key: string };
  readonly command: DomainCommand;
  /** What makes a repeat the same command; the event's id when left out. */
  readonly dedupeKey?: string;
  /** It only mirrors how something stands: whoever is gone by then does not miss it. */
  readonly isMirror?: true;
  /** A fault that somebody ordered: it is given so much later, in no order, and is lost when the object dies meanwhile. */
  readonly afterMs?: number;
}

/** Whenever this happened, tell these aggregates: a pure rule without state of its own. */
export interface Policy {
  /** Stored with the cursor; never rename it. */
  readonly name: string;
  readonly eventTypes: ReadonlySet<string>;
  readonly commandsFor: (event: EventEnvelope) => readonly AddressedCommand[];
}
