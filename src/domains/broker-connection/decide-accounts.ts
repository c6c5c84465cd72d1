import { accept, type Decision, type DecisionEnv } from '../../core/decider.ts';
import { epochMs } from '../../core/instant.ts';
import type {
  BindAutomationCommand,
  CompleteAccountDiscoveryCommand,
  RecordAccountsBatchDeletedCommand,
  RecordAccountsCleanupCommand,
  RecordAccountsDeletedCommand,
  RecordAllAccountsRefreshedCommand,
  RecordDiscoveredAccountsCommand,
  UnbindAutomationCommand,
  UnlinkAccountsCommand,
} from './commands-accounts.ts';
import { type BrokerConnectionEvent, brokerConnectionEvents as events } from './events.ts';
import { brokerOf, identityOf } from './identity.ts';
import type { BrokerConnectionState } from './state.ts';

type Decided = Decision<BrokerConnectionEvent>;
type State = BrokerConnectionState;

/** How long a discovery may run, in milliseconds, before another one may begin beside it. */
const DISCOVERY_MS = 120_000;

/** Begins a discovery, unless one is under way. */
export const fetchAccounts = (_command: unknown, state: State, env: DecisionEnv): Decided => {
  const { discoveringSince: since } = state;
  return since !== null && epochMs(env.now) < epochMs(since) + DISCOVERY_MS
    ? accept()
    : accept(
        events.AccountDiscoveryStarted({ ...identityOf(state, env), ...brokerOf(state), startedAt: env.now }),
      );
};

/** Records what the broker has, before anything is linked: so the connection knows all that must be undone with it. */
export const recordDiscovered = (
  { accountIds, virtualAccountIds }: RecordDiscoveredAccountsCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  accept(
    events.AccountsDiscovered({
      ...identityOf(state, env),
      accountIds: [...accountIds],
      virtualAccountIds: virtualAccountIds ?? null,
      discoveredAt: env.now,
    }),
  );

/** Ends a discovery. */
export const completeDiscovery = (
  { accountIds, errors }: CompleteAccountDiscoveryCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  accept(
    events.AccountDiscoveryCompleted({ ...identityOf(state, env), accountIds, errors, completedAt: env.now }),
  );

/** These accounts belong to the connection no longer. */
export const unlinkAccounts = (
  { accountIds, reason }: UnlinkAccountsCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  accept(
    events.BrokerAccountsUnlinked({ ...identityOf(state, env), accountIds, reason, unlinkedAt: env.now }),
  );

/** These accounts are gone. */
export const recordDeleted = (
  { accountIds, reason }: RecordAccountsDeletedCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  accept(events.BrokerAccountsDeleted({ ...identityOf(state, env), accountIds, reason, deletedAt: env.now }));

/** What a batch of deletions came to (C-R9). */
export const recordBatchDeleted = (
  { accountIds, errors }: RecordAccountsBatchDeletedCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  accept(
    events.BrokerAccountsBatchDeleted({
      ...identityOf(state, env),
      accountIds,
      total: accountIds.length + errors.length,
      deleted: accountIds.length,
      failed: errors.length,
      errors,
      deletedAt: env.now,
    }),
  );

/** Accounts, virtual accounts and what was kept of them are gone. */
export const recordCleanup = (
  { accountIds, virtualAccountIds }: RecordAccountsCleanupCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  accept(
    events.BrokerAccountsCleanupOrchestrated({
      ...identityOf(state, env),
      accountIds,
      virtualAccountIds,
      cleanedUpAt: env.now,
    }),
  );

/** What refreshing all accounts came to (C-R9). */
export const recordAllRefreshed = (
  { refreshed, skipped, errors, forced }: RecordAllAccountsRefreshedCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  accept(
    events.AllAccountsRefreshCompleted({
      ...identityOf(state, env),
      total: refreshed + skipped + errors.length,
      refreshed,
      skipped,
      failed: errors.length,
      errors,
      forced,
      completedAt: env.now,
    }),
  );

/** An active automation trades through the connection; said twice it is the same. */
export const bindAutomation = (
  { automationId }: BindAutomationCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  state.activeAutomationIds.includes(automationId)
    ? accept()
    : accept(events.ConnectionAutomationBound({ ...identityOf(state, env), automationId, boundAt: env.now }));

/** The automation trades through the connection no longer. */
export const unbindAutomation = (
  { automationId }: UnbindAutomationCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  state.activeAutomationIds.includes(automationId)
    ? accept(
        events.ConnectionAutomationUnbound({ ...identityOf(state, env), automationId, unboundAt: env.now }),
      )
    : accept();
