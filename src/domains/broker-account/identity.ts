import type { DecisionEnv } from '../../core/decider.ts';
import type { BrokerAccountState } from './state.ts';

/**
 * Id of a user's account at a broker: derived from what is unique about it, so that it stays the same when a deleted one is linked
 * again. It is also the last part of the object's name.
 */
export const accountIdOf = (
  idOf: DecisionEnv['idOf'],
  userId: string,
  brokerId: string,
  brokerAccountId: string,
): string => idOf('broker_account', userId, brokerId, brokerAccountId);

/** Whose account an event is of. */
export const identityOf = ({ accountAggregateId }: BrokerAccountState, { userId }: DecisionEnv) => ({
  accountAggregateId,
  userId,
});

/** The same of an account that may not be linked yet: until then only its log has a name. */
export const namedOf = (state: BrokerAccountState, env: DecisionEnv) =>
  state.status === 'absent'
    ? { accountAggregateId: env.aggregateId, userId: env.userId }
    : identityOf(state, env);
