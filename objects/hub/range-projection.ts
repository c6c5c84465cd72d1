import type { DomainEvent } from '../../src/core/decider.ts';
import type { EventEnvelope } from '../../src/core/envelope.ts';
import type { AnyView, ViewRow } from '../../src/core/view.ts';
import { type Publication, publicationFrame } from '../../src/realtime/frames.ts';
import type { TopicHead, ViewStore } from './view-store.ts';

/** What an event changed, for whoever turns changes into messages. */
export interface ViewChange {
  readonly event: EventEnvelope;
  readonly kind: string | null;
  readonly row: ViewRow | null;
}

/** What a hub keeps and tells; `read` answers null for an event that means nothing any more and throws when its type is unknown or newer. */
export interface HubContent {
  readonly views: readonly AnyView[];
  readonly read: (envelope: EventEnvelope) => DomainEvent | null;
  readonly publish: (change: ViewChange) => Publication | null;
}

/** A message for whoever subscribed to the topic. */
export interface TopicFrame {
  readonly topic: string;
  readonly text: string;
}

/** The part of a hub's store that a range reads and writes. */
export type ProjectionStore = Pick<ViewStore, 'get' | 'save' | 'remove' | 'topic' | 'saveTopic'>;

interface TouchedRow {
  readonly kind: string;
  readonly id: string;
  readonly row: ViewRow | null;
}

/**
 * Takes the events of one aggregate into the views: a row or topic is read when first touched and written once by `save`,
 * however many events concern it.
 */
export class RangeProjection {
  readonly #content: HubContent;
  readonly #store: ProjectionStore;
  readonly #rows = new Map<string, TouchedRow>();
  readonly #topics = new Map<string, TopicHead>();

  constructor(content: HubContent, store: ProjectionStore) {
    this.#content = content;
    this.#store = store;
  }

  /** Takes the next event; answers what to tell once it is saved. */
  take(envelope: EventEnvelope): TopicFrame[] {
    const event = this.#content.read(envelope);
    const changes = event
      ? this.#content.views
          .filter((view) => view.eventTypes.has(event.type))
          .map((view) => this.#projectInto(view, event, envelope))
      : [];
    const told = changes.length > 0 ? changes : [{ event: envelope, kind: null, row: null }];
    return told
      .flatMap((change) => this.#content.publish(change) ?? [])
      .map((publication) => this.#frame(publication, envelope));
  }

  /** Writes every row and topic that was touched; call it inside the transaction that reads them. */
  save(aggregateId: string): void {
    for (const { kind, id, row } of this.#rows.values()) {
      if (row) this.#store.save(kind, aggregateId, row);
      else this.#store.remove(kind, id);
    }
    for (const [topic, head] of this.#topics) this.#store.saveTopic(topic, head);
  }

  #projectInto(view: AnyView, event: DomainEvent, envelope: EventEnvelope): ViewChange {
    const { kind } = view;
    const id = view.rowId(event, envelope);
    const key = `${kind}:${id}`;
    const touched = this.#rows.get(key);
    const before = touched ? touched.row : this.#store.get(kind, id);
    const doc = view.project(before?.doc ?? null, event, envelope);
    const row =
      doc === null ? null : { id, version: envelope.aggregateVersion, updatedAt: envelope.occurredAt, doc };
    this.#rows.set(key, { kind, id, row });
    return { event: envelope, kind, row };
  }

  #frame(publication: Publication, { eventId, occurredAt }: EventEnvelope): TopicFrame {
    const { topic } = publication;
    const { epoch, head } = this.#topics.get(topic) ?? this.#store.topic(topic) ?? newTopic();
    this.#topics.set(topic, { epoch, head: head + 1 });
    const stamp = { id: eventId, at: occurredAt, epoch, offset: head + 1 };
    return { topic, text: publicationFrame(publication, stamp) };
  }
}

const newTopic = (): TopicHead => ({
  epoch: crypto.getRandomValues(new Uint32Array(1)).at(0)?.toString(16).padStart(8, '0') ?? '00000000',
  head: 0,
});
