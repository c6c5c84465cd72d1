import { instant } from '../../src/core/instant.ts';
import type { BrokerAccountCommand } from '../../src/domains/broker-account/commands.ts';
import { accountIdOf } from '../../src/domains/broker-account/identity.ts';
import { NO_PROFILE } from '../../src/domains/broker-account/profile.ts';
import type { BrokerConnectionCommand } from '../../src/domains/broker-connection/commands.ts';
import { connectionIdOf } from '../../src/domains/broker-connection/values.ts';
import type { UserAccountCommand } from '../../src/domains/user-account/commands.ts';
import type { VirtualBrokerCommand } from '../../src/domains/virtual-broker/commands.ts';
import type { Owner } from '../../src/facts/owner.ts';
import { idOf } from '../../src/platform/hash.ts';
import { give } from './commands.ts';

const NAME = 'Another paper account';

const openAccount = (
  { env }: Owner,
  brokerConnectionId: string,
  accountId: string,
): VirtualBrokerCommand => ({
  type: 'OpenVirtualAccountCommand',
  brokerConnectionId,
  accountId,
  name: NAME,
  startingCash: env.VIRTUAL_STARTING_CASH,
  accountType: env.VIRTUAL_ACCOUNT_TYPE,
  profile: env.VIRTUAL_PROFILE,
  session: env.VIRTUAL_SESSION,
  allowFlip: false,
  partialFillProbability: '0',
  slippageBps: 0,
  latencyMs: 0,
});

const linkAccount = (
  { env }: Owner,
  brokerConnectionId: string,
  brokerAccountId: string,
): BrokerAccountCommand => ({
  type: 'LinkDiscoveredBrokerAccountCommand',
  brokerConnectionId,
  brokerId: 'virtual',
  brokerAccountId,
  accountName: NAME,
  environment: 'paper',
  assetType: 'stock',
  currency: 'USD',
  statusFromBroker: 'active',
  figures: {
    balance: env.VIRTUAL_STARTING_CASH,
    equity: env.VIRTUAL_STARTING_CASH,
    buyingPower: env.VIRTUAL_STARTING_CASH,
    asOf: instant(Date.now()),
  },
  profile: { ...NO_PROFILE, accountType: env.VIRTUAL_ACCOUNT_TYPE },
});

/**
 * Gives the owner's virtual connection more accounts than the virtual broker opens by itself, by the commands that the connecting saga
 * gives for each account a broker tells of, in its order; the virtual accounts behind them are opened, too.
 */
export const linkMoreAccounts = async (owner: Owner, count: number): Promise<void> => {
  const { userId } = owner;
  const connectionId = connectionIdOf(idOf, userId, 'virtual', 'paper');
  const virtualAccountIds = Array.from({ length: count }, (_, n) =>
    idOf('virtual_account', connectionId, `bench ${n}`),
  );
  const accountIds = virtualAccountIds.map((id) => accountIdOf(idOf, userId, 'virtual', id));
  const discovered: BrokerConnectionCommand = {
    type: 'RecordDiscoveredAccountsCommand',
    accountIds,
    virtualAccountIds,
  };
  await give(owner, 'broker_connection', connectionId, discovered);
  for (const [n, accountId] of accountIds.entries()) {
    const virtualAccountId = virtualAccountIds[n] ?? '';
    const registered: UserAccountCommand = {
      type: 'RegisterAccountCommand',
      accountId,
      connectionId,
      isVirtual: true,
    };
    await give(owner, 'user_account', userId, registered);
    await give(owner, 'virtual_broker', virtualAccountId, openAccount(owner, connectionId, accountId));
    await give(owner, 'broker_account', accountId, linkAccount(owner, connectionId, virtualAccountId));
  }
};
