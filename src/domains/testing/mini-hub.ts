import type { DomainEvent } from '../../core/decider.ts';
import { plusMs } from '../../core/instant.ts';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import type { AnyView, ViewRow } from '../../core/view.ts';

/** An event on its way to the views: where in which log it stands. */
export interface Delivery {
  readonly aggregateId: string;
  readonly version: number;
  readonly event: DomainEvent;
}

/** The deliveries of a log, in order. */
export const deliveriesOf = (aggregateId: string, log: readonly DomainEvent[]): readonly Delivery[] =>
  log.map((event, index) => ({ aggregateId, version: index + 1, event }));

/** Views under the version rule of the user's hub: an old event is ignored, the next one applied, beyond a gap nothing. */
export class MiniHub {
  readonly #views: readonly AnyView[];
  readonly #userId: string;
  readonly #progress = new Map<string, number>();
  readonly #rows = new Map<string, ViewRow>();

  constructor(views: readonly AnyView[], userId: string) {
    this.#views = views;
    this.#userId = userId;
  }

  /** Takes a delivery; answers how far it has the log, from where the sender goes on. */
  apply({ aggregateId, version, event }: Delivery): number {
    const have = this.#progress.get(aggregateId) ?? 0;
    if (version !== have + 1) return have;
    const occurredAt = plusMs(TEST_NOW, version);
    const meta = { aggregateId, aggregateVersion: version, userId: this.#userId, occurredAt };
    for (const view of this.#views.filter(({ eventTypes }) => eventTypes.has(event.type))) {
      const id = view.rowId(event, meta);
      const key = `${view.kind}/${id}`;
      const doc = view.project(this.#rows.get(key)?.doc ?? null, event, meta);
      if (doc === null) this.#rows.delete(key);
      else this.#rows.set(key, { id, version, updatedAt: occurredAt, doc });
    }
    this.#progress.set(aggregateId, version);
    return version;
  }

  /** What it shows, by view and row. */
  get rows(): Readonly<Record<string, ViewRow>> {
    return Object.fromEntries([...this.#rows].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
