import { accept, type Decision, type DecisionEnv } from '../decider.ts';
import { epochMs, plusMs, type UtcInstant } from '../instant.ts';
import { backoffMs } from '../retry.ts';
import type { AnySaga, SagaFailure } from '../saga.ts';
import type { RecordCompensationCommand } from './commands.ts';
import { sagaEvents as events, type SagaEvent } from './events.ts';
import { askForHelp, describedBy, nameOfStep, openIntervention } from './interventions.ts';
import { nextToUndo, stepsToUndo } from './position.ts';
import type { SagaInstance } from './state.ts';

const COMPENSATION_ATTEMPTS = 3;
const COMPENSATION_BASE_MS = 500;
const RETRY_CAP_MS = 60_000;

/** Milliseconds since the saga began. */
export const elapsedMs = (state: SagaInstance, now: UtcInstant): number =>
  Math.max(0, epochMs(now) - epochMs(state.startedAt ?? now));

/** Turns back: from the failed step downwards, whatever this failure asks to undo. `by` is who wanted it, the saga itself when left out. */
export const startCompensation = (
  saga: AnySaga,
  state: SagaInstance,
  failure: SagaFailure,
  env: DecisionEnv,
  by: string = saga.type,
): SagaEvent =>
  events.SagaCompensationStarted({
    step: state.step,
    name: nameOfStep(saga, state.step),
    failure,
    from: nextToUndo(saga, state, failure, state.step),
    steps: stepsToUndo(saga, state, failure),
    by,
    startedAt: env.now,
  });

/** Where the saga stands after an attempt to undo a step, or to tell of its failure: a trouble is tried again, then left to a person. */
export const recordCompensation = (
  saga: AnySaga,
  state: SagaInstance,
  failure: SagaFailure,
  { step, attempt, trouble }: RecordCompensationCommand,
  env: DecisionEnv,
): Decision<SagaEvent> => {
  const name = nameOfStep(saga, step);
  const reason = trouble && { code: trouble.code, detail: trouble.detail };
  if (reason && attempt < COMPENSATION_ATTEMPTS) {
    const nextAt = plusMs(env.now, backoffMs(attempt, COMPENSATION_BASE_MS, RETRY_CAP_MS));
    return accept<SagaEvent>(
      events.SagaCompensationRetried({ step, name, attempt: attempt + 1, reason, nextAt }),
    );
  }
  const next = step < 0 ? -1 : nextToUndo(saga, state, failure, step - 1);
  const outcome: SagaEvent[] = reason
    ? [
        events.SagaCompensationFailed({ step, name, next, reason, failedAt: env.now }),
        ...askForHelp(saga, state, step, env),
      ]
    : [events.SagaStepCompensated({ step, name, next, attempts: attempt, compensatedAt: env.now })];
  if (step >= 0) return accept<SagaEvent>(...outcome);
  const wanted = describedBy(saga, state, env, (context) => saga.afterFailure?.(context, failure)) ?? null;
  const asks = wanted ? openIntervention(state, { step, name }, wanted, env) : [];
  const ended = events.SagaCompensated({
    withErrors: state.compensationErrors > 0 || reason !== null,
    totalMs: elapsedMs(state, env.now),
    compensatedAt: env.now,
  });
  return accept<SagaEvent>(...outcome, ...asks, ended);
};
