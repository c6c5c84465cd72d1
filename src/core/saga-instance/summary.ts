import { evolveBy } from '../decider.ts';
import type { UtcInstant } from '../instant.ts';
import { epochMs } from '../instant.ts';
import { anyView, type View, type ViewEventMeta } from '../view.ts';
import { type SagaEvent, sagaEvents } from './events.ts';

/** What people look at of a saga: how far it is, what it came to, and what it asks of them. */
export interface SagaSummary {
  readonly sagaType: string;
  readonly definitionVersion: number;
  readonly status: string;
  readonly userId: string;
  readonly correlationId: string;
  readonly trigger: {
    readonly eventId: string;
    readonly eventType: string;
    readonly aggregateType: string;
    readonly aggregateId: string;
  };
  readonly conflictKey: string | null;
  /** The last step that was completed, or is being undone. */
  readonly step: string | null;
  readonly steps: readonly { readonly name: string; readonly attempts: number; readonly ms: number }[];
  readonly attempt: number;
  readonly lastReason: { readonly code: string; readonly detail: string } | null;
  readonly failure: { readonly code: string; readonly detail: string } | null;
  readonly interventions: readonly {
    readonly interventionId: string;
    readonly step: string;
    readonly code: string;
    readonly reason: string;
    readonly ids: readonly string[];
    readonly state: 'open' | 'acknowledged' | 'resolved';
    readonly by: string | null;
    readonly note: string | null;
    readonly openedAt: UtcInstant;
  }[];
  readonly startedAt: UtcInstant;
  readonly deadlineAt: UtcInstant;
  readonly endedAt: UtcInstant | null;
  readonly totalMs: number | null;
}

type Known = SagaSummary | null;

const change = (summary: Known, changes: Partial<SagaSummary>): Known =>
  summary && { ...summary, ...changes };

const changeIntervention = (
  summary: Known,
  id: string,
  changes: Partial<SagaSummary['interventions'][number]>,
): Known =>
  change(summary, {
    interventions: (summary?.interventions ?? []).map((record) =>
      record.interventionId === id ? { ...record, ...changes } : record,
    ),
  });

const fold = evolveBy<Known, SagaEvent>({
  SagaStarted: (_summary, { sagaType, definitionVersion, trigger, conflictKey, startedAt, deadlineAt }) => ({
    sagaType,
    definitionVersion,
    status: 'running',
    userId: trigger.userId,
    correlationId: trigger.correlationId,
    trigger: {
      eventId: trigger.eventId,
      eventType: trigger.eventType,
      aggregateType: trigger.aggregateType,
      aggregateId: trigger.aggregateId,
    },
    conflictKey,
    step: null,
    steps: [],
    attempt: 1,
    lastReason: null,
    failure: null,
    interventions: [],
    startedAt,
    deadlineAt,
    endedAt: null,
    totalMs: null,
  }),
  SagaStepCompleted: (summary, { name, attempts, startedAt, completedAt }) =>
    change(summary, {
      step: name,
      attempt: 1,
      lastReason: null,
      steps: [
        ...(summary?.steps ?? []),
        { name, attempts, ms: Math.max(0, epochMs(completedAt) - epochMs(startedAt)) },
      ],
    }),
  SagaStepRetried: (summary, { attempt, reason }) => change(summary, { attempt, lastReason: reason }),
  SagaEventReceived: (summary) => summary,
  SagaChildEnded: (summary) => summary,
  SagaTimedOut: (summary) => summary,
  SagaCompensationStarted: (summary, { name, failure: { code, detail } }) =>
    change(summary, { status: 'compensating', step: name, failure: { code, detail } }),
  SagaStepCompensated: (summary, { name }) => change(summary, { step: name, attempt: 1 }),
  SagaCompensationRetried: (summary, { attempt, reason }) => change(summary, { attempt, lastReason: reason }),
  SagaCompensationFailed: (summary, { name, reason }) => change(summary, { step: name, lastReason: reason }),
  SagaInterventionOpened: (summary, { interventionId, name, code, reason, ids, openedAt }) =>
    change(summary, {
      interventions: [
        ...(summary?.interventions ?? []),
        { interventionId, step: name, code, reason, ids, state: 'open', by: null, note: null, openedAt },
      ],
    }),
  SagaInterventionAcknowledged: (summary, { interventionId, by }) =>
    changeIntervention(summary, interventionId, { state: 'acknowledged', by }),
  SagaInterventionResolved: (summary, { interventionId, by, note }) =>
    changeIntervention(summary, interventionId, { state: 'resolved', by, note }),
  SagaRetryRequested: (summary, { name }) => change(summary, { step: name, attempt: 1 }),
  SagaCompleted: (summary, { completedAt, totalMs }) =>
    change(summary, { status: 'completed', endedAt: completedAt, totalMs }),
  SagaCompensated: (summary, { withErrors, compensatedAt, totalMs }) =>
    change(summary, {
      status: withErrors ? 'compensated_with_errors' : 'compensated',
      endedAt: compensatedAt,
      totalMs,
    }),
  SagaAborted: (summary, { reason, abortedAt }) =>
    change(summary, { status: 'aborted', failure: reason, endedAt: abortedAt }),
});

/** How a fact changes what people see of a saga. */
export const summarizeSaga = (summary: SagaSummary | null, event: SagaEvent): SagaSummary | null =>
  fold(summary, event);

const view: View<SagaSummary, SagaEvent> = {
  kind: 'operations',
  eventTypes: new Set(Object.keys(sagaEvents)),
  rowId: (_event: SagaEvent, { aggregateId }: ViewEventMeta) => aggregateId,
  project: summarizeSaga,
  sync: {},
};

/** A user's running and finished operations, one row per saga. */
export const operationsView = anyView(view);
