import { z } from 'zod';
import { eventEnvelopeSchema } from '../envelope.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { isUtcInstant, type UtcInstant } from '../instant.ts';

const at = z.custom<UtcInstant>(
  (value) => typeof value === 'string' && isUtcInstant(value),
  'must be a UTC instant',
);
const reason = z.object({ code: z.string(), detail: z.string() });
const failure = z.object({
  code: z.string(),
  detail: z.string(),
  kind: z.enum(['validation', 'refused', 'broker', 'timeout', 'deadline', 'aborted']),
  uncertain: z.boolean(),
});
/** One step: its position in the definition, and its name. */
const step = { step: z.int().min(-1), name: z.string() };
const intervention = { interventionId: z.uuid() };

/** The life of a saga instance, as its own log tells it (`saga.events`). */
export const sagaEvents = {
  SagaStarted: defineEvent(
    'SagaStarted',
    1,
    z.object({
      sagaType: z.string().min(1),
      definitionVersion: z.int().min(1),
      /** The whole trigger event: all that the saga ever needs to know. */
      trigger: eventEnvelopeSchema,
      conflictKey: z.string().nullable(),
      startedAt: at,
      objectiveAt: at,
      deadlineAt: at,
    }),
  ),
  SagaStepCompleted: defineEvent(
    'SagaStepCompleted',
    1,
    z.object({
      ...step,
      attempts: z.int().min(1),
      result: z.unknown(),
      pivot: z.boolean(),
      effects: z.int().min(0),
      startedAt: at,
      completedAt: at,
    }),
  ),
  SagaStepRetried: defineEvent(
    'SagaStepRetried',
    1,
    z.object({
      ...step,
      attempt: z.int().min(2),
      reason,
      uncertain: z.boolean(),
      /** It only looks again, as the step has planned: no try has failed. Left out by the first build. */
      looks: z.boolean().optional(),
      /** The earlier step at which it begins again; left out where it is the same one. */
      from: z.int().min(0).optional(),
      nextAt: at,
    }),
  ),
  SagaEventReceived: defineEvent('SagaEventReceived', 1, z.object({ event: eventEnvelopeSchema })),
  SagaChildEnded: defineEvent(
    'SagaChildEnded',
    1,
    z.object({
      child: z.object({
        sagaId: z.uuid(),
        type: z.string(),
        aggregateId: z.uuid(),
        status: z.string(),
      }),
      endedAt: at,
    }),
  ),
  SagaTimedOut: defineEvent('SagaTimedOut', 1, z.object({ ...step, deadlineAt: at })),
  SagaCompensationStarted: defineEvent(
    'SagaCompensationStarted',
    1,
    z.object({
      ...step,
      failure,
      from: z.int().min(-1),
      steps: z.array(z.string()),
      /** Who wanted it; left out by the first build. */
      by: z.string().optional(),
      startedAt: at,
    }),
  ),
  SagaStepCompensated: defineEvent(
    'SagaStepCompensated',
    1,
    z.object({ ...step, next: z.int().min(-1), attempts: z.int().min(1), compensatedAt: at }),
  ),
  SagaCompensationRetried: defineEvent(
    'SagaCompensationRetried',
    1,
    z.object({ ...step, attempt: z.int().min(2), reason, nextAt: at }),
  ),
  SagaCompensationFailed: defineEvent(
    'SagaCompensationFailed',
    1,
    z.object({ ...step, next: z.int().min(-1), reason, failedAt: at }),
  ),
  SagaInterventionOpened: defineEvent(
    'SagaInterventionOpened',
    1,
    z.object({
      ...intervention,
      ...step,
      code: z.string(),
      reason: z.string(),
      ids: z.array(z.string()),
      openedAt: at,
    }),
  ),
  SagaInterventionAcknowledged: defineEvent(
    'SagaInterventionAcknowledged',
    1,
    z.object({ ...intervention, by: z.string().min(1), acknowledgedAt: at }),
  ),
  SagaInterventionResolved: defineEvent(
    'SagaInterventionResolved',
    1,
    z.object({ ...intervention, by: z.string().min(1), note: z.string(), resolvedAt: at }),
  ),
  SagaRetryRequested: defineEvent(
    'SagaRetryRequested',
    1,
    z.object({ ...step, by: z.string().min(1), requestedAt: at }),
  ),
  SagaCompleted: defineEvent(
    'SagaCompleted',
    1,
    z.object({ steps: z.int().min(0), totalMs: z.int().min(0), late: z.boolean(), completedAt: at }),
  ),
  SagaCompensated: defineEvent(
    'SagaCompensated',
    1,
    z.object({ withErrors: z.boolean(), totalMs: z.int().min(0), compensatedAt: at }),
  ),
  SagaAborted: defineEvent('SagaAborted', 1, z.object({ ...step, reason, by: z.string(), abortedAt: at })),
};

export type SagaEvent = EventOf<typeof sagaEvents>;
