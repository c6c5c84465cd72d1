import { accountIdOf } from '../../../domains/broker-account/identity.ts';
import { link } from '../../../domains/broker-account/testing/fixtures.ts';
import {
  bind,
  DISCOVER,
  ESTABLISH,
  identity,
  initiate,
  KEYS,
  VIRTUAL,
} from '../../../domains/broker-connection/testing/fixtures.ts';
import { CREATE, registerConnection } from '../../../domains/user-account/testing/fixtures.ts';
import { open } from '../../../domains/virtual-broker/testing/fixtures.ts';
import { id } from '../contexts.ts';
import { idOf } from '../logs.ts';
import type { Simulation } from '../simulation.ts';
import { USER } from '../trader.ts';

/** Everything that goes with a connection. */
export interface Owned {
  readonly connectionId: string;
  readonly accounts: readonly string[];
  readonly virtual: readonly string[];
}

const begin = {
  virtual: [VIRTUAL],
  alpaca: [initiate(), KEYS, ESTABLISH],
} as const;

const beginConnection = (world: Simulation, brokerId: keyof typeof begin, count: number): Owned => {
  const connectionId = identity(brokerId).brokerConnectionId;
  const named = Array.from({ length: count }, (_, n) => id(`${brokerId} ${n}`));
  const virtual = brokerId === 'virtual' ? named : [];
  const accounts = named.map((name) => accountIdOf(idOf, USER, brokerId, name));
  world.begin('user_account', USER, { ...registerConnection(brokerId, { brokerId }), connectionId } as never);
  const found = { ...DISCOVER, accountIds: accounts, virtualAccountIds: virtual.length > 0 ? virtual : null };
  world.begin('broker_connection', connectionId, ...begin[brokerId], found, bind('automation'));
  for (const [n, accountId] of accounts.entries()) {
    const brokerAccountId = named[n] ?? '';
    const owner = { accountId, connectionId, isVirtual: brokerId === 'virtual' };
    world.begin('user_account', USER, { type: 'RegisterAccountCommand', ...owner } as never);
    const linked = { brokerConnectionId: connectionId, brokerId, brokerAccountId };
    world.begin('broker_account', accountId, link(linked));
    if (owner.isVirtual)
      world.begin('virtual_broker', brokerAccountId, open({ brokerConnectionId: connectionId, accountId }));
  }
  return { connectionId, accounts, virtual };
};

/** A user with two connections and so many accounts at each. */
export const beginMany = (world: Simulation, count: number): readonly Owned[] => {
  world.begin('user_account', USER, CREATE);
  return [beginConnection(world, 'virtual', count), beginConnection(world, 'alpaca', count)];
};
