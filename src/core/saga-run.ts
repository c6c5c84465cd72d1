import type { Rejection } from './decider.ts';
import { backoffMs } from './retry.ts';
import type { AnySaga, StepResult } from './saga.ts';

/** What a saga is doing; `waiting` is for an event, `needs_intervention` for a person. */
export type SagaState =
  | 'running'
  | 'waiting'
  | 'completed'
  | 'compensating'
  | 'compensated'
  | 'needs_intervention';

/** The part of a saga's journal that moves. */
export interface SagaPosition {
  readonly status: SagaState;
  /** The step in work; while compensating the step to undo next, and -1 when only the last effects remain. */
  readonly step: number;
  readonly attempt: number;
  readonly nextAt: number;
  readonly pastPivot: boolean;
  readonly failure: Rejection | null;
}

const COMPENSATION_ATTEMPTS = 10;
const RETRY_CAP_MS = 60_000;

/** True while the saga has something to do without being told. */
export const isActive = (position: SagaPosition): boolean =>
  position.status === 'running' || position.status === 'compensating';

/** Where the saga stands after the step in work came to `result`. */
export const afterStep = (
  saga: AnySaga,
  position: SagaPosition,
  result: StepResult,
  nowMs: number,
): SagaPosition => {
  const step = saga.steps[position.step];
  if (result.kind === 'done') {
    const next = position.step + 1;
    const status = next === saga.steps.length ? 'completed' : 'running';
    const pastPivot = position.pastPivot || step?.pivot === true;
    return { ...position, status, step: next, attempt: 1, nextAt: nowMs, pastPivot };
  }
  const failure = result.kind === 'fail' ? result.failure : result.reason;
  const attempts = step && 'attempts' in step ? step.attempts : 1;
  const mayRetry = result.kind === 'retry' && position.attempt < attempts;
  if (mayRetry || position.pastPivot) return retryLater(saga, position, failure, nowMs);
  return { ...position, status: 'compensating', attempt: 1, nextAt: nowMs, failure };
};

const retryLater = (
  saga: AnySaga,
  position: SagaPosition,
  failure: Rejection,
  nowMs: number,
): SagaPosition => {
  const step = saga.steps[position.step];
  const baseMs = step && 'retryBaseMs' in step ? step.retryBaseMs : 1_000;
  const wait = backoffMs(position.attempt, baseMs, RETRY_CAP_MS);
  return { ...position, attempt: position.attempt + 1, nextAt: nowMs + wait, failure };
};

/** Where the saga stands after one compensation (or the last effects) got answers, or got none. */
export const afterCompensation = (position: SagaPosition, answered: boolean, nowMs: number): SagaPosition => {
  if (answered && position.step < 0) return { ...position, status: 'compensated', nextAt: nowMs };
  if (answered) return { ...position, step: position.step - 1, attempt: 1, nextAt: nowMs };
  if (position.attempt >= COMPENSATION_ATTEMPTS) return { ...position, status: 'needs_intervention' };
  const wait = backoffMs(position.attempt, 500, RETRY_CAP_MS);
  return { ...position, attempt: position.attempt + 1, nextAt: nowMs + wait };
};
