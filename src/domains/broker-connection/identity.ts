import type { DecisionEnv } from '../../core/decider.ts';
import type { BrokerConnectionState } from './state.ts';
import type { BrokerId, Environment } from './values.ts';

/** Whose connection an event is of. */
export const identityOf = ({ brokerConnectionId }: BrokerConnectionState, { userId }: DecisionEnv) => ({
  brokerConnectionId,
  userId,
});

/** Broker and environment of a connection that was begun; they never change. */
export const brokerOf = ({
  brokerId,
  environment,
}: BrokerConnectionState): { readonly brokerId: BrokerId; readonly environment: Environment } => {
  if (brokerId === null || environment === null) throw new Error('a connection without a broker was begun');
  return { brokerId, environment };
};
