import type { AggregateDefinition } from '../aggregate.ts';
import { MAX_JOURNAL_LENGTH } from '../command-turn.ts';
import type { Due } from '../decider.ts';
import { eventRegistry } from '../event-registry.ts';
import { plusMs } from '../instant.ts';
import type { SagaCommand } from './commands.ts';
import { decideSaga } from './decide.ts';
import { type SagaEvent, sagaEvents } from './events.ts';
import { evolveSaga } from './evolve.ts';
import { isDefinitionMissed } from './interventions.ts';
import type { SagaCatalog } from './position.ts';
import { absentSaga, isUnfinished, type SagaInstance } from './state.ts';

/** How long a step in work is left alone before the alarm looks whether anybody still works on it. */
const WATCHDOG_MS = 30_000;

/** When an unfinished saga must be looked at, should its object have died: at its next attempt, or when its patience ends. */
const nextDue =
  (catalog: SagaCatalog) =>
  (state: SagaInstance): Due<SagaCommand> | null => {
    if (!isUnfinished(state) || state.nextAt === null) return null;
    // Nothing to look at until somebody deploys it and asks for another try.
    if (isDefinitionMissed(state) && !catalog.definition(state.sagaType, state.definitionVersion))
      return null;
    const command = { type: 'ContinueSagaCommand' as const };
    const step = catalog.definition(state.sagaType, state.definitionVersion)?.steps[state.step];
    if (state.status === 'running' && step && 'awaits' in step)
      return step.patience ? { at: plusMs(state.nextAt, step.patience.ms), command } : null;
    return { at: state.attempt > 1 ? state.nextAt : plusMs(state.nextAt, WATCHDOG_MS), command };
  };

/**
 * A saga instance is an aggregate like any other: its journal is its event log. So intent is durable before effect, its history
 * is a timeline, lists of sagas are a read model, and a crash at any point is a replay.
 */
export const sagaInstanceAggregate = (
  catalog: SagaCatalog,
): AggregateDefinition<SagaInstance, SagaCommand, SagaEvent> => ({
  type: 'saga',
  decider: {
    initial: absentSaga,
    decide: decideSaga(catalog),
    evolve: evolveSaga,
    nextDue: nextDue(catalog),
  },
  events: eventRegistry<SagaEvent>(sagaEvents),
  stateSchema: 2,
  maxEventLength: MAX_JOURNAL_LENGTH,
});
