import { evolveBy } from '../../core/decider.ts';
import type { BrokerConnectionEvent } from './events.ts';
import type { BrokerConnectionState, OAuthTokens } from './state.ts';

const SAME = (state: BrokerConnectionState): BrokerConnectionState => state;

const joined = (known: readonly string[], added: readonly string[]): readonly string[] => {
  const fresh = added.filter((id) => !known.includes(id));
  return fresh.length === 0 ? known : [...known, ...fresh];
};

const without = (known: readonly string[], gone: readonly string[]): readonly string[] =>
  known.filter((id) => !gone.includes(id));

const withoutAccounts = (
  state: BrokerConnectionState,
  { accountIds }: { readonly accountIds: readonly string[] },
): BrokerConnectionState => ({ ...state, linkedAccountIds: without(state.linkedAccountIds, accountIds) });

const withTokens = (state: BrokerConnectionState, changes: Partial<OAuthTokens>): BrokerConnectionState =>
  state.credentials?.kind === 'oauth'
    ? { ...state, credentials: { ...state.credentials, ...changes } }
    : state;

/** What being connected, however it came about, leaves behind. */
const WELL = {
  status: 'connected',
  requiresUserAction: false,
  lastConnectionStatus: 'connected',
  lastStatusReason: null,
  streamingLost: false,
  recoveryAttempts: 0,
  disconnectedAt: null,
  disconnectionFailed: false,
  gracePeriodEndsAt: null,
} as const;

const MENDED = { reauthRequired: false, requiresUserAction: false } as const;

/** How a fact changes a connection. */
export const evolveBrokerConnection = evolveBy<BrokerConnectionState, BrokerConnectionEvent>({
  BrokerConnectionInitiated: (state, initiated) => ({
    ...state,
    status: 'pending',
    brokerConnectionId: initiated.brokerConnectionId,
    brokerId: initiated.brokerId,
    environment: initiated.environment,
    authMethod: initiated.authMethod,
    apiEndpointOverride: initiated.apiEndpointOverride,
    lastConnectionStatus: 'connecting',
    createdAt: initiated.initiatedAt,
  }),
  BrokerOAuthStarted: (state, { stateHash, sessionId, expiresAt }) => ({
    ...state,
    oauthFlow: { stateHash, sessionId, expiresAt },
  }),
  BrokerApiCredentialsStored: (state, { credentialsRef, lastFour }) => ({
    ...state,
    ...MENDED,
    status: 'authenticating',
    credentials: { kind: 'api_key', credentialsRef, lastFour },
    oauthFlow: null,
  }),
  BrokerTokensSuccessfullyStored: (state, stored) => ({
    ...state,
    ...MENDED,
    status: 'authenticating',
    credentials: {
      kind: 'oauth',
      credentialsRef: stored.credentialsRef,
      lastFour: stored.lastFour,
      scopes: stored.scopesGranted,
      obtainedAt: stored.storedAt,
      expiresAt: stored.accessTokenExpiresAt,
      refreshable: stored.refreshTokenWasProvided,
      refreshRequestedAt: null,
    },
    oauthFlow: null,
  }),
  BrokerConnectionEstablished: (state, { establishedAt }) => ({
    ...state,
    ...WELL,
    lastConnectedAt: establishedAt,
    lastHeartbeatAt: establishedAt,
    sessions: state.sessions + 1,
  }),
  BrokerConnectionReset: (state, { authMethod, apiEndpointOverride }) => ({
    ...state,
    ...WELL,
    ...MENDED,
    status: 'pending',
    authMethod,
    apiEndpointOverride,
    credentials: null,
    oauthFlow: null,
    lastConnectionStatus: 'connecting',
  }),
  BrokerConnectionEstablishedSagaCompleted: (state) => ({
    ...state,
    completed: true,
    discoveringSince: null,
  }),

  BrokerConnectionFailed: (state, { reason, requiresUserAction }) => ({
    ...state,
    status: 'error',
    requiresUserAction,
    lastConnectionStatus: 'error',
    lastStatusReason: reason,
    discoveringSince: null,
  }),
  BrokerConnectionHealthUpdated: (state, { isHealthy, newStatus, reason, checkedAt }) => ({
    ...state,
    status: isHealthy ? state.status : 'error',
    lastConnectionStatus: newStatus,
    lastStatusReason: reason,
    lastHeartbeatAt: isHealthy ? checkedAt : state.lastHeartbeatAt,
  }),
  BrokerConnectionReauthRequired: (state, { reason }) => ({
    ...state,
    status: 'error',
    reauthRequired: true,
    lastConnectionStatus: 'needs_sign_in',
    lastStatusReason: reason,
  }),
  BrokerTokenRefreshRequested: (state, { requestedAt }) =>
    withTokens(state, { refreshRequestedAt: requestedAt }),
  BrokerTokensRefreshed: (state, { credentialsRef, lastFour, accessTokenExpiresAt, refreshedAt }) =>
    withTokens(state, {
      credentialsRef,
      lastFour,
      obtainedAt: refreshedAt,
      expiresAt: accessTokenExpiresAt,
      refreshRequestedAt: null,
    }),
  BrokerStreamingDisconnected: (state, { reason }) => ({
    ...state,
    streamingLost: true,
    lastStatusReason: reason,
  }),
  BrokerConnectionRecovered: (state, { recoveredAt }) => ({
    ...state,
    ...WELL,
    lastHeartbeatAt: recoveredAt,
  }),
  BrokerConnectionRecoveryFailed: (state, { attempt, reason, requiresUserAction }) => ({
    ...state,
    status: 'error',
    recoveryAttempts: attempt,
    requiresUserAction: state.requiresUserAction || requiresUserAction,
    lastConnectionStatus: 'error',
    lastStatusReason: reason,
  }),

  BrokerDisconnected: (state, { reason, disconnectedAt, gracePeriodEndsAt }) => ({
    ...state,
    status: 'disconnecting',
    lastConnectionStatus: 'disconnecting',
    lastStatusReason: reason,
    oauthFlow: null,
    streamingLost: false,
    discoveringSince: null,
    disconnectedAt,
    disconnectionFailed: false,
    gracePeriodEndsAt,
  }),
  BrokerDisconnectionCompleted: (state) => ({
    ...state,
    status: 'disconnected',
    lastConnectionStatus: 'disconnected',
  }),
  BrokerGracePeriodEnded: (state) => ({ ...state, gracePeriodEndsAt: null }),
  BrokerConnectionPurged: (state) => ({ ...state, status: 'purged', credentials: null, oauthFlow: null }),
  BrokerDisconnectionCompensationRequired: (state) => ({ ...state, disconnectionFailed: true }),
  BrokerAccountDeletionCompensationRequired: SAME,
  AccountDeletionCompensationRequired: SAME,

  AccountDiscoveryStarted: (state, { startedAt }) => ({ ...state, discoveringSince: startedAt }),
  AccountsDiscovered: (state, { accountIds, virtualAccountIds }) => ({
    ...state,
    linkedAccountIds: joined(state.linkedAccountIds, accountIds),
    virtualAccountIds:
      virtualAccountIds === null
        ? state.virtualAccountIds
        : joined(state.virtualAccountIds ?? [], virtualAccountIds),
  }),
  AccountDiscoveryCompleted: (state) => ({ ...state, discoveringSince: null }),
  BrokerAccountsUnlinked: withoutAccounts,
  BrokerAccountsDeleted: withoutAccounts,
  BrokerAccountsBatchDeleted: withoutAccounts,
  BrokerAccountsCleanupOrchestrated: (state, { accountIds, virtualAccountIds }) => ({
    ...state,
    linkedAccountIds: without(state.linkedAccountIds, accountIds),
    virtualAccountIds: without(state.virtualAccountIds ?? virtualAccountIds, virtualAccountIds),
  }),
  AllAccountsRefreshCompleted: SAME,
  ConnectionAutomationBound: (state, { automationId }) => ({
    ...state,
    activeAutomationIds: [...state.activeAutomationIds, automationId],
  }),
  ConnectionAutomationUnbound: (state, { automationId }) => ({
    ...state,
    activeAutomationIds: without(state.activeAutomationIds, [automationId]),
  }),
});
