import type { EventNote } from '../../core/domain.ts';
import type { BrokerConnectionEvent } from './events.ts';

const update = (summary: string): EventNote => ({ summary, message: 'broker_connection_update' });
const health = (summary: string): EventNote => ({ summary, message: 'broker_health_update' });
const quiet = (summary: string, why: string): EventNote => ({ summary, message: null, quiet: why });

const FOR_OPERATORS = 'it is work for a person of the operator, who finds it in the list of interventions';
const FOLLOWS = 'the accounts tell of themselves, one message each';

/** Every event of a connection: what happened, and which message tells the user's clients. */
export const eventNotes: { readonly [T in BrokerConnectionEvent['type']]: EventNote } = {
  BrokerConnectionInitiated: update('A connection to a broker was begun.'),
  BrokerOAuthStarted: quiet(
    'A sign-in at the broker was opened for ten minutes.',
    'the browser that opened it is on its way to the broker',
  ),
  BrokerApiCredentialsStored: update('The vault has API keys for the connection.'),
  BrokerTokensSuccessfullyStored: update('The vault has tokens of a sign-in for the connection.'),
  BrokerConnectionEstablished: update('The broker is connected.'),
  BrokerConnectionReset: update('The connection was begun anew, without credentials.'),
  BrokerConnectionEstablishedSagaCompleted: update('The accounts of the connection are linked.'),
  BrokerConnectionFailed: update('The broker could not be used as connected.'),
  BrokerConnectionHealthUpdated: health('The broker answered a check, or did not.'),
  BrokerConnectionReauthRequired: update('The user must sign in at the broker again.'),
  BrokerTokenRefreshRequested: quiet(
    'The access token is to be renewed.',
    'the user has nothing to do and nothing changes for him',
  ),
  BrokerTokensRefreshed: quiet(
    'The vault has a new access token.',
    'the user has nothing to do and nothing changes for him',
  ),
  BrokerStreamingDisconnected: {
    summary: "The broker's stream of orders and fills broke off.",
    message: 'broker_streaming_update',
  },
  BrokerConnectionRecovered: {
    summary: 'A lost connection works again.',
    message: 'connection_recovery',
  },
  BrokerConnectionRecoveryFailed: {
    summary: 'An attempt to recover a lost connection failed.',
    message: 'connection_recovery',
  },
  BrokerDisconnected: update('The connection is being disconnected; all that goes with it is listed.'),
  BrokerDisconnectionCompleted: update('The connection is disconnected.'),
  BrokerGracePeriodEnded: update('A lost connection can no longer be taken up again.'),
  BrokerConnectionPurged: {
    summary: 'The connection was removed; its log is closed.',
    message: 'broker_status_remove',
  },
  BrokerDisconnectionCompensationRequired: quiet('A disconnect could not be undone.', FOR_OPERATORS),
  BrokerAccountDeletionCompensationRequired: quiet(
    'Deleted accounts could not be brought back.',
    FOR_OPERATORS,
  ),
  AccountDeletionCompensationRequired: quiet('A deleted account could not be brought back.', FOR_OPERATORS),
  AccountDiscoveryStarted: update("A discovery of the broker's accounts began."),
  AccountsDiscovered: quiet('The broker told which accounts it has; none is linked yet.', FOLLOWS),
  AccountDiscoveryCompleted: update('A discovery ended; accounts that could not be linked are listed.'),
  BrokerAccountsUnlinked: quiet('Accounts were taken off the connection.', FOLLOWS),
  BrokerAccountsDeleted: quiet('Accounts of the connection were deleted.', FOLLOWS),
  BrokerAccountsBatchDeleted: {
    summary: 'Many accounts were deleted, or some of them.',
    message: 'broker_accounts_bulk_remove',
  },
  BrokerAccountsCleanupOrchestrated: quiet(
    'Accounts, virtual accounts and what was kept of them are gone.',
    FOLLOWS,
  ),
  AllAccountsRefreshCompleted: quiet('All accounts of the connection were refreshed.', FOLLOWS),
  ConnectionAutomationBound: update('An active automation trades through the connection.'),
  ConnectionAutomationUnbound: update('An automation trades through the connection no longer.'),
};
