import type { EventEnvelope } from '../core/envelope.ts';
import type { ViewRow } from '../core/view.ts';
import type { Publication } from './frames.ts';

/** What an event changed on a view: the row after it, or null when it is gone or was never there. */
export interface Change {
  readonly event: EventEnvelope;
  readonly kind: string | null;
  readonly row: ViewRow | null;
}

/** What the clients are told of a change of one view, or null when they are told nothing. */
export type Tell = (event: EventEnvelope, row: ViewRow | null) => Publication | null;
