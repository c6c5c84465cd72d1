import type { DomainEvent } from '../../src/core/decider.ts';
import type { EventEnvelope, EventRange } from '../../src/core/envelope.ts';

/** Reads a stored event in today's shape; null for one that means nothing any more. */
export type ReadEvent = (event: EventEnvelope) => DomainEvent | null;

/** Events of a range in today's shape, so that what a log has kept since an older build is not misread by those it goes to. */
export const presentShape = (range: EventRange, read: ReadEvent): readonly EventEnvelope[] =>
  (JSON.parse(range.events) as EventEnvelope[]).flatMap((event) => {
    const present = read(event);
    return present
      ? [{ ...event, eventType: present.type, data: present.data as EventEnvelope['data'] }]
      : [];
  });
