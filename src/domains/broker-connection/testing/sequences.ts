import fc from 'fast-check';
import { expect } from 'vitest';
import type { CommandSequences } from '../../../core/testing/command-sequences.ts';
import type { BrokerConnectionCommand } from '../commands.ts';
import type { BrokerConnectionEvent } from '../events.ts';
import { MAX_RECOVERY_ATTEMPTS } from '../recovery.ts';
import type { BrokerConnectionState } from '../state.ts';
import { AUTH_METHODS, BROKERS, ENVIRONMENTS, LIVE_CONFIRMATION } from '../values.ts';
import { CONNECTED_BY_TOKENS, id, initiate, SIGN_IN, tokens, VIRTUAL } from './fixtures.ts';

type Type = BrokerConnectionCommand['type'];
type Fields<T extends Type> = Omit<Extract<BrokerConnectionCommand, { type: T }>, 'type'>;

const command = <T extends Type>(type: T, fields: { [K in keyof Fields<T>]: fc.Arbitrary<Fields<T>[K]> }) =>
  fc.record(fields as Record<string, fc.Arbitrary<unknown>>).map((made) => ({ type, ...made }) as never);

const NAMES = ['one', 'two', 'three'].map(id);
const anyIds = fc.subarray(NAMES);
const anyId = fc.constantFrom(...NAMES);
const reason = fc.constantFrom('no_answer', 'duplicate_accounts');
const anyReason = fc.option(reason);
const count = fc.nat({ max: 3 });
const anyErrors = anyIds.map((ids) => ids.map((accountId) => ({ accountId, code: 'gone', detail: '' })));
const anyTokens = {
  credentialsRef: fc.constant('vault:tokens:1'),
  lastFour: fc.constant('abcd'),
  expiresInSeconds: fc.option(fc.constantFrom(60, 1_200, 3_600)),
  refreshTokenWasProvided: fc.boolean(),
};

const connecting: fc.Arbitrary<BrokerConnectionCommand>[] = [
  fc.constantFrom(
    initiate(),
    initiate({ authMethod: 'oauth' }),
    VIRTUAL,
    initiate({ environment: 'live', liveConfirmation: LIVE_CONFIRMATION }),
  ),
  command('InitiateBrokerConnectionCommand', {
    brokerId: fc.constantFrom(...BROKERS),
    environment: fc.constantFrom(...ENVIRONMENTS),
    authMethod: fc.constantFrom(...AUTH_METHODS),
    apiEndpointOverride: fc.constantFrom(null, 'https://paper-api.alpaca.markets', 'https://evil.example'),
    liveConfirmation: fc.constantFrom(null, LIVE_CONFIRMATION),
  }),
  fc.constant(SIGN_IN),
  command('StoreApiCredentialsCommand', {
    credentialsRef: fc.constant('vault:keys:1'),
    lastFour: fc.constant('WXYZ'),
  }),
  fc.constantFrom(tokens(), tokens({ expiresInSeconds: null }), tokens({ stateHash: 'another' })),
  command('ValidateBrokerCredentialsCommand', {
    valid: fc.boolean(),
    reason,
    details: fc.constant(''),
  }),
  command('EstablishBrokerConnectionCommand', { statusMessage: fc.constant(null) }),
  command('ResetConnectionCommand', {}),
  command('FinalizeBrokerConnectionCommand', {}),
];

const health: fc.Arbitrary<BrokerConnectionCommand>[] = [
  command('ReportConnectionFailureCommand', {
    reason,
    details: fc.constant(''),
    requiresUserAction: fc.boolean(),
  }),
  command('CheckBrokerConnectionHealthCommand', {}),
  command('ReportHealthCheckCommand', {
    isHealthy: fc.boolean(),
    newStatus: fc.constantFrom(null, 'ACTIVE'),
    reason: anyReason,
  }),
  command('RequestReauthCommand', { reason }),
  command('RequestTokenRefreshCommand', {}),
  command('RecordTokensRefreshedCommand', anyTokens),
  command('RecordStreamingDisconnectedCommand', { reason: anyReason }),
  command('RecordRecoveryCommand', { attempt: count, reason: anyReason }),
  command('RecordRecoveryFailureCommand', {
    attempt: fc.constantFrom(1, 2, 3),
    reason,
    requiresUserAction: fc.boolean(),
  }),
];

const disconnecting: fc.Arbitrary<BrokerConnectionCommand>[] = [
  command('RequestBrokerDisconnectCommand', {
    reason,
    involuntary: fc.boolean(),
    cancelOpenOrders: fc.boolean(),
  }),
  command('CompleteDisconnectionCommand', {
    deletedAccounts: count,
    deletedVirtualAccounts: count,
    suspendedAutomations: count,
  }),
  command('EndGracePeriodCommand', {}),
  command('ReconnectBrokerCommand', {}),
  command('PurgeBrokerConnectionCommand', { force: fc.boolean() }),
  command('RequireDisconnectionCompensationCommand', { reason }),
  command('RequireBrokerAccountDeletionCompensationCommand', { accountIds: anyIds, reason }),
  command('RequireAccountDeletionCompensationCommand', { accountId: anyId, reason }),
];

const accounts: fc.Arbitrary<BrokerConnectionCommand>[] = [
  command('FetchAccountsFromBrokerCommand', {}),
  command('RecordDiscoveredAccountsCommand', { accountIds: anyIds, virtualAccountIds: fc.option(anyIds) }),
  command('CompleteAccountDiscoveryCommand', { accountIds: anyIds, errors: anyErrors }),
  command('UnlinkAccountsCommand', { accountIds: anyIds, reason }),
  command('RecordAccountsDeletedCommand', { accountIds: anyIds, reason }),
  command('RecordAccountsBatchDeletedCommand', { accountIds: anyIds, errors: anyErrors }),
  command('RecordAccountsCleanupCommand', { accountIds: anyIds, virtualAccountIds: anyIds }),
  command('RecordAllAccountsRefreshedCommand', {
    refreshed: count,
    skipped: count,
    errors: anyErrors,
    forced: fc.boolean(),
  }),
  command('BindAutomationCommand', { automationId: anyId }),
  command('UnbindAutomationCommand', { automationId: anyId }),
];

const SECRETS = /apiSecret|accessToken"|refreshToken"|password/;
const must = (holds: boolean, rule: string) => {
  if (!holds) expect.fail(`a connection ${rule}`);
};
const isSet = (ids: readonly string[]) => new Set(ids).size === ids.length;

/** Random lives of a connection, and what must hold in all of them. */
export const brokerConnectionSequences: CommandSequences<
  BrokerConnectionState,
  BrokerConnectionCommand,
  BrokerConnectionEvent
> = {
  opening: CONNECTED_BY_TOKENS,
  command: fc.oneof(
    { weight: 4, arbitrary: fc.oneof(...connecting) },
    { weight: 3, arbitrary: fc.oneof(...health) },
    { weight: 2, arbitrary: fc.oneof(...disconnecting) },
    { weight: 2, arbitrary: fc.oneof(...accounts) },
  ),
  check: (state, history) => {
    const { status, brokerId, credentials } = state;
    const [first] = history;
    must(first?.type === 'BrokerConnectionInitiated', 'begins by being initiated');
    must(
      first?.type === 'BrokerConnectionInitiated' &&
        first.data.brokerId === brokerId &&
        first.data.environment === state.environment,
      'never changes its broker or environment',
    );
    if (status === 'connected') {
      must(!state.reauthRequired, 'is not connected while the user must sign in');
      must(brokerId === 'virtual' || credentials !== null, 'is not connected without credentials');
      must(state.gracePeriodEndsAt === null, 'has no period of grace while it is connected');
    }
    must(brokerId !== 'virtual' || credentials === null, 'needs no credentials for the virtual broker');
    must(status !== 'purged' || state.linkedAccountIds.length === 0, 'leaves no account behind');
    must(state.recoveryAttempts <= MAX_RECOVERY_ATTEMPTS, 'tries to recover three times at most');
    must(isSet(state.linkedAccountIds) && isSet(state.activeAutomationIds), 'lists everything once');
    must(!SECRETS.test(JSON.stringify(history.at(-1)?.data)), 'tells no secret');
  },
};
