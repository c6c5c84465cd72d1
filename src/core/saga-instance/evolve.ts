import { evolveBy } from '../decider.ts';
import type { EventEnvelope } from '../envelope.ts';
import { epochMs, type UtcInstant } from '../instant.ts';
import type { SagaEvent } from './events.ts';
import { absentSaga, type InterventionRecord, type SagaInstance } from './state.ts';

const nextStep = { attempt: 1, failures: 0, uncertain: false, lastReason: null };

const changeIntervention = (
  state: SagaInstance,
  id: string,
  change: Partial<InterventionRecord>,
): SagaInstance => ({
  ...state,
  interventions: state.interventions.map((record) =>
    record.interventionId === id ? { ...record, ...change } : record,
  ),
});

/** Events of one log in the order in which they happened, also when they came by two ways. */
const inOrder = (inbox: readonly EventEnvelope[], event: EventEnvelope): readonly EventEnvelope[] => {
  const later = inbox.findIndex(
    ({ aggregateId, epoch, aggregateVersion }) =>
      aggregateId === event.aggregateId && epoch === event.epoch && aggregateVersion > event.aggregateVersion,
  );
  return later < 0 ? [...inbox, event] : [...inbox.slice(0, later), event, ...inbox.slice(later)];
};

const sooner = (planned: UtcInstant | null, other: UtcInstant): UtcInstant =>
  planned !== null && epochMs(planned) < epochMs(other) ? planned : other;

/** An earlier step in work again, as if it had never been done. */
const backTo = ({ finished }: SagaInstance, step: number, at: UtcInstant) => ({
  step,
  attempt: 1,
  failures: 0,
  stepStartedAt: at,
  finished: finished.slice(0, step),
});

/** How a fact changes a saga instance; it needs no definition, so old instances replay whatever the code has become. */
export const evolveSaga = evolveBy<SagaInstance, SagaEvent>({
  SagaStarted: (_state, started) => ({
    ...absentSaga,
    status: 'running',
    sagaType: started.sagaType,
    definitionVersion: started.definitionVersion,
    trigger: started.trigger,
    conflictKey: started.conflictKey,
    nextAt: started.startedAt,
    stepStartedAt: started.startedAt,
    startedAt: started.startedAt,
    objectiveAt: started.objectiveAt,
    deadlineAt: started.deadlineAt,
  }),
  SagaStepCompleted: (state, { step, name, attempts, result, pivot, startedAt, completedAt }) => ({
    ...state,
    ...nextStep,
    step: step + 1,
    nextAt: completedAt,
    stepStartedAt: completedAt,
    pastPivot: state.pastPivot || pivot,
    finished: [...state.finished, { name, attempts, startedAt, completedAt }],
    results: { ...state.results, [name]: result },
  }),
  SagaStepRetried: (state, { attempt, reason, uncertain, looks, from, nextAt }) => ({
    ...state,
    attempt,
    failures: state.failures + (looks ? 0 : 1),
    ...(from === undefined ? {} : backTo(state, from, nextAt)),
    nextAt,
    lastReason: reason,
    uncertain: state.uncertain || uncertain,
  }),
  SagaEventReceived: (state, { event }) => ({ ...state, inbox: inOrder(state.inbox, event) }),
  // A step that looks again later looks at once when a child has ended; one that waits is given no more patience.
  SagaChildEnded: (state, { child, endedAt }) => ({
    ...state,
    children: [...state.children, child],
    nextAt: state.status === 'running' ? sooner(state.nextAt, endedAt) : state.nextAt,
  }),
  SagaTimedOut: (state) => state,
  SagaCompensationStarted: (state, { failure, from, startedAt }) => ({
    ...state,
    ...nextStep,
    status: 'compensating',
    failure,
    step: from,
    nextAt: startedAt,
  }),
  SagaStepCompensated: (state, { next, compensatedAt }) => ({
    ...state,
    ...nextStep,
    step: next,
    nextAt: compensatedAt,
  }),
  SagaCompensationRetried: (state, { attempt, reason, nextAt }) => ({
    ...state,
    attempt,
    nextAt,
    lastReason: reason,
  }),
  SagaCompensationFailed: (state, { next, failedAt }) => ({
    ...state,
    ...nextStep,
    step: next,
    nextAt: failedAt,
    compensationErrors: state.compensationErrors + 1,
  }),
  SagaInterventionOpened: (state, { interventionId, name, code, reason, ids, openedAt }) => ({
    ...state,
    interventions: [
      ...state.interventions,
      { interventionId, step: name, code, reason, ids, state: 'open', by: null, note: null, openedAt },
    ],
  }),
  SagaInterventionAcknowledged: (state, { interventionId, by }) =>
    changeIntervention(state, interventionId, { state: 'acknowledged', by }),
  SagaInterventionResolved: (state, { interventionId, by, note }) =>
    changeIntervention(state, interventionId, { state: 'resolved', by, note }),
  SagaRetryRequested: (state, { step, requestedAt }) => ({
    ...state,
    ...nextStep,
    step,
    retries: state.retries + 1,
    nextAt: requestedAt,
    stepStartedAt: requestedAt,
    finished: state.finished.slice(0, Math.max(step, 0)),
  }),
  SagaCompleted: (state, { completedAt }) => ({
    ...state,
    status: 'completed',
    nextAt: null,
    endedAt: completedAt,
  }),
  SagaCompensated: (state, { withErrors, compensatedAt }) => ({
    ...state,
    status: withErrors ? 'compensated_with_errors' : 'compensated',
    nextAt: null,
    endedAt: compensatedAt,
  }),
  SagaAborted: (state, { reason, abortedAt }) => ({
    ...state,
    status: 'aborted',
    failure: { ...reason, kind: 'aborted', uncertain: state.uncertain },
    nextAt: null,
    endedAt: abortedAt,
  }),
});
