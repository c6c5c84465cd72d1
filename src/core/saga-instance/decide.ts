import { accept, type Decision, decideBy, reject } from '../decider.ts';
import { plusMs } from '../instant.ts';
import type { AnySaga } from '../saga.ts';
import type { SagaCommand } from './commands.ts';
import { sagaContext } from './context.ts';
import { recordCompensation } from './decide-compensation.ts';
import { abortSaga, retrySaga } from './decide-operations.ts';
import { recordDeadline, recordStep } from './decide-step.ts';
import { sagaEvents as events, type SagaEvent } from './events.ts';
import { missDefinition } from './interventions.ts';
import type { SagaCatalog } from './position.ts';
import { isUnfinished, type SagaInstance } from './state.ts';

const NOT_FOUND = reject('saga_not_found', 'there is no such saga');
const ended = (state: SagaInstance) => reject('saga_ended', `the saga is ${state.status}`);

/** Decisions of a saga instance: where it stands after whatever happened, by the definition it began with. */
export const decideSaga = (catalog: SagaCatalog) => {
  const definitionOf = (state: SagaInstance): AnySaga | null =>
    catalog.definition(state.sagaType, state.definitionVersion);
  /** Decides by the definition the saga began with, or refuses while nobody has it. */
  const byDefinition = (
    state: SagaInstance,
    decided: (saga: AnySaga) => Decision<SagaEvent>,
  ): Decision<SagaEvent> => {
    const saga = definitionOf(state);
    if (saga) return decided(saga);
    return reject(
      'definition_missing',
      `${state.sagaType} version ${state.definitionVersion} is not deployed, so nothing can go on by it`,
    );
  };
  /** What is recorded about another step or attempt than the one in work comes from a run that was overtaken. */
  const isInWork = (state: SagaInstance, record: { readonly step: number; readonly attempt: number }) =>
    record.step === state.step && record.attempt === state.attempt;

  return decideBy<SagaInstance, SagaCommand, SagaEvent>({
    StartSagaCommand: ({ sagaType, trigger, conflictKey }, state, env) => {
      if (state.status !== 'absent') return accept();
      const saga = catalog.newest(sagaType);
      if (!saga) return reject('unknown_saga', `there is no saga ${sagaType}`);
      try {
        saga.parse(trigger.data);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return reject('trigger_incomplete', `${sagaType} cannot start: ${why}`);
      }
      return accept<SagaEvent>(
        events.SagaStarted({
          sagaType,
          definitionVersion: saga.definitionVersion,
          trigger,
          conflictKey,
          startedAt: env.now,
          objectiveAt: plusMs(env.now, saga.objectiveMs),
          deadlineAt: plusMs(env.now, saga.deadlineMs),
        }),
      );
    },

    ContinueSagaCommand: (_command, state, env) =>
      isUnfinished(state) && !definitionOf(state)
        ? accept<SagaEvent>(...missDefinition(state, env))
        : accept(),

    RecordStepCommand: (command, state, env) =>
      state.status === 'running' && isInWork(state, command)
        ? byDefinition(state, (saga) => recordStep(saga, state, command, env))
        : accept(),

    RecordDeadlineCommand: (_command, state, env) =>
      state.status === 'running' ? byDefinition(state, (saga) => recordDeadline(saga, state, env)) : accept(),

    RecordCompensationCommand: (command, state, env): Decision<SagaEvent> => {
      const { status, failure } = state;
      return status === 'compensating' && failure && isInWork(state, command)
        ? byDefinition(state, (saga) => recordCompensation(saga, state, failure, command, env))
        : accept();
    },

    ReceiveEventCommand: ({ event }, state, { aggregateId }) => {
      if (state.status === 'absent') return NOT_FOUND;
      const known = state.inbox.some(({ eventId }) => eventId === event.eventId);
      if (known || !isUnfinished(state)) return accept();
      const saga = definitionOf(state);
      if (saga?.hears?.(sagaContext(saga, aggregateId, state), event) === false) return accept();
      return accept<SagaEvent>(events.SagaEventReceived({ event }));
    },

    RecordChildEndCommand: ({ child }, state, { now }) => {
      if (state.status === 'absent') return NOT_FOUND;
      const known = state.children.some(({ sagaId }) => sagaId === child.sagaId);
      return known || !isUnfinished(state)
        ? accept()
        : accept<SagaEvent>(events.SagaChildEnded({ child, endedAt: now }));
    },

    AbortSagaCommand: (command, state, env) => {
      if (state.status === 'absent') return NOT_FOUND;
      if (state.status === 'compensating') return accept();
      return isUnfinished(state)
        ? byDefinition(state, (saga) => abortSaga(saga, state, command, env))
        : ended(state);
    },

    RetrySagaCommand: (command, state, env) => {
      if (state.status === 'absent') return NOT_FOUND;
      return isUnfinished(state)
        ? byDefinition(state, (saga) => retrySaga(saga, state, command, env))
        : ended(state);
    },

    AcknowledgeInterventionCommand: ({ interventionId, by }, state, env) => {
      const record = state.interventions.find((known) => known.interventionId === interventionId);
      if (!record) return reject('intervention_not_found', 'there is no such intervention');
      if (record.state !== 'open') return accept();
      return accept<SagaEvent>(
        events.SagaInterventionAcknowledged({ interventionId, by, acknowledgedAt: env.now }),
      );
    },

    ResolveInterventionCommand: ({ interventionId, by, note }, state, env) => {
      const record = state.interventions.find((known) => known.interventionId === interventionId);
      if (!record) return reject('intervention_not_found', 'there is no such intervention');
      if (record.state === 'resolved') return accept();
      return accept<SagaEvent>(
        events.SagaInterventionResolved({ interventionId, by, note, resolvedAt: env.now }),
      );
    },
  });
};
