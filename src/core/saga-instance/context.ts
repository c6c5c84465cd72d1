import type { AnySaga, SagaContext } from '../saga.ts';
import type { SagaInstance } from './state.ts';

/** All a definition may know of a started instance; the trigger's data is parsed by the definition, nothing is left out (rule N-R3). */
export const sagaContext = (saga: AnySaga, sagaId: string, state: SagaInstance): SagaContext => {
  const { trigger, results, inbox, children, retries } = state;
  if (!trigger) throw new Error('a saga that was not started has no context');
  const whole = { ...trigger, data: saga.parse(trigger.data) };
  return { sagaId, trigger: whole, results, inbox, children, retries };
};
