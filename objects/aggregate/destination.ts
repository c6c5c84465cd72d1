import type { EventRange } from '../../src/core/envelope.ts';

/** How far a destination came with a range, and which events it refused for good. */
export interface Delivery {
  /** The destination has everything up to this version of the incarnation; less than sent asks to resend from there. */
  readonly have: number;
  readonly refused?: readonly { readonly version: number; readonly reason: string }[];
}

/** Where a log's events go. Deliveries are repeated until answered, so a destination must be idempotent. */
export interface Destination {
  /** Stored with the cursor; never rename it. */
  readonly name: string;
  /** How long to gather events before sending; 0 sends at once. */
  readonly coalesceMs: number;
  /** Shortest time between two sends: the first goes at once, those in a row are gathered. Nobody who waits is kept waiting for it. */
  readonly intervalMs?: number;
  /** Events it cares for; without it, all. */
  readonly wants?: (eventType: string) => boolean;
  /** Sends a range; a throw means try again later. */
  readonly deliver: (range: EventRange) => Promise<Delivery>;
  /** Another way for a range that could not be sent, asked after each failure; null while it shall be sent again instead. */
  readonly otherwise?: (range: EventRange) => Promise<Delivery | null>;
}
