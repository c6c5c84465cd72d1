import { evolveBy, type Rejection } from '../decider.ts';
import { type EventReference, referenceTo } from '../event-reference.ts';
import { epochMs, type UtcInstant } from '../instant.ts';
import { anyView, type View, type ViewEventMeta } from '../view.ts';
import { type SagaEvent, sagaEvents } from './events.ts';

/** One execution of a step, and what it came to; `ms` lasts from its first attempt to its end. */
export interface StepSummary {
  readonly name: string;
  readonly status: 'completed' | 'failed' | 'aborted';
  readonly attempts: number;
  readonly startedAt: UtcInstant;
  readonly ms: number;
}

/** A step that was undone, or could not be: then `failure` says why. */
export interface UndoneStep {
  readonly name: string;
  readonly at: UtcInstant;
  readonly failure: Rejection | null;
}

/** An intervention with its whole life; `by` is whoever acknowledged it, then whoever resolved it. */
export interface InterventionSummary {
  readonly interventionId: string;
  readonly step: string;
  readonly code: string;
  readonly reason: string;
  readonly ids: readonly string[];
  readonly state: 'open' | 'acknowledged' | 'resolved';
  readonly by: string | null;
  readonly note: string | null;
  readonly openedAt: UtcInstant;
  readonly acknowledgedAt: UtcInstant | null;
  readonly resolvedAt: UtcInstant | null;
}

/** What people look at of a saga: how far it is, what it came to, and what it asks of them. */
export interface SagaSummary {
  readonly sagaType: string;
  readonly definitionVersion: number;
  readonly status: string;
  readonly userId: string;
  readonly correlationId: string;
  readonly trigger: EventReference;
  readonly conflictKey: string | null;
  /** The last step that was completed, is being tried again, or is being undone. */
  readonly step: string | null;
  /** How many steps of the definition are behind it. */
  readonly stepsDone: number;
  /** When the step in work was begun. */
  readonly stepStartedAt: UtcInstant;
  readonly steps: readonly StepSummary[];
  readonly undone: readonly UndoneStep[];
  readonly attempt: number;
  readonly lastReason: Rejection | null;
  readonly failure: Rejection | null;
  readonly interventions: readonly InterventionSummary[];
  readonly startedAt: UtcInstant;
  readonly objectiveAt: UtcInstant;
  readonly deadlineAt: UtcInstant;
  /** Whether it was completed later than its objective; null until it is completed. */
  readonly late: boolean | null;
  readonly endedAt: UtcInstant | null;
  readonly totalMs: number | null;
}

type Known = SagaSummary | null;

const change = (summary: Known, changes: Partial<SagaSummary>): Known =>
  summary && { ...summary, ...changes };

const changeIntervention = (summary: Known, id: string, changes: Partial<InterventionSummary>): Known =>
  change(summary, {
    interventions: (summary?.interventions ?? []).map((record) =>
      record.interventionId === id ? { ...record, ...changes } : record,
    ),
  });

const msBetween = (from: UtcInstant, to: UtcInstant): number => Math.max(0, epochMs(to) - epochMs(from));

/** The step in work came to nothing. */
const stopped = (
  summary: Known,
  name: string,
  status: 'failed' | 'aborted',
  at: UtcInstant,
): readonly StepSummary[] => {
  if (!summary) return [];
  const { attempt: attempts, stepStartedAt: startedAt } = summary;
  return [...summary.steps, { name, status, attempts, startedAt, ms: msBetween(startedAt, at) }];
};

const undone = (summary: Known, step: UndoneStep): readonly UndoneStep[] => [
  ...(summary?.undone ?? []),
  step,
];

const fold = evolveBy<Known, SagaEvent>({
  SagaStarted: (_summary, { trigger, ...started }) => ({
    ...started,
    status: 'running',
    userId: trigger.userId,
    correlationId: trigger.correlationId,
    trigger: referenceTo(trigger),
    step: null,
    stepsDone: 0,
    stepStartedAt: started.startedAt,
    steps: [],
    undone: [],
    attempt: 1,
    lastReason: null,
    failure: null,
    interventions: [],
    late: null,
    endedAt: null,
    totalMs: null,
  }),
  SagaStepCompleted: (summary, { step, name, attempts, startedAt, completedAt }) =>
    change(summary, {
      step: name,
      stepsDone: step + 1,
      stepStartedAt: completedAt,
      attempt: 1,
      lastReason: null,
      steps: [
        ...(summary?.steps ?? []),
        { name, status: 'completed', attempts, startedAt, ms: msBetween(startedAt, completedAt) },
      ],
    }),
  SagaStepRetried: (summary, { name, attempt, reason, from }) =>
    change(summary, {
      step: name,
      attempt,
      lastReason: reason,
      ...(from === undefined ? {} : { stepsDone: from }),
    }),
  SagaEventReceived: (summary) => summary,
  SagaChildEnded: (summary) => summary,
  SagaTimedOut: (summary) => summary,
  SagaCompensationStarted: (summary, { name, failure: { code, detail }, startedAt }) =>
    change(summary, {
      status: 'compensating',
      step: name,
      steps: stopped(summary, name, 'failed', startedAt),
      attempt: 1,
      lastReason: null,
      failure: { code, detail },
    }),
  SagaStepCompensated: (summary, { step, name, compensatedAt: at }) =>
    step < 0
      ? summary
      : change(summary, { step: name, undone: undone(summary, { name, at, failure: null }), attempt: 1 }),
  SagaCompensationRetried: (summary, { attempt, reason }) => change(summary, { attempt, lastReason: reason }),
  SagaCompensationFailed: (summary, { name, reason, failedAt: at }) =>
    change(summary, {
      step: name,
      undone: undone(summary, { name, at, failure: reason }),
      attempt: 1,
      lastReason: reason,
    }),
  SagaInterventionOpened: (summary, { step: _step, name, ...asked }) =>
    change(summary, {
      interventions: [
        ...(summary?.interventions ?? []),
        {
          ...asked,
          step: name,
          state: 'open',
          by: null,
          note: null,
          acknowledgedAt: null,
          resolvedAt: null,
        },
      ],
    }),
  SagaInterventionAcknowledged: (summary, { interventionId, by, acknowledgedAt }) =>
    changeIntervention(summary, interventionId, { state: 'acknowledged', by, acknowledgedAt }),
  SagaInterventionResolved: (summary, { interventionId, by, note, resolvedAt }) =>
    changeIntervention(summary, interventionId, { state: 'resolved', by, note, resolvedAt }),
  SagaRetryRequested: (summary, { step, name, requestedAt }) =>
    change(summary, {
      step: name,
      ...(summary?.status === 'running' ? { stepsDone: step, stepStartedAt: requestedAt } : {}),
      attempt: 1,
      lastReason: null,
    }),
  SagaCompleted: (summary, { completedAt, totalMs, late }) =>
    change(summary, { status: 'completed', late, endedAt: completedAt, totalMs }),
  SagaCompensated: (summary, { withErrors, compensatedAt, totalMs }) =>
    change(summary, {
      status: withErrors ? 'compensated_with_errors' : 'compensated',
      endedAt: compensatedAt,
      totalMs,
    }),
  SagaAborted: (summary, { name, reason, abortedAt }) =>
    change(summary, {
      status: 'aborted',
      steps: stopped(summary, name, 'aborted', abortedAt),
      failure: reason,
      endedAt: abortedAt,
      totalMs: summary && msBetween(summary.startedAt, abortedAt),
    }),
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
