import type { AnySaga, SagaContext } from '../saga.ts';
import type { SagaInstance } from './state.ts';

/** All a definition may know of a started instance; the trigger's data is parsed by the definition, nothing is left out (rule N-R3). */
export const sagaContext = (saga: AnySaga, sagaId: string, state: SagaInstance): SagaContext => {
  const { trigger, results, inbox, children } = state;
  if (!trigger) throw new Error('a saga that was not started has no context');
  return { sagaId, trigger: { ...trigger, data: saga.parse(trigger.data) }, results, inbox, children };
};
