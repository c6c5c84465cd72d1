import { z } from 'zod';
import { eventEnvelopeSchema } from '../envelope.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { isUtcInstant, type UtcInstant } from '../instant.ts';

const at = z.custom<UtcInstant>(
  (value) => typeof value === 'string' && isUtcInstant(value),
  'must be a UTC instant',
);
const saga = { sagaId: z.uuid(), sagaType: z.string().min(1) };
const holder = z.object(saga);

/** What a gate has decided: one verdict for each trigger, for ever. */
export const gateEvents = {
  SagaAdmitted: defineEvent(
    'SagaAdmitted',
    1,
    z.object({
      ...saga,
      conflictKey: z.string(),
      dedupeKey: z.string(),
      trigger: eventEnvelopeSchema,
      leaseUntil: at,
      admittedAt: at,
    }),
  ),
  SagaQueued: defineEvent(
    'SagaQueued',
    1,
    z.object({ ...saga, dedupeKey: z.string(), trigger: eventEnvelopeSchema, behind: holder, queuedAt: at }),
  ),
  /** Another saga does already what this one would do. */
  SagaDropped: defineEvent('SagaDropped', 1, z.object({ ...saga, because: z.string(), droppedAt: at })),
  /** It must not run beside the holder, nor after it. */
  SagaRefused: defineEvent('SagaRefused', 1, z.object({ ...saga, holder, refusedAt: at })),
  /** The holder has to make way. */
  SagaPreempted: defineEvent('SagaPreempted', 1, z.object({ ...saga, by: holder, preemptedAt: at })),
  SagaLeaseRenewed: defineEvent('SagaLeaseRenewed', 1, z.object({ sagaId: z.uuid(), leaseUntil: at })),
  SagaLeaseEnded: defineEvent('SagaLeaseEnded', 1, z.object({ sagaId: z.uuid(), endedAt: at })),
};

export type GateEvent = EventOf<typeof gateEvents>;
