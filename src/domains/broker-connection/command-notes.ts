import type { DomainManifest } from '../../core/domain.ts';
import type { BrokerConnectionCommand } from './commands.ts';
import * as accounts from './commands-accounts.ts';
import * as connecting from './commands-connecting.ts';
import * as disconnecting from './commands-disconnecting.ts';
import * as health from './commands-health.ts';
import type { BrokerConnectionEvent } from './events.ts';
import type { BrokerConnectionState } from './state.ts';

/** Every command of a connection, with its shape and what it does. */
export const commandNotes: DomainManifest<
  BrokerConnectionState,
  BrokerConnectionCommand,
  BrokerConnectionEvent
>['commands'] = {
  InitiateBrokerConnectionCommand: {
    schema: connecting.initiateBrokerConnectionCommand,
    summary: 'Begins a connection, or an existing one anew; the virtual broker is connected at once.',
  },
  StartOAuthCommand: {
    schema: connecting.startOAuthCommand,
    summary: 'Opens a sign-in at the broker for ten minutes; the tokens that come back must belong to it.',
  },
  StoreApiCredentialsCommand: {
    schema: connecting.storeApiCredentialsCommand,
    summary: 'Takes note that the vault has API keys, by reference and last four characters.',
  },
  ConfirmOAuthTokensStoredCommand: {
    schema: connecting.confirmOAuthTokensStoredCommand,
    summary: 'Takes note that the vault has the tokens of the open sign-in; ends the need to sign in again.',
  },
  ValidateBrokerCredentialsCommand: {
    schema: connecting.validateBrokerCredentialsCommand,
    summary: 'Carries what the broker said to the credentials; wrong ones are a failure the user must mend.',
  },
  EstablishBrokerConnectionCommand: {
    schema: connecting.establishBrokerConnectionCommand,
    summary: 'Connects with the credentials that are stored.',
  },
  ResetConnectionCommand: {
    schema: connecting.resetConnectionCommand,
    summary: 'Begins a disconnected connection anew, without credentials.',
  },
  FinalizeBrokerConnectionCommand: {
    schema: connecting.finalizeBrokerConnectionCommand,
    summary: 'Ends the connecting once the accounts are linked; its saga only.',
  },
  ReportConnectionFailureCommand: {
    schema: health.reportConnectionFailureCommand,
    summary: 'Reports that the broker could not be used, and whether only the user can mend that.',
  },
  CheckBrokerConnectionHealthCommand: {
    schema: health.checkBrokerConnectionHealthCommand,
    summary: 'Judges the connection by its last heartbeat; 90 seconds without one are an error.',
  },
  ReportHealthCheckCommand: {
    schema: health.reportHealthCheckCommand,
    summary: 'Reports how the broker answered a check: a heartbeat, or an error.',
  },
  RequestReauthCommand: {
    schema: health.requestReauthCommand,
    summary: 'Stops trading until the user has signed in again; accounts and positions stay visible.',
  },
  RequestTokenRefreshCommand: {
    schema: health.requestTokenRefreshCommand,
    summary: 'Asks for a new access token; the clock gives it at 80 % of the life of the old one.',
  },
  RecordTokensRefreshedCommand: {
    schema: health.recordTokensRefreshedCommand,
    summary: 'Takes note that the vault has a new access token.',
  },
  RecordStreamingDisconnectedCommand: {
    schema: health.recordStreamingDisconnectedCommand,
    summary: "Records that the broker's stream broke off.",
  },
  RecordRecoveryCommand: {
    schema: health.recordRecoveryCommand,
    summary: 'Records that a lost connection works again, after how many attempts.',
  },
  RecordRecoveryFailureCommand: {
    schema: health.recordRecoveryFailureCommand,
    summary: 'Records a failed attempt to recover; the third is the last.',
  },
  RequestBrokerDisconnectCommand: {
    schema: disconnecting.requestBrokerDisconnectCommand,
    summary: 'Begins the end of a connection and tells of all that goes with it.',
  },
  CompleteDisconnectionCommand: {
    schema: disconnecting.completeDisconnectionCommand,
    summary: 'Ends the disconnecting, with what it came to; its saga only.',
  },
  EndGracePeriodCommand: {
    schema: disconnecting.endGracePeriodCommand,
    summary: 'Ends the period of grace of a lost connection; given by the clock.',
  },
  ReconnectBrokerCommand: {
    schema: disconnecting.reconnectBrokerCommand,
    summary: 'Takes a connection up again with the credentials it has.',
  },
  PurgeBrokerConnectionCommand: {
    schema: disconnecting.purgeBrokerConnectionCommand,
    summary: 'Removes a connection for good, never one that is connected or still has accounts.',
  },
  RequireDisconnectionCompensationCommand: {
    schema: disconnecting.requireDisconnectionCompensationCommand,
    summary: 'Asks for a person where a disconnect could not be undone; sagas only.',
  },
  RequireBrokerAccountDeletionCompensationCommand: {
    schema: disconnecting.requireBrokerAccountDeletionCompensationCommand,
    summary: 'Asks for a person where deleted accounts could not be brought back; sagas only.',
  },
  RequireAccountDeletionCompensationCommand: {
    schema: disconnecting.requireAccountDeletionCompensationCommand,
    summary: 'Asks for a person where one deleted account could not be brought back; sagas only.',
  },
  FetchAccountsFromBrokerCommand: {
    schema: accounts.fetchAccountsFromBrokerCommand,
    summary: "Begins a discovery of the broker's accounts.",
  },
  RecordDiscoveredAccountsCommand: {
    schema: accounts.recordDiscoveredAccountsCommand,
    summary: 'Records which accounts the broker has, before any of them is linked.',
  },
  CompleteAccountDiscoveryCommand: {
    schema: accounts.completeAccountDiscoveryCommand,
    summary: 'Ends a discovery: what is linked now, and what could not be.',
  },
  UnlinkAccountsCommand: {
    schema: accounts.unlinkAccountsCommand,
    summary: 'Takes accounts off the connection.',
  },
  RecordAccountsDeletedCommand: {
    schema: accounts.recordAccountsDeletedCommand,
    summary: 'Records that accounts of the connection were deleted.',
  },
  RecordAccountsBatchDeletedCommand: {
    schema: accounts.recordAccountsBatchDeletedCommand,
    summary: 'Records what deleting many accounts came to, item by item.',
  },
  RecordAccountsCleanupCommand: {
    schema: accounts.recordAccountsCleanupCommand,
    summary: 'Records that accounts, virtual accounts and what was kept of them are gone.',
  },
  RecordAllAccountsRefreshedCommand: {
    schema: accounts.recordAllAccountsRefreshedCommand,
    summary: 'Records what refreshing all accounts came to, item by item.',
  },
  BindAutomationCommand: {
    schema: accounts.bindAutomationCommand,
    summary: 'Takes note of an active automation that trades through the connection.',
  },
  UnbindAutomationCommand: {
    schema: accounts.unbindAutomationCommand,
    summary: 'Takes note that an automation trades through the connection no longer.',
  },
};
