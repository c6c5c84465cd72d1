import type { DecisionEnv } from '../decider.ts';
import type { AnySaga, Intervention } from '../saga.ts';
import { sagaContext } from './context.ts';
import { sagaEvents as events } from './events.ts';
import type { SagaInstance } from './state.ts';

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

/** Asks for a person because a step can neither be finished nor undone by the machine. */
export const askForHelp = (saga: AnySaga, state: SagaInstance, step: number, env: DecisionEnv) => {
  const name = nameOfStep(saga, step);
  const described = saga.intervention?.(sagaContext(saga, env.aggregateId, state), name);
  const wanted = described ?? {
    code: 'needs_attention',
    reason: `${saga.type} cannot finish ${name} by itself`,
    ids: [],
  };
  return openIntervention(state, { step, name }, wanted, env);
};
