import type { DiscoveredAccount } from '../../../brokers/port.ts';
import { accountIdOf } from '../../../domains/broker-account/identity.ts';
import type { BrokerAccountState } from '../../../domains/broker-account/state.ts';
import { figures } from '../../../domains/broker-account/testing/fixtures.ts';
import { FAIL, RECONNECT, VIRTUAL } from '../../../domains/broker-connection/testing/fixtures.ts';
import { brokerOrderOf } from '../../../domains/order/broker-order.ts';
import type { OrderState } from '../../../domains/order/state.ts';
import * as order from '../../../domains/order/testing/fixtures.ts';
import { CREATE, registerConnection } from '../../../domains/user-account/testing/fixtures.ts';
import { brokerConnectionSaga } from '../../broker-connection-saga.ts';
import { connectionRecoverySaga } from '../../connection-recovery-saga.ts';
import { id } from '../contexts.ts';
import { idOf } from '../logs.ts';
import type { Simulation } from '../simulation.ts';
import { CONNECTION, LINKED, USER, VIRTUAL_ACCOUNTS } from '../trader.ts';
import { type Scene, told } from './scene.ts';
import { beginFunded, beginWorking, orderOf } from './trading.ts';

const discovered = (accountId: string, brokerAccountId: string): DiscoveredAccount => ({
  accountId,
  brokerAccountId,
  name: 'Paper',
  environment: 'paper',
  assetType: 'stock',
  currency: 'USD',
  accountType: 'margin',
  status: 'active',
  figures: figures('100000', 2),
});

const FOUND = ['one', 'two'].map((name) =>
  discovered(accountIdOf(idOf, USER, 'virtual', id(name)), id(name)),
);
const KNOWN = LINKED.map((accountId, n) => discovered(accountId, VIRTUAL_ACCOUNTS[n] ?? ''));

/** What this saga linked is gone, and what was linked before is still there. */
const linkedBy = (world: Simulation, sagaId: string): readonly string[] => {
  const accounts = world.logs.states<BrokerAccountState>('broker_account');
  const left = accounts
    .filter(({ status, linkedBySagaId }) => status !== 'deleted' && linkedBySagaId === sagaId)
    .map(() => 'an account that this saga linked is still there');
  const lost = accounts
    .filter(({ status, linkedBySagaId }) => status === 'deleted' && linkedBySagaId !== sagaId)
    .map(() => 'an account that was there before is gone');
  return [...left, ...lost, ...told(world, 'BrokerConnectionFailed')];
};

const connecting = {
  saga: brokerConnectionSaga.type,
  pivot: 'publish_completion',
  failed: null,
  orphans: linkedBy,
} as const;

const ORDERS = ['working', 'filled', 'never arrived'].map(id);

/** Three orders were lost sight of: one works on, one was filled meanwhile, and one never got there. */
const beginUntracked = (world: Simulation): void => {
  const [working = '', filled = '', missing = ''] = ORDERS;
  beginFunded(world);
  beginWorking(world, orderOf(working, { orderType: 'limit', limitPrice: '140' }));
  for (const orderId of [filled, missing]) world.begin('order', orderId, orderOf(orderId), order.SUBMIT);
  const state = world.logs.state<OrderState>({ type: 'order', key: filled });
  if (state) world.broker.has(brokerOrderOf(state), ['60', '40']);
  for (const orderId of ORDERS) world.begin('order', orderId, order.UNTRACK);
  world.begin('broker_connection', CONNECTION, FAIL, RECONNECT);
};

/** Connections that are established. */
export const connectingScenes: readonly Scene[] = [
  {
    ...connecting,
    title: 'a new connection with two accounts',
    rules: { accounts: FOUND },
    stuck: { code: 'connection_unfinished', ids: [CONNECTION] },
    begin: (world) => {
      world.begin('user_account', USER, CREATE, {
        ...registerConnection('connection'),
        connectionId: CONNECTION,
      } as never);
      world.begin('broker_connection', CONNECTION, VIRTUAL);
      return world.last('BrokerConnectionEstablished');
    },
  },
  {
    ...connecting,
    title: 'a connection that is back, and three orders that nobody followed',
    rules: { accounts: KNOWN },
    stuck: { code: 'connection_unfinished', ids: [CONNECTION] },
    begin: (world) => {
      beginUntracked(world);
      return world.last('BrokerConnectionEstablished');
    },
  },
];

const recovering = {
  saga: connectionRecoverySaga.type,
  pivot: 'publish_recovery',
  stuck: { code: 'recovery_unfinished', ids: [CONNECTION] },
  failed: { code: 'connection_lost', ids: [CONNECTION] },
  orphans: (world: Simulation) => told(world, 'BrokerConnectionRecoveryFailed'),
} as const;

/** Connections that are lost and come back. */
export const recoveryScenes: readonly Scene[] = [
  {
    ...recovering,
    title: 'a connection in error',
    begin: (world) => {
      beginFunded(world);
      world.begin('broker_connection', CONNECTION, FAIL);
      return world.last('BrokerConnectionFailed');
    },
  },
  {
    ...recovering,
    title: 'a connection whose stream broke off',
    begin: (world) => {
      beginFunded(world);
      world.begin('broker_connection', CONNECTION, {
        type: 'RecordStreamingDisconnectedCommand',
        reason: 'closed',
      } as never);
      return world.last('BrokerStreamingDisconnected');
    },
  },
];
