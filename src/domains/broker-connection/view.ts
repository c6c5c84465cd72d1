import type { UtcInstant } from '../../core/instant.ts';
import type { View, ViewRow } from '../../core/view.ts';
import { disconnectImpact, displayStatus } from './display.ts';
import { type BrokerConnectionEvent, brokerConnectionEvents } from './events.ts';
import { evolveBrokerConnection } from './evolve.ts';
import { isHealthy, tradingRefusal } from './health.ts';
import { openOperations } from './operations.ts';
import { type BrokerConnectionState, initialBrokerConnection } from './state.ts';

/** A user's connections, one row each; a purged connection has no row. */
export const brokerConnectionView: View<BrokerConnectionState, BrokerConnectionEvent> = {
  kind: 'broker_connections',
  eventTypes: new Set(Object.keys(brokerConnectionEvents)),
  rowId: (event) => event.data.brokerConnectionId,
  project: (doc, event) => {
    // A row that an older build kept lacks what was added since.
    const known = doc ? { ...initialBrokerConnection, ...doc } : initialBrokerConnection;
    const next = evolveBrokerConnection(known, event);
    return next.status === 'purged' ? null : next;
  },
  sync: {
    BrokerConnectionInitiated: {
      priority: 1,
      reason: 'the client lists connections right after it made one',
    },
    BrokerTokensSuccessfullyStored: {
      priority: 1,
      reason: 'the browser comes back from the broker and looks at once whether the sign-in worked',
    },
    BrokerConnectionEstablished: {
      priority: 1,
      reason: 'the client places orders as soon as it is told "connected"',
    },
    BrokerConnectionReauthRequired: {
      priority: 1,
      reason: 'trading has stopped, and only the user who looks at the screen can go on',
    },
    BrokerConnectionReset: {
      priority: 1,
      reason: 'the user who began the connection anew is asked for credentials next',
    },
  },
};

/** How a connection does at an instant (query GetBrokerHealthService). */
export const brokerHealthResource = ({ id, doc }: ViewRow<BrokerConnectionState>, now: UtcInstant) => {
  const refusal = tradingRefusal(doc, now);
  return {
    connectionId: id,
    isHealthy: isHealthy(doc, now),
    canTrade: refusal === null,
    reason: refusal?.code ?? null,
    details: refusal?.detail ?? null,
    connectionStatus: doc.status,
    lastHeartbeatAt: doc.lastHeartbeatAt,
  };
};

/** A connection as clients see it at an instant, the row's own when none is given: booleans instead of secrets (BC-U5). */
export const brokerConnectionResource = (
  { id, version, updatedAt, doc }: ViewRow<BrokerConnectionState>,
  now: UtcInstant = updatedAt,
) => ({
  id,
  brokerId: doc.brokerId,
  environment: doc.environment,
  isLive: doc.environment === 'live',
  authMethod: doc.authMethod,
  apiEndpoint: doc.apiEndpointOverride,
  status: doc.status,
  displayStatus: displayStatus(doc),
  connected: doc.status === 'connected',
  isHealthy: isHealthy(doc, now),
  reauthRequired: doc.reauthRequired,
  requiresUserAction: doc.requiresUserAction,
  streamingLost: doc.streamingLost,
  recoveryAttempts: doc.recoveryAttempts,
  hasApiKeys: doc.credentials?.kind === 'api_key',
  hasOauthTokens: doc.credentials?.kind === 'oauth',
  credentialsLastFour: doc.credentials?.lastFour ?? null,
  scopes: doc.credentials?.kind === 'oauth' ? doc.credentials.scopes : [],
  tokenExpiresAt: doc.credentials?.kind === 'oauth' ? doc.credentials.expiresAt : null,
  accountIds: doc.linkedAccountIds,
  automationIds: doc.activeAutomationIds,
  disconnectImpact: disconnectImpact(doc, null),
  operations: openOperations(doc),
  lastConnectionStatus: doc.lastConnectionStatus,
  lastStatusReason: doc.lastStatusReason,
  lastConnectedAt: doc.lastConnectedAt,
  lastHeartbeatAt: doc.lastHeartbeatAt,
  connectionInstanceId: doc.sessions === 0 ? null : `${id}:${doc.sessions}`,
  disconnectedAt: doc.disconnectedAt,
  gracePeriodEndsAt: doc.gracePeriodEndsAt,
  createdAt: doc.createdAt,
  updatedAt,
  version,
});
