import { type Decision, type DecisionEnv, decideBy } from '../../core/decider.ts';
import { guardedBy } from '../../core/lifecycle.ts';
import type { BrokerConnectionCommand } from './commands.ts';
import * as accounts from './decide-accounts.ts';
import * as connecting from './decide-connecting.ts';
import * as disconnecting from './decide-disconnecting.ts';
import * as health from './decide-health.ts';
import * as signingIn from './decide-signing-in.ts';
import type { BrokerConnectionEvent } from './events.ts';
import { brokerConnectionLifecycle } from './lifecycle.ts';
import { standingRefusal } from './operations.ts';
import type { BrokerConnectionState } from './state.ts';

const decideAllowed = decideBy<BrokerConnectionState, BrokerConnectionCommand, BrokerConnectionEvent>({
  InitiateBrokerConnectionCommand: connecting.initiate,
  StartOAuthCommand: signingIn.startOAuth,
  StoreApiCredentialsCommand: signingIn.storeApiCredentials,
  ConfirmOAuthTokensStoredCommand: signingIn.confirmOAuthTokensStored,
  ValidateBrokerCredentialsCommand: signingIn.validateCredentials,
  EstablishBrokerConnectionCommand: connecting.establish,
  ResetConnectionCommand: connecting.reset,
  FinalizeBrokerConnectionCommand: connecting.finalize,

  ReportConnectionFailureCommand: health.reportFailure,
  CheckBrokerConnectionHealthCommand: health.checkHealth,
  ReportHealthCheckCommand: health.reportHealthCheck,
  RequestReauthCommand: health.requestReauth,
  RequestTokenRefreshCommand: health.requestTokenRefresh,
  RecordTokensRefreshedCommand: health.recordTokensRefreshed,
  RecordStreamingDisconnectedCommand: health.recordStreamingDisconnected,
  RecordRecoveryCommand: health.recordRecovery,
  RecordRecoveryFailureCommand: health.recordRecoveryFailure,

  RequestBrokerDisconnectCommand: disconnecting.requestDisconnect,
  CompleteDisconnectionCommand: disconnecting.completeDisconnection,
  EndGracePeriodCommand: disconnecting.endGracePeriod,
  ReconnectBrokerCommand: disconnecting.reconnect,
  PurgeBrokerConnectionCommand: disconnecting.purge,
  RequireDisconnectionCompensationCommand: disconnecting.requireDisconnectionCompensation,
  RequireBrokerAccountDeletionCompensationCommand: disconnecting.requireAccountsCompensation,
  RequireAccountDeletionCompensationCommand: disconnecting.requireAccountCompensation,

  FetchAccountsFromBrokerCommand: accounts.fetchAccounts,
  RecordDiscoveredAccountsCommand: accounts.recordDiscovered,
  CompleteAccountDiscoveryCommand: accounts.completeDiscovery,
  UnlinkAccountsCommand: accounts.unlinkAccounts,
  RecordAccountsDeletedCommand: accounts.recordDeleted,
  RecordAccountsBatchDeletedCommand: accounts.recordBatchDeleted,
  RecordAccountsCleanupCommand: accounts.recordCleanup,
  RecordAllAccountsRefreshedCommand: accounts.recordAllRefreshed,
  BindAutomationCommand: accounts.bindAutomation,
  UnbindAutomationCommand: accounts.unbindAutomation,
});

const decideStanding = (
  command: BrokerConnectionCommand,
  state: BrokerConnectionState,
  env: DecisionEnv,
): Decision<BrokerConnectionEvent> => {
  const rejection = standingRefusal(command.type, state);
  return rejection ? { kind: 'reject', rejection } : decideAllowed(command, state, env);
};

/** Decides a command: by the status, by what else the state forbids (BC-R9), then on its own terms. */
export const decideBrokerConnection = guardedBy(brokerConnectionLifecycle, decideStanding);
