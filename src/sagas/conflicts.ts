import type { ConflictMatrix, Verdict } from '../core/saga-gate/gate.ts';

/** Key under which sagas of one connection exclude each other. */
export const connectionKey = (brokerConnectionId: string): string =>
  `broker_connection:${brokerConnectionId}`;

/** Key under which sagas that speak for a whole user exclude each other. */
export const userKey = (userId: string): string => `user:${userId}`;

/** By running saga, then by arriving saga (the conflict matrix; orders take no lease). */
const VERDICTS: Readonly<Record<string, Readonly<Record<string, Verdict>>>> = {
  BrokerConnectionSaga: {
    BrokerConnectionSaga: 'drop',
    BrokerDisconnectionSaga: 'preempt',
    // A loss is told once: it must not be forgotten because the connecting that it ends is not over yet.
    ConnectionRecoverySaga: 'queue',
  },
  BrokerDisconnectionSaga: {
    BrokerConnectionSaga: 'queue',
    // Never the same twice: a connection that was lost is disconnected for good while that loss is still being dealt with.
    BrokerDisconnectionSaga: 'queue',
    ConnectionRecoverySaga: 'drop',
  },
  ConnectionRecoverySaga: {
    // Its own last step asks for a discovery.
    BrokerConnectionSaga: 'queue',
    BrokerDisconnectionSaga: 'preempt',
    ConnectionRecoverySaga: 'drop',
  },
  UserDeletionSaga: { UserDeletionSaga: 'drop' },
  AccountRecoverySaga: { AccountRecoverySaga: 'drop' },
};

/** What happens to a saga that arrives while another holds their common key; kinds that never meet are refused. */
export const conflictMatrix: ConflictMatrix = (running, arriving) =>
  VERDICTS[running]?.[arriving] ?? 'refuse';
