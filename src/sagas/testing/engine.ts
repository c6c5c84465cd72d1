import type { Rejection } from '../../core/decider.ts';
import type { EventEnvelope } from '../../core/envelope.ts';
import { epochMs } from '../../core/instant.ts';
import {
  type AnySaga,
  type EffectOutcome,
  retry,
  type SagaFailure,
  type StepResult,
} from '../../core/saga.ts';
import type { SagaCommand } from '../../core/saga-instance/commands.ts';
import { sagaContext } from '../../core/saga-instance/context.ts';
import { isUnfinished, type SagaInstance } from '../../core/saga-instance/state.ts';
import { sagas } from '../catalog.ts';
import { causedBy, type Performed, performUnderFault, type Surroundings } from './effects-under-fault.ts';
import type { Crash, FaultPlan } from './faults.ts';
import { idOf, type Logs } from './logs.ts';

const COMPENSATION_TIMEOUT_MS = 15_000;

/** What a turn of a saga came to: it went on, it waits for somebody, it is over, or it died. */
export type TurnEnd = 'moved' | 'waits' | 'over' | Crash;

/** One saga, what befalls it, and what it speaks to. */
export interface Hosted {
  readonly sagaId: string;
  readonly faults: FaultPlan;
  readonly performed: Performed[];
  readonly logs: Logs;
  readonly around: Surroundings;
  /** It died, and nobody knows whether it had begun what its journal does not tell. */
  resumed: boolean;
}

/** The journal as it stands; null before the saga was started. */
export const journalOf = ({ logs, sagaId }: Pick<Hosted, 'logs' | 'sagaId'>): SagaInstance | null =>
  logs.state<SagaInstance>({ type: 'saga', key: sagaId });

/** Gives a command to the saga's own log; the same `parts` are the same command. */
export const giveJournal = (
  { logs, sagaId }: Pick<Hosted, 'logs' | 'sagaId'>,
  cause: EventEnvelope,
  command: SagaCommand,
  ...parts: readonly (string | number)[]
): void => {
  const commandId = idOf('saga_journal', sagaId, ...parts);
  const actor = { kind: 'saga' as const, id: 'engine' };
  const result = logs.submit(
    { type: 'saga', key: sagaId },
    causedBy(cause, command, { commandId, actor, sagaId, remember: false }),
  );
  if (result.kind !== 'accepted' && result.kind !== 'duplicate')
    throw new Error(`${command.type}: ${JSON.stringify(result)}`);
};

const silence = (what: string): Rejection => ({ code: 'no_answer', detail: `${what} got no answer` });

const perform = (hosted: Hosted, state: SagaInstance, trigger: EventEnvelope, step: string) => {
  const { sagaId, logs, around, faults, performed } = hosted;
  const attempt = logs.version({ type: 'saga', key: sagaId });
  const scope = { sagaId, sagaType: state.sagaType, trigger, step, attempt, faults, performed };
  const every = state.status === 'compensating';
  return (effects: Parameters<typeof performUnderFault>[2], timeoutMs: number) =>
    performUnderFault(around, scope, effects, timeoutMs, every);
};

/** Attempts the step in work; null while there is nothing to tell. */
const attemptStep = (
  hosted: Hosted,
  saga: AnySaga,
  state: SagaInstance,
  trigger: EventEnvelope,
): { readonly result: StepResult; readonly effects: number } | null => {
  const step = saga.steps[state.step];
  if (!step) throw new Error(`${saga.type} has no step ${state.step}`);
  const context = sagaContext(saga, hosted.sagaId, state);
  if ('awaits' in step) {
    const { patience } = step;
    const isOut =
      patience !== undefined &&
      state.nextAt !== null &&
      epochMs(state.nextAt) + patience.ms <= epochMs(hosted.logs.now);
    const result = step.awaits(context) ?? (isOut ? patience.then(context) : null);
    return result && { result, effects: 0 };
  }
  const effects = step.execute(context);
  const outcomes = perform(hosted, state, trigger, step.name)(effects, step.timeoutMs);
  const unknown = silence(step.name);
  const result = outcomes
    ? step.settle(context, outcomes)
    : retry(unknown.code, unknown.detail, { uncertain: true });
  return { result: JSON.parse(JSON.stringify(result)) as StepResult, effects: effects.length };
};

const undecided = (outcomes: readonly EffectOutcome[]): Rejection | null => {
  for (const outcome of outcomes)
    if (outcome.kind === 'command' && ['mismatch', 'conflict'].includes(outcome.result.kind))
      return { code: outcome.result.kind, detail: outcome.key };
  return null;
};

/** Undoes the step in work, or tells of the failure; answers why it must be tried again, or null. */
const attemptUndo = (
  hosted: Hosted,
  saga: AnySaga,
  state: SagaInstance,
  trigger: EventEnvelope,
  failure: SagaFailure,
): Rejection | null => {
  const context = sagaContext(saga, hosted.sagaId, state);
  const step = saga.steps[state.step];
  const effects = state.step < 0 ? saga.onFailed(context, failure) : (step?.compensate?.(context) ?? []);
  const name = nameOfTurn(saga, state);
  const outcomes = perform(hosted, state, trigger, name)(effects, COMPENSATION_TIMEOUT_MS);
  return outcomes ? undecided(outcomes) : silence(name);
};

/** Name of what a saga would do next: a step, or its undoing. */
export const nameOfTurn = (saga: AnySaga, { status, step }: SagaInstance): string =>
  status === 'compensating'
    ? `undo:${saga.steps[step]?.name ?? 'failed'}`
    : (saga.steps[step]?.name ?? 'none');

/** One turn of a saga, from its journal to its journal: what it does and how is the production's, with faults on the way. */
export const takeSagaTurn = (hosted: Hosted): TurnEnd => {
  const state = journalOf(hosted);
  if (!state?.trigger || !isUnfinished(state)) return 'over';
  const { trigger, step, attempt, failure } = state;
  const saga = sagas.definition(state.sagaType, state.definitionVersion);
  const { logs, faults, sagaId } = hosted;
  const version = logs.version({ type: 'saga', key: sagaId });
  if (!saga) throw new Error(`no ${state.sagaType}`);
  const name = nameOfTurn(saga, state);
  const inWork = saga.steps[step];
  const acts = state.status === 'compensating' || (inWork !== undefined && 'execute' in inWork);
  const isLate = state.deadlineAt !== null && epochMs(state.deadlineAt) < epochMs(logs.now);
  if (state.status === 'running' && acts && isLate && !state.pastPivot) {
    giveJournal(hosted, trigger, { type: 'RecordDeadlineCommand' }, 'deadline', step, attempt);
    return 'moved';
  }
  if (acts) faults.begin(name);
  const record = (command: SagaCommand, kind: string): TurnEnd => {
    const crash = faults.ofSaga(name);
    if (crash !== 'record_lost') giveJournal(hosted, trigger, command, kind, version);
    hosted.resumed = crash !== undefined && crash !== null;
    return crash ?? 'moved';
  };
  if (state.status === 'compensating') {
    if (!failure) throw new Error('a saga that is compensated has a failure');
    const trouble = attemptUndo(hosted, saga, state, trigger, failure);
    return record({ type: 'RecordCompensationCommand', step, attempt, trouble }, 'undo');
  }
  const attempted = attemptStep(hosted, saga, state, trigger);
  if (attempted && !acts) faults.begin(name);
  if (!attempted) return 'waits';
  const { resumed } = hosted;
  return record({ type: 'RecordStepCommand', step, attempt, ...attempted, resumed }, 'step');
};
