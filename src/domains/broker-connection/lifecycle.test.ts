import { describeLifecycle } from '../../core/testing/lifecycle-table.ts';
import { brokerConnectionAggregate } from './broker-connection.ts';
import { brokerConnectionLifecycle } from './lifecycle.ts';
import {
  bind,
  COMPLETE,
  CONNECTED_BY_TOKENS,
  DELETED,
  DISCOVER,
  disconnect,
  ESTABLISH,
  eventsAfter,
  FAIL,
  FINALIZE,
  id,
  initiate,
  KEYS,
  later,
  PURGE,
  REAUTH,
  RECONNECT,
  RESET,
  SAGA,
  SIGN_IN,
  tokens,
  unbind,
} from './testing/fixtures.ts';

const PENDING = [initiate({ authMethod: 'oauth' }), SIGN_IN, bind('automation')] as const;
const LOST = [...CONNECTED_BY_TOKENS, DELETED, disconnect({ involuntary: true })] as const;
const REASON = { reason: 'no_answer' };
const NONE_FAILED = { errors: [] };

describeLifecycle(brokerConnectionAggregate, brokerConnectionLifecycle, {
  histories: {
    absent: [],
    pending: eventsAfter(...PENDING),
    authenticating: eventsAfter(...PENDING, tokens(), SIGN_IN),
    connected: eventsAfter(...CONNECTED_BY_TOKENS),
    error: eventsAfter(...CONNECTED_BY_TOKENS, FAIL, SIGN_IN),
    disconnecting: eventsAfter(...LOST),
    disconnected: eventsAfter(...LOST, COMPLETE),
    purged: eventsAfter(...LOST, COMPLETE, PURGE),
  },
  commands: {
    InitiateBrokerConnectionCommand: initiate(),
    StartOAuthCommand: SIGN_IN,
    StoreApiCredentialsCommand: KEYS,
    ConfirmOAuthTokensStoredCommand: tokens(),
    ValidateBrokerCredentialsCommand: {
      type: 'ValidateBrokerCredentialsCommand',
      valid: false,
      reason: 'forbidden',
      details: 'the key is wrong',
    },
    EstablishBrokerConnectionCommand: ESTABLISH,
    ResetConnectionCommand: RESET,
    FinalizeBrokerConnectionCommand: FINALIZE,
    ReportConnectionFailureCommand: FAIL,
    CheckBrokerConnectionHealthCommand: { type: 'CheckBrokerConnectionHealthCommand' },
    ReportHealthCheckCommand: {
      type: 'ReportHealthCheckCommand',
      isHealthy: true,
      newStatus: null,
      reason: null,
    },
    RequestReauthCommand: REAUTH,
    RequestTokenRefreshCommand: { type: 'RequestTokenRefreshCommand' },
    RecordTokensRefreshedCommand: {
      type: 'RecordTokensRefreshedCommand',
      credentialsRef: 'vault:tokens:2',
      lastFour: 'efgh',
      expiresInSeconds: null,
      refreshTokenWasProvided: false,
    },
    RecordStreamingDisconnectedCommand: { type: 'RecordStreamingDisconnectedCommand', ...REASON },
    RecordRecoveryCommand: { type: 'RecordRecoveryCommand', attempt: 1, reason: null },
    RecordRecoveryFailureCommand: {
      type: 'RecordRecoveryFailureCommand',
      attempt: 1,
      requiresUserAction: false,
      ...REASON,
    },
    RequestBrokerDisconnectCommand: (now) => disconnect({ involuntary: now === 'disconnected' }),
    CompleteDisconnectionCommand: COMPLETE,
    EndGracePeriodCommand: { type: 'EndGracePeriodCommand' },
    ReconnectBrokerCommand: RECONNECT,
    PurgeBrokerConnectionCommand: PURGE,
    RequireDisconnectionCompensationCommand: {
      type: 'RequireDisconnectionCompensationCommand',
      ...REASON,
    },
    RequireBrokerAccountDeletionCompensationCommand: {
      type: 'RequireBrokerAccountDeletionCompensationCommand',
      accountIds: [id('first account')],
      ...REASON,
    },
    RequireAccountDeletionCompensationCommand: {
      type: 'RequireAccountDeletionCompensationCommand',
      accountId: id('first account'),
      ...REASON,
    },
    FetchAccountsFromBrokerCommand: { type: 'FetchAccountsFromBrokerCommand' },
    RecordDiscoveredAccountsCommand: DISCOVER,
    CompleteAccountDiscoveryCommand: {
      type: 'CompleteAccountDiscoveryCommand',
      accountIds: [id('first account')],
      ...NONE_FAILED,
    },
    UnlinkAccountsCommand: {
      type: 'UnlinkAccountsCommand',
      accountIds: [id('first account')],
      ...REASON,
    },
    RecordAccountsDeletedCommand: DELETED,
    RecordAccountsBatchDeletedCommand: {
      type: 'RecordAccountsBatchDeletedCommand',
      accountIds: [id('first account')],
      ...NONE_FAILED,
    },
    RecordAccountsCleanupCommand: {
      type: 'RecordAccountsCleanupCommand',
      accountIds: [id('first account')],
      virtualAccountIds: [],
    },
    RecordAllAccountsRefreshedCommand: {
      type: 'RecordAllAccountsRefreshedCommand',
      refreshed: 2,
      skipped: 0,
      forced: false,
      ...NONE_FAILED,
    },
    BindAutomationCommand: { type: 'BindAutomationCommand', automationId: id('another automation') },
    UnbindAutomationCommand: unbind('automation'),
  },
  env: { sagaId: SAGA, now: later(300_000) },
});
