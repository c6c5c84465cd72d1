import type { View, ViewRow } from '../../core/view.ts';
import {
  type BrokerConnectionState,
  brokerConnectionAggregate,
  evolveBrokerConnection,
  initialBrokerConnection,
} from './broker-connection.ts';
import type { BrokerConnectionEvent } from './events.ts';

/** A user's connections, one row each. */
export const brokerConnectionView: View<BrokerConnectionState, BrokerConnectionEvent> = {
  kind: 'broker_connections',
  eventTypes: new Set(brokerConnectionAggregate.events.definitions.keys()),
  rowId: (event) => event.data.brokerConnectionId,
  project: (doc, event) => evolveBrokerConnection(doc ?? initialBrokerConnection, event),
  sync: {
    BrokerConnectionInitiated: {
      priority: 1,
      reason: 'the client lists connections right after it made one',
    },
    BrokerConnectionEstablished: {
      priority: 1,
      reason: 'the client places orders as soon as it is told "connected"',
    },
  },
};

/** A connection as clients see it. */
export const brokerConnectionResource = ({
  id,
  version,
  updatedAt,
  doc,
}: ViewRow<BrokerConnectionState>) => ({
  id,
  brokerId: doc.brokerId,
  environment: doc.environment,
  status: doc.status,
  connected: doc.status === 'connected',
  accountIds: doc.linkedAccountIds,
  lastStatusReason: doc.lastStatusReason,
  lastConnectedAt: doc.lastConnectedAt,
  createdAt: doc.createdAt,
  updatedAt,
  version,
});
