import { z } from 'zod';
import { isUtcInstant, type UtcInstant } from './instant.ts';

/** Who caused something: a person, a saga, a policy that carries facts between aggregates, time itself, or an operator. */
export interface Actor {
  readonly kind: 'user' | 'saga' | 'policy' | 'clock' | 'operator';
  readonly id: string;
}

const utcInstant = z.custom<UtcInstant>(
  (value) => typeof value === 'string' && isUtcInstant(value),
  'must be a UTC instant',
);

/** The one shape of a stored event: in the object, on queues, in Postgres and beyond. Instants are ISO in UTC, decimals strings. */
export const eventEnvelopeSchema = z.object({
  eventId: z.uuid(),
  eventType: z.string().min(1),
  schemaVersion: z.int().min(1),
  aggregateType: z.string().min(1),
  aggregateId: z.uuid(),
  epoch: z.string().min(1),
  aggregateVersion: z.int().min(1),
  userId: z.uuid(),
  region: z.string().min(1),
  occurredAt: utcInstant,
  recordedAt: utcInstant,
  correlationId: z.uuid(),
  causationId: z.uuid().nullable(),
  sagaId: z.uuid().nullable(),
  commandId: z.uuid(),
  actor: z.object({ kind: z.enum(['user', 'saga', 'policy', 'clock', 'operator']), id: z.string() }),
  data: z.record(z.string(), z.unknown()),
  meta: z.record(z.string(), z.unknown()),
});

/** A stored event with everything known about it. `eventId` = H(aggregateId, epoch, version). */
export type EventEnvelope = z.infer<typeof eventEnvelopeSchema>;

/** A contiguous run of one aggregate's events as it travels: `events` is one JSON array in a string. */
export interface EventRange {
  readonly aggregateType: string;
  readonly aggregateId: string;
  /** Last part of the owning object's name; what a consumer needs to ask that object for more. */
  readonly objectKey: string;
  readonly userId: string;
  readonly region: string;
  readonly epoch: string;
  readonly fromVersion: number;
  readonly toVersion: number;
  readonly events: string;
}
