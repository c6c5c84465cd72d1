import type { Rejection } from '../decider.ts';
import type { EventEnvelope } from '../envelope.ts';
import type { UtcInstant } from '../instant.ts';
import type { ChildEnd, Intervention, SagaFailure } from '../saga.ts';

/** What a saga is doing. */
export const SAGA_STATUSES = [
  'absent',
  'running',
  'compensating',
  'completed',
  'compensated',
  'compensated_with_errors',
  'aborted',
] as const;
export type SagaStatusName = (typeof SAGA_STATUSES)[number];

/** A record for a person: open until somebody has seen it, and until somebody has dealt with it. */
export interface InterventionRecord extends Intervention {
  readonly interventionId: string;
  readonly step: string;
  readonly state: 'open' | 'acknowledged' | 'resolved';
  readonly by: string | null;
  readonly note: string | null;
  readonly openedAt: UtcInstant;
}

/** A finished step. */
export interface FinishedStep {
  readonly name: string;
  readonly attempts: number;
  readonly startedAt: UtcInstant;
  readonly completedAt: UtcInstant;
}

/** A saga instance as its log tells it. */
export interface SagaInstance {
  readonly status: SagaStatusName;
  readonly sagaType: string;
  readonly definitionVersion: number;
  readonly trigger: EventEnvelope | null;
  readonly conflictKey: string | null;
  /** The step in work; while compensating the step to undo next, and -1 when only the last effects remain. */
  readonly step: number;
  readonly attempt: number;
  /** How many tries of the step in work have failed; a look again that the step itself planned is none. */
  readonly failures: number;
  /** How often an operator has asked for another try. */
  readonly retries: number;
  /** Not before this instant. */
  readonly nextAt: UtcInstant | null;
  readonly stepStartedAt: UtcInstant | null;
  readonly startedAt: UtcInstant | null;
  readonly objectiveAt: UtcInstant | null;
  readonly deadlineAt: UtcInstant | null;
  readonly pastPivot: boolean;
  /** An attempt of the step in work may have had effects without an answer. */
  readonly uncertain: boolean;
  /** Why the step in work has to be tried again. */
  readonly lastReason: Rejection | null;
  readonly failure: SagaFailure | null;
  readonly compensationErrors: number;
  readonly finished: readonly FinishedStep[];
  readonly results: Readonly<Record<string, unknown>>;
  readonly inbox: readonly EventEnvelope[];
  readonly children: readonly ChildEnd[];
  readonly interventions: readonly InterventionRecord[];
  readonly endedAt: UtcInstant | null;
}

/** A saga that was never started. */
export const absentSaga: SagaInstance = {
  status: 'absent',
  sagaType: '',
  definitionVersion: 0,
  trigger: null,
  conflictKey: null,
  step: 0,
  attempt: 1,
  failures: 0,
  retries: 0,
  nextAt: null,
  stepStartedAt: null,
  startedAt: null,
  objectiveAt: null,
  deadlineAt: null,
  pastPivot: false,
  uncertain: false,
  lastReason: null,
  failure: null,
  compensationErrors: 0,
  finished: [],
  results: {},
  inbox: [],
  children: [],
  interventions: [],
  endedAt: null,
};

/** True while the saga still has work of its own. */
export const isUnfinished = ({ status }: SagaInstance): boolean =>
  status === 'running' || status === 'compensating';
