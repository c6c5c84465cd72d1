import type { Rejection } from '../../src/core/decider.ts';
import { epochMs } from '../../src/core/instant.ts';
import {
  type AnySaga,
  type Effect,
  type EffectOutcome,
  retry,
  type SagaFailure,
  type StepResult,
} from '../../src/core/saga.ts';
import { sagaContext } from '../../src/core/saga-instance/context.ts';
import type { SagaInstance } from '../../src/core/saga-instance/state.ts';

/** What an attempt needs: the saga as it stands, and a way to perform effects, which answers null when one got no answer. */
export interface Attempt {
  readonly saga: AnySaga;
  readonly sagaId: string;
  readonly state: SagaInstance;
  readonly perform: (
    name: string,
    effects: readonly Effect[],
    timeoutMs: number,
  ) => Promise<readonly EffectOutcome[] | null>;
}

/** What an attempt came to, and how many effects it had. */
export interface Attempted {
  readonly result: StepResult;
  readonly effects: number;
}

const COMPENSATION_TIMEOUT_MS = 15_000;
const MAX_DETAIL = 500;

/** A definition that throws is a bug of ours: it is told like any other trouble, so that it ends in a journal and not in a loop. */
const thrown = (what: string, error: unknown): Rejection => ({
  code: 'definition_threw',
  detail: `${what}: ${error instanceof Error ? error.message : String(error)}`.slice(0, MAX_DETAIL),
});

const undecided = ({ code, detail }: Rejection): StepResult => retry(code, detail, { uncertain: true });

/** Attempts the step in work. A step that waits answers null while there is nothing to tell. */
export const attemptStep = async ({ saga, sagaId, state, perform }: Attempt): Promise<Attempted | null> => {
  const step = saga.steps[state.step];
  if (!step) throw new Error(`${saga.type} has no step ${state.step}`);
  let effects: readonly Effect[] = [];
  try {
    const context = sagaContext(saga, sagaId, state);
    if ('awaits' in step) {
      const result =
        step.awaits(context) ?? (isOutOfPatience(state, step) ? step.patience.then(context) : null);
      return result && { result, effects: 0 };
    }
    effects = step.execute(context);
    const outcomes = await perform(step.name, effects, step.timeoutMs);
    const silence = { code: 'no_answer', detail: `${step.name} got no answer` };
    const result = outcomes ? step.settle(context, outcomes) : undecided(silence);
    return { result, effects: effects.length };
  } catch (error) {
    return { result: undecided(thrown(step.name, error)), effects: effects.length };
  }
};

type Step = AnySaga['steps'][number];
type PatientStep = Extract<Step, { awaits: unknown }> &
  Required<Pick<Extract<Step, { awaits: unknown }>, 'patience'>>;

const isOutOfPatience = ({ nextAt }: SagaInstance, step: Step): step is PatientStep =>
  'awaits' in step &&
  step.patience !== undefined &&
  nextAt !== null &&
  epochMs(nextAt) + step.patience.ms <= Date.now();

/** Commands that were neither accepted nor refused: a bug. A refusal says that there is nothing to undo. */
const undecidedCommand = (outcomes: readonly EffectOutcome[]): Rejection | null => {
  for (const outcome of outcomes)
    if (
      outcome.kind === 'command' &&
      (outcome.result.kind === 'mismatch' || outcome.result.kind === 'conflict')
    )
      return { code: outcome.result.kind, detail: `${outcome.key} was answered by ${outcome.result.kind}` };
  return null;
};

/** Undoes the step in work, or tells of the failure when all is undone; answers why it must be tried again, or null. */
export const attemptUndo = async (
  { saga, sagaId, state, perform }: Attempt,
  failure: SagaFailure,
): Promise<Rejection | null> => {
  const step = saga.steps[state.step];
  const name = undoName(saga, state);
  try {
    const context = sagaContext(saga, sagaId, state);
    const effects = state.step < 0 ? saga.onFailed(context, failure) : (step?.compensate?.(context) ?? []);
    const outcomes = await perform(name, effects, COMPENSATION_TIMEOUT_MS);
    return outcomes ? undecidedCommand(outcomes) : { code: 'no_answer', detail: `${name} got no answer` };
  } catch (error) {
    return thrown(name, error);
  }
};

/** Under which name the undoing of the step in work goes: part of the ids of its effects. */
export const undoName = (saga: AnySaga, { step }: SagaInstance): string =>
  `undo:${saga.steps[step]?.name ?? 'failed'}`;
