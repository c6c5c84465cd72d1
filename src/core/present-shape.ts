import type { DomainEvent } from './decider.ts';
import type { EventEnvelope } from './envelope.ts';

/** Reads a stored event in today's shape; null for one that means nothing any more. */
export type ReadEvent = (event: EventEnvelope) => DomainEvent | null;

/** Events in today's shape, so that what a log has kept since an older build is not misread by those it goes to. */
export const inPresentShape = (events: readonly EventEnvelope[], read: ReadEvent): readonly EventEnvelope[] =>
  events.flatMap((event) => {
    const present = read(event);
    return present
      ? [{ ...event, eventType: present.type, data: present.data as EventEnvelope['data'] }]
      : [];
  });
