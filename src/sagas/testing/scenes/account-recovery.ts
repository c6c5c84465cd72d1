import type { DiscoveredAccount } from '../../../brokers/port.ts';
import type { EventEnvelope } from '../../../core/envelope.ts';
import { figures } from '../../../domains/broker-account/testing/fixtures.ts';
import { brokerOrderOf } from '../../../domains/order/broker-order.ts';
import type { OrderState } from '../../../domains/order/state.ts';
import * as order from '../../../domains/order/testing/fixtures.ts';
import { open } from '../../../domains/position/testing/commands.ts';
import { accountRecoverySaga } from '../../account-recovery-saga.ts';
import type { BrokerRules } from '../broker-double.ts';
import { id } from '../contexts.ts';
import type { Simulation } from '../simulation.ts';
import { CONNECTION } from '../trader.ts';
import { type Scene, told } from './scene.ts';
import { ACCOUNT, AT_BROKER, BOOK, beginFunded, beginWorking, orderOf } from './trading.ts';

const LISTED = id('listed');
const FILLED = id('filled');

const AT_HOME: DiscoveredAccount = {
  accountId: ACCOUNT,
  brokerAccountId: AT_BROKER,
  name: 'Paper',
  environment: 'paper',
  assetType: 'stock',
  currency: 'USD',
  accountType: 'margin',
  status: 'active',
  figures: figures('100000', 2),
};

const RULES: BrokerRules = {
  accounts: [AT_HOME],
  positions: [{ symbol: 'AAPL', quantity: '200', averagePrice: '150' }],
};

/** One order works, one was filled meanwhile, and the book is behind what the broker holds by that. */
const beginUnreadable = (world: Simulation): EventEnvelope => {
  beginFunded(world);
  world.begin(BOOK.type, BOOK.key, open('long', '100', '150', { accountId: ACCOUNT }));
  beginWorking(world, orderOf(LISTED, { orderType: 'limit', limitPrice: '140' }));
  const acknowledged = { ...order.PLACE, brokerOrderId: `broker-${FILLED}` };
  world.begin('order', FILLED, orderOf(FILLED), order.SUBMIT, acknowledged);
  const state = world.logs.state<OrderState>({ type: 'order', key: FILLED });
  if (state) world.broker.has(brokerOrderOf(state), ['60', '40']);
  const failure = { type: 'ReportAccountSyncFailureCommand', failureClass: 'transient', detail: 'no answer' };
  world.begin('broker_account', ACCOUNT, failure);
  return world.last('AccountSyncFailed');
};

const recovering = {
  saga: accountRecoverySaga.type,
  pivot: null,
  begin: beginUnreadable,
  // Whatever was not taken over stays for a person, who has to be told.
  orphans: (world: Simulation) => told(world, 'AccountRecoveryFailed'),
  stuck: { code: 'account_recovery_stuck', ids: [ACCOUNT, CONNECTION] },
  failed: { code: 'account_not_recovered', ids: [ACCOUNT, CONNECTION] },
} as const;

/** Accounts that could not be read. */
export const accountRecoveryScenes: readonly Scene[] = [
  { ...recovering, title: 'an account that can be read again', rules: RULES },
  {
    ...recovering,
    title: 'an account whose broker does not answer',
    rules: { ...RULES, isUnwell: true },
    ends: 'aborted',
  },
];
