import { accept, type Decision, type DecisionEnv, reject } from '../decider.ts';
import type { AnySaga, SagaFailure } from '../saga.ts';
import type { AbortSagaCommand, RetrySagaCommand } from './commands.ts';
import { startCompensation } from './decide-compensation.ts';
import { sagaEvents as events, type SagaEvent } from './events.ts';
import { nameOfStep } from './interventions.ts';
import type { SagaInstance } from './state.ts';

/** Ends a saga that runs and has not passed its pivot, undoing what it did. */
export const abortSaga = (
  saga: AnySaga,
  state: SagaInstance,
  { by, reason }: AbortSagaCommand,
  env: DecisionEnv,
): Decision<SagaEvent> => {
  if (state.pastPivot)
    return reject('saga_past_pivot', 'the saga has passed its point of no return and only goes forward');
  const failure: SagaFailure = {
    code: reason.code,
    detail: reason.detail,
    kind: 'aborted',
    // The step in work may have effects on their way.
    uncertain: true,
  };
  return accept<SagaEvent>(startCompensation(saga, state, failure, env, by));
};

/** Goes back to a step that was reached, never behind the pivot; while undoing, only the step in work can be tried again. */
export const retrySaga = (
  saga: AnySaga,
  state: SagaInstance,
  { by, step }: RetrySagaCommand,
  env: DecisionEnv,
): Decision<SagaEvent> => {
  const wanted = step === null ? state.step : saga.steps.findIndex(({ name }) => name === step);
  const backTo = state.status === 'running' ? wanted : state.step;
  if ((step !== null && wanted < 0) || backTo > state.step)
    return reject('step_not_reached', `the saga has not come to ${step ?? 'that step'} yet`, 'step');
  const pivot = saga.steps.findIndex((candidate) => candidate.pivot === true);
  if (state.pastPivot && backTo <= pivot)
    return reject('saga_past_pivot', 'a step before the point of no return is not repeated', 'step');
  const over = saga.steps.slice(backTo, state.step + 1).find(({ once }) => once === true);
  if (backTo < state.step && over)
    return reject('step_not_repeated', `nobody goes back over ${over.name}: it is done once`, 'step');
  return accept<SagaEvent>(
    events.SagaRetryRequested({ step: backTo, name: nameOfStep(saga, backTo), by, requestedAt: env.now }),
  );
};
