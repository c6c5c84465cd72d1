import { accept, type Decision, type DecisionEnv, type Rejection } from '../decider.ts';
import { epochMs, plusMs, type UtcInstant } from '../instant.ts';
import { backoffMs } from '../retry.ts';
import type { AnySaga, SagaFailure, StepResult } from '../saga.ts';
import type { RecordStepCommand } from './commands.ts';
import { sagaContext } from './context.ts';
import { elapsedMs, startCompensation } from './decide-compensation.ts';
import { sagaEvents as events, type SagaEvent } from './events.ts';
import { evolveSaga } from './evolve.ts';
import { askForHelp, nameOfStep } from './interventions.ts';
import type { SagaInstance } from './state.ts';

const RETRY_CAP_MS = 60_000;
/** After the pivot a step is repeated for ever; when so many tries have failed a person is asked, too. */
const PATIENT_ATTEMPTS = 6;

const retryFromOf = (step: AnySaga['steps'][number] | undefined): string | undefined =>
  step && 'retryFrom' in step ? step.retryFrom : undefined;

const retryLater = (
  saga: AnySaga,
  state: SagaInstance,
  reason: Rejection,
  { uncertain, afterMs }: { readonly uncertain: boolean; readonly afterMs: number | null },
  now: UtcInstant,
): SagaEvent => {
  const step = saga.steps[state.step];
  const earlier = saga.steps.findIndex(({ name }) => name === retryFromOf(step));
  const from = afterMs === null ? earlier : -1;
  const baseMs = step && 'retryBaseMs' in step ? step.retryBaseMs : 1_000;
  return events.SagaStepRetried({
    step: state.step,
    name: nameOfStep(saga, state.step),
    attempt: state.attempt + 1,
    reason: { code: reason.code, detail: reason.detail },
    uncertain,
    looks: afterMs !== null,
    ...(from < 0 ? {} : { from }),
    nextAt: plusMs(now, afterMs ?? backoffMs(state.failures + 1, baseMs, RETRY_CAP_MS)),
  });
};

/**
 * What a step comes to that has nothing to do, or waits for what has come already; null when it has something to do, waits on, or does
 * not come to its end.
 */
const resultOfNothing = (saga: AnySaga, state: SagaInstance, sagaId: string): { result: unknown } | null => {
  const step = saga.steps[state.step];
  if (!step) return null;
  const context = sagaContext(saga, sagaId, state);
  if ('execute' in step && step.execute(context).length > 0) return null;
  const settled = 'execute' in step ? step.settle(context, []) : step.awaits(context);
  return settled?.kind === 'done' ? { result: settled.result } : null;
};

const completion = (
  saga: AnySaga,
  state: SagaInstance,
  { result, effects }: { readonly result: unknown; readonly effects: number },
  now: UtcInstant,
): SagaEvent =>
  events.SagaStepCompleted({
    step: state.step,
    name: nameOfStep(saga, state.step),
    attempts: state.attempt,
    result: result ?? null,
    pivot: saga.steps[state.step]?.pivot === true,
    effects,
    startedAt: state.stepStartedAt ?? now,
    completedAt: now,
  });

/** Whether the work took longer than its objective; what the saga waits for from others, such as a fill, is not its work. */
const wasLate = ({ steps }: AnySaga, { finished, objectiveAt }: SagaInstance): boolean => {
  const firstWait = steps.findIndex((step) => 'awaits' in step);
  const worked = firstWait > 0 ? finished[firstWait - 1] : finished.at(-1);
  return worked !== undefined && objectiveAt !== null && epochMs(worked.completedAt) > epochMs(objectiveAt);
};

/** The step is over, and with it all that follow and have nothing to do: they share its commit. */
const completedStep = (
  saga: AnySaga,
  state: SagaInstance,
  { effects }: RecordStepCommand,
  result: unknown,
  { now, aggregateId: sagaId }: DecisionEnv,
): Decision<SagaEvent> => {
  const completed = [completion(saga, state, { result, effects }, now)];
  let after = completed.reduce(evolveSaga, state);
  for (let next = resultOfNothing(saga, after, sagaId); next; next = resultOfNothing(saga, after, sagaId)) {
    const event = completion(saga, after, { ...next, effects: 0 }, now);
    completed.push(event);
    after = evolveSaga(after, event);
  }
  if (after.step < saga.steps.length) return accept<SagaEvent>(...completed);
  const totalMs = elapsedMs(state, now);
  const ended = { steps: saga.steps.length, totalMs, late: wasLate(saga, after), completedAt: now };
  return accept<SagaEvent>(...completed, events.SagaCompleted(ended));
};

type FailedResult = Exclude<StepResult, { kind: 'done' }>;

const failedStep = (
  saga: AnySaga,
  state: SagaInstance,
  { result, resumed = false }: { readonly result: FailedResult; readonly resumed?: boolean },
  env: DecisionEnv,
): Decision<SagaEvent> => {
  const reason = result.kind === 'fail' ? result.failure : result.reason;
  if (result.kind === 'abort' && !state.pastPivot)
    return accept<SagaEvent>(
      events.SagaAborted({
        step: state.step,
        name: nameOfStep(saga, state.step),
        reason: { code: reason.code, detail: reason.detail },
        by: saga.type,
        abortedAt: env.now,
      }),
    );
  const step = saga.steps[state.step];
  const acts = step !== undefined && 'execute' in step;
  const uncertain = (resumed && acts) || (result.kind === 'retry' && result.uncertain);
  const afterMs = result.kind === 'retry' ? result.afterMs : null;
  const attempts = step && 'attempts' in step ? step.attempts : 1;
  // A waiting that says when to look again is not an attempt that failed.
  const failures = state.failures + 1;
  const mayRetry =
    result.kind === 'retry' && (afterMs !== null || failures < attempts || retryFromOf(step) !== undefined);
  const again = () => retryLater(saga, state, reason, { uncertain, afterMs }, env.now);
  if (mayRetry) return accept<SagaEvent>(again());
  if (state.pastPivot) {
    const asks = failures >= PATIENT_ATTEMPTS ? askForHelp(saga, state, state.step, env) : [];
    return accept<SagaEvent>(again(), ...asks);
  }
  const failure: SagaFailure = {
    code: reason.code,
    detail: reason.detail,
    kind: result.kind === 'fail' ? result.failureKind : 'timeout',
    uncertain: state.uncertain || uncertain,
  };
  return accept<SagaEvent>(startCompensation(saga, state, failure, env));
};

/** Where the saga stands after an attempt of the step in work. */
export const recordStep = (
  saga: AnySaga,
  state: SagaInstance,
  command: RecordStepCommand,
  env: DecisionEnv,
): Decision<SagaEvent> =>
  command.result.kind === 'done'
    ? completedStep(saga, state, command, command.result.result, env)
    : failedStep(saga, state, { ...command, result: command.result }, env);

/** Turns back when the deadline has passed before the pivot. */
export const recordDeadline = (saga: AnySaga, state: SagaInstance, env: DecisionEnv): Decision<SagaEvent> => {
  if (state.pastPivot || state.deadlineAt === null) return accept();
  if (epochMs(env.now) <= epochMs(state.deadlineAt)) return accept();
  const name = nameOfStep(saga, state.step);
  const failure: SagaFailure = {
    code: 'deadline_exceeded',
    detail: `${saga.type} did not pass its point of no return in time; it was at ${name}`,
    kind: 'deadline',
    // Whoever was dead until now does not know whether the step in work was begun before.
    uncertain: true,
  };
  return accept<SagaEvent>(
    events.SagaTimedOut({ step: state.step, name, deadlineAt: state.deadlineAt }),
    startCompensation(saga, state, failure, env),
  );
};
