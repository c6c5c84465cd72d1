import { type Lifecycle, lifecycle, type Move, refused, to, unchanged } from '../../core/lifecycle.ts';
import type { BrokerConnectionCommand } from './commands.ts';
import { type BrokerConnectionState, CONNECTION_STATUSES, type ConnectionStatus } from './state.ts';

type Cells = { readonly [S in ConnectionStatus]?: Move<ConnectionStatus> };

const ends = {
  absent: refused('connection_not_found'),
  purged: refused('connection_purged'),
} satisfies Cells;
const row = (cells: Cells) => ({ ...ends, otherwise: refused('invalid_connection_state'), ...cells });
const whenConnected = (cells: Cells) => ({
  ...ends,
  otherwise: refused('connection_not_connected'),
  ...cells,
});
const staysIn = (...statuses: readonly ConnectionStatus[]): Cells =>
  Object.fromEntries(statuses.map((status) => [status, to(status)]));

const ALIVE = ['pending', 'authenticating', 'connected', 'error', 'disconnecting', 'disconnected'] as const;
const SIGNING_IN = ['pending', 'authenticating', 'error'] as const;
const toAuthenticating: Cells = Object.fromEntries(
  SIGNING_IN.map((status) => [status, to('authenticating')]),
);
const undoneBySaga = refused(
  'invalid_connection_state',
  'a saga may by force remove a connection that never worked',
);

const clearedBySaga = refused(
  'invalid_connection_state',
  'a saga may, at the wish of the user, take away what a disconnected connection has left',
);

const triedAgain = refused(
  'invalid_connection_state',
  'one whose disconnection has failed may be disconnected again',
);

/** The state machine of a connection (domains 4.2). */
export const brokerConnectionLifecycle: Lifecycle<
  BrokerConnectionState,
  BrokerConnectionCommand['type'],
  ConnectionStatus
> = lifecycle({
  noun: 'connection',
  statuses: CONNECTION_STATUSES,
  statusOf: ({ status }: BrokerConnectionState) => status,
  moves: {
    InitiateBrokerConnectionCommand: row({
      absent: to('pending', 'connected'),
      pending: to('pending'),
      authenticating: to('pending'),
      connected: refused('connection_exists'),
      error: to('pending', 'connected'),
      disconnected: to('pending', 'connected'),
    }),
    StartOAuthCommand: row(staysIn(...SIGNING_IN)),
    StoreApiCredentialsCommand: row(toAuthenticating),
    ConfirmOAuthTokensStoredCommand: row(toAuthenticating),
    ValidateBrokerCredentialsCommand: row({ authenticating: to('error') }),
    EstablishBrokerConnectionCommand: row({ authenticating: to('connected'), error: to('connected') }),
    ResetConnectionCommand: row({ disconnected: to('pending', 'connected') }),
    FinalizeBrokerConnectionCommand: whenConnected(staysIn('connected')),

    ReportConnectionFailureCommand: row({ authenticating: to('error'), connected: to('error') }),
    CheckBrokerConnectionHealthCommand: whenConnected({ connected: to('error'), error: unchanged }),
    ReportHealthCheckCommand: whenConnected({ connected: to('connected', 'error'), error: to('error') }),
    RequestReauthCommand: row({ connected: to('error'), error: to('error') }),
    RequestTokenRefreshCommand: row(staysIn('connected', 'error')),
    RecordTokensRefreshedCommand: row(staysIn('connected', 'error')),
    RecordStreamingDisconnectedCommand: whenConnected(staysIn('connected')),
    RecordRecoveryCommand: row({ connected: to('connected'), error: to('connected') }),
    RecordRecoveryFailureCommand: row({ connected: to('error'), error: to('error') }),

    RequestBrokerDisconnectCommand: row({
      pending: to('disconnecting'),
      authenticating: to('disconnecting'),
      connected: to('disconnecting'),
      error: to('disconnecting'),
      disconnecting: triedAgain,
      disconnected: clearedBySaga,
    }),
    CompleteDisconnectionCommand: row({ disconnecting: to('disconnected') }),
    EndGracePeriodCommand: row({
      disconnected: refused('grace_period_running', 'the period of grace is over'),
    }),
    ReconnectBrokerCommand: row({
      connected: unchanged,
      error: to('connected'),
      disconnecting: to('connected'),
      disconnected: to('connected'),
    }),
    PurgeBrokerConnectionCommand: row({
      pending: undoneBySaga,
      authenticating: undoneBySaga,
      connected: refused('connection_connected'),
      error: undoneBySaga,
      disconnecting: to('purged'),
      disconnected: to('purged'),
    }),
    RequireDisconnectionCompensationCommand: row(staysIn(...ALIVE)),
    RequireBrokerAccountDeletionCompensationCommand: row(staysIn(...ALIVE)),
    RequireAccountDeletionCompensationCommand: row(staysIn(...ALIVE)),

    FetchAccountsFromBrokerCommand: whenConnected(staysIn('connected')),
    RecordDiscoveredAccountsCommand: whenConnected(staysIn('connected')),
    CompleteAccountDiscoveryCommand: whenConnected(staysIn('connected')),
    UnlinkAccountsCommand: row(staysIn(...ALIVE)),
    RecordAccountsDeletedCommand: row(staysIn(...ALIVE)),
    RecordAccountsBatchDeletedCommand: row(staysIn(...ALIVE)),
    RecordAccountsCleanupCommand: row(staysIn(...ALIVE)),
    RecordAllAccountsRefreshedCommand: whenConnected(staysIn('connected', 'error')),
    BindAutomationCommand: row(staysIn('pending', 'authenticating', 'connected', 'error')),
    UnbindAutomationCommand: row(staysIn(...ALIVE)),
  },
});
