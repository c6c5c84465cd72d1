import type { EventEnvelope } from './envelope.ts';

/** Names a stored event without what it says. */
export interface EventReference {
  readonly eventId: string;
  readonly eventType: string;
  readonly aggregateType: string;
  readonly aggregateId: string;
}

/** The name of an event. */
export const referenceTo = ({
  eventId,
  eventType,
  aggregateType,
  aggregateId,
}: EventEnvelope): EventReference => ({ eventId, eventType, aggregateType, aggregateId });
