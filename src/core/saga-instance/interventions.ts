import type { DecisionEnv } from '../decider.ts';
import type { AnySaga, Intervention, SagaContext } from '../saga.ts';
import { sagaContext } from './context.ts';
import { sagaEvents as events } from './events.ts';
import type { SagaInstance } from './state.ts';

const DEFINITION_MISSING = 'definition_missing';

/** Name of a step of the definition; `failed` stands for the last effects of a saga that failed. */
export const nameOfStep = (saga: AnySaga, index: number): string => saga.steps[index]?.name ?? 'failed';

/** Asks for a person, once per step and code. */
export const openIntervention = (
  state: SagaInstance,
  { step, name }: { readonly step: number; readonly name: string },
  { code, reason, ids }: Intervention,
  env: DecisionEnv,
) => {
  const interventionId = env.idOf('intervention', env.aggregateId, name, code);
  if (state.interventions.some((record) => record.interventionId === interventionId)) return [];
  const asked = { interventionId, step, name, code, reason, ids: [...ids], openedAt: env.now };
  return [events.SagaInterventionOpened(asked)];
};

/** What a definition says of its own trouble; one that throws has nothing to say, and must not keep the journal from being written. */
export const describedBy = <T>(
  saga: AnySaga,
  state: SagaInstance,
  env: DecisionEnv,
  describe: (context: SagaContext) => T,
): T | null => {
  try {
    return describe(sagaContext(saga, env.aggregateId, state));
  } catch {
    return null;
  }
};

/** Asks for a person because a step can neither be finished nor undone by the machine. */
export const askForHelp = (saga: AnySaga, state: SagaInstance, step: number, env: DecisionEnv) => {
  const name = nameOfStep(saga, step);
  const described = describedBy(saga, state, env, (context) => saga.intervention?.(context, name));
  const wanted = described ?? {
    code: 'needs_attention',
    reason: `${saga.type} cannot finish ${name} by itself`,
    ids: [],
  };
  return openIntervention(state, { step, name }, wanted, env);
};

/** Asks for a person because nothing that is deployed knows how this saga goes on. */
export const missDefinition = (state: SagaInstance, env: DecisionEnv) =>
  openIntervention(
    state,
    { step: state.step, name: 'definition' },
    {
      code: DEFINITION_MISSING,
      reason: `${state.sagaType} version ${state.definitionVersion} is not deployed; deploy it again, then retry the saga`,
      ids: [],
    },
    env,
  );

/** True once a person was told that the definition is missing. */
export const isDefinitionMissed = ({ interventions }: SagaInstance): boolean =>
  interventions.some(({ code }) => code === DEFINITION_MISSING);
