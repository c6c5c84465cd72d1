import type { z } from 'zod';
import type { EventEnvelope } from '../core/envelope.ts';
import type { ViewRow } from '../core/view.ts';
import { brokerConnectionEvents as events } from '../domains/broker-connection/events.ts';
import type { BrokerConnectionState, ConnectionStatus } from '../domains/broker-connection/state.ts';
import { brokerConnectionResource } from '../domains/broker-connection/view.ts';
import type { Tell } from './change.ts';
import type { Publication } from './frames.ts';
import { snakeKeys } from './snake-case.ts';

type Events = typeof events;
type Data<Type extends keyof Events> = z.infer<Events[Type]['schema']>;

/** Statuses in the words of the wire (wse 11). */
const WIRE_STATUSES: Readonly<Record<ConnectionStatus, string>> = {
  absent: 'DISCONNECTED',
  pending: 'CONNECTING',
  authenticating: 'CONNECTING',
  connected: 'CONNECTED',
  error: 'ERROR',
  disconnecting: 'DISCONNECTING',
  disconnected: 'DISCONNECTED',
  purged: 'DISCONNECTED',
};

const wireStatus = (status: ConnectionStatus, reauthRequired: boolean): string =>
  status === 'error' && reauthRequired ? 'NEEDS_REAUTHENTICATION' : WIRE_STATUSES[status];

const update = (row: ViewRow): Publication => {
  const { id, status, ...connection } = brokerConnectionResource(row as ViewRow<BrokerConnectionState>);
  return {
    topic: 'broker_connection_events',
    type: 'broker_connection_update',
    payload: {
      ...snakeKeys(connection),
      broker_connection_id: id,
      status: wireStatus(status, connection.reauthRequired),
      message: connection.lastStatusReason,
    },
  };
};

const removed = ({ data }: EventEnvelope): Publication => {
  const { brokerConnectionId, brokerId, environment } = data as Data<'BrokerConnectionPurged'>;
  return {
    topic: 'broker_connection_events',
    type: 'broker_status_remove',
    payload: { broker_connection_id: brokerConnectionId, broker_id: brokerId, environment },
  };
};

/** A check tells how the connection stands after it, because no update follows. */
const health = ({ data }: EventEnvelope, row: ViewRow): Publication => {
  const { status, reauthRequired } = row.doc as BrokerConnectionState;
  const checked = data as Data<'BrokerConnectionHealthUpdated'>;
  return {
    topic: 'broker_health',
    type: 'broker_health_update',
    payload: {
      broker_connection_id: checked.brokerConnectionId,
      broker_id: checked.brokerId,
      environment: checked.environment,
      status: wireStatus(status, reauthRequired),
      is_healthy: checked.isHealthy,
      health_status: checked.isHealthy ? 'healthy' : 'unhealthy',
      connection_status: checked.newStatus,
      message: checked.reason,
      last_checked: checked.checkedAt,
    },
  };
};

const streaming = ({ data }: EventEnvelope): Publication => {
  const lost = data as Data<'BrokerStreamingDisconnected'>;
  return {
    topic: 'broker_streaming',
    type: 'broker_streaming_update',
    payload: {
      broker_connection_id: lost.brokerConnectionId,
      broker_id: lost.brokerId,
      environment: lost.environment,
      stream_type: 'trade_data_stream',
      status: 'inactive',
      message: lost.reason,
      timestamp: lost.disconnectedAt,
    },
  };
};

/** So do a recovery and its failure. */
const recovery = ({ data }: EventEnvelope, row: ViewRow): Publication => {
  const { brokerId, environment, status, reauthRequired } = row.doc as BrokerConnectionState;
  return {
    topic: 'monitoring_events',
    type: 'connection_recovery',
    payload: {
      ...snakeKeys(data),
      broker_id: brokerId,
      environment,
      recovered: status === 'connected',
      status: wireStatus(status, reauthRequired),
    },
  };
};

const accountsRemoved = ({ data }: EventEnvelope): Publication => ({
  topic: 'broker_account_events',
  type: 'broker_accounts_bulk_remove',
  payload: { ...snakeKeys(data), deletion_type: 'hard' },
});

/** Events that change nothing a user sees, or that other messages tell of. */
const QUIET: ReadonlySet<string> = new Set([
  'BrokerOAuthStarted',
  'BrokerTokenRefreshRequested',
  'BrokerTokensRefreshed',
  'BrokerDisconnectionCompensationRequired',
  'BrokerAccountDeletionCompensationRequired',
  'AccountDeletionCompensationRequired',
  'AccountsDiscovered',
  'BrokerAccountsUnlinked',
  'BrokerAccountsDeleted',
  'BrokerAccountsCleanupOrchestrated',
  'AllAccountsRefreshCompleted',
] satisfies (keyof Events)[]);

/** Tells of a broker connection. */
export const tellConnection: Tell = (event, row) => {
  const { eventType } = event;
  if (eventType === events.BrokerConnectionPurged.type) return removed(event);
  if (row === null || QUIET.has(eventType)) return null;
  switch (eventType) {
    case events.BrokerConnectionHealthUpdated.type:
      return health(event, row);
    case events.BrokerStreamingDisconnected.type:
      return streaming(event);
    case events.BrokerConnectionRecovered.type:
    case events.BrokerConnectionRecoveryFailed.type:
      return recovery(event, row);
    case events.BrokerAccountsBatchDeleted.type:
      return accountsRemoved(event);
    default:
      return update(row);
  }
};
