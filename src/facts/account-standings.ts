import type { UtcInstant } from '../core/instant.ts';
import type { AccountReference, ActivateAutomationCommand } from '../domains/automation/commands.ts';
import type { BrokerAccountState } from '../domains/broker-account/state.ts';
import { isHealthy } from '../domains/broker-connection/health.ts';
import type { BrokerConnectionState } from '../domains/broker-connection/state.ts';
import { ASSET_TYPES } from '../domains/shared/asset-type.ts';
import { type Owner, ownState } from './owner.ts';

const NEVER_OR_NO_LONGER: ReadonlySet<string> = new Set(['absent', 'deleted']);

/** An account of the owner as it is now, or null when there is none. */
export const accountState = async (owner: Owner, accountId: string): Promise<BrokerAccountState | null> => {
  const account = await ownState<BrokerAccountState>(owner, 'broker_account', accountId);
  return account && !NEVER_OR_NO_LONGER.has(account.status) ? account : null;
};

/** Accounts that an automation shall serve, as they are now. */
export const accountReferences = (owner: Owner, accountIds: readonly string[]): Promise<AccountReference[]> =>
  Promise.all(
    accountIds.map(async (accountId) => {
      const account = await accountState(owner, accountId);
      const assetTypes = ASSET_TYPES.filter((assetType) => assetType === account?.assetType);
      return { accountId, status: account?.status ?? null, assetTypes };
    }),
  );

/** What the activation of an automation is judged by: how its accounts and their connections stand. */
export const accountStandings = (
  owner: Owner,
  accountIds: readonly string[],
  now: UtcInstant,
): Promise<ActivateAutomationCommand['accounts']> =>
  Promise.all(
    accountIds.map(async (accountId) => {
      const account = await accountState(owner, accountId);
      const connection =
        account &&
        (await ownState<BrokerConnectionState>(owner, 'broker_connection', account.brokerConnectionId));
      const connectionHealthy = connection !== null && isHealthy(connection, now);
      return { accountId, status: account?.status ?? null, connectionHealthy };
    }),
  );
