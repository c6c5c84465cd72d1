import { ACCOUNT, AT_BROKER, beginFunded, beginWorking, BOOK, orderOf, tradingOrphans } from './trading.ts';
import { open } from '../../../domains/position/testing/commands.ts';
import { brokerOrderOf } from '../../../domains/order/broker-order.ts';
import type { OrderState } from '../../../domains/order/state.ts';
import * as order from '../../../domains/order/testing/fixtures.ts';
import { accountRecoverySaga } from '../../account-recovery-saga.ts';
import { figures } from '../../../domains/broker-account/testing/fixtures.ts';
import { id } from '../contexts.ts';
import type { Scene } from './scene.ts';
import { CONNECTION } from '../trader.ts';

const LISTED = id('listed');
const FILLED = id('filled');

/** Accounts that could not be read and can be again: one order works, one was filled meanwhile, and the book holds what the broker holds. */
export const accountRecoveryScenes: readonly Scene[] = [
  {
    title: 'an account that could not be read',
    saga: accountRecoverySaga.type,
    pivot: null,
    rules: {
      accounts: [
        {
          accountId: ACCOUNT,
          brokerAccountId: AT_BROKER,
          name: 'Paper',
          environment: 'paper',
          assetType: 'stock',
          currency: 'USD',
          accountType: 'margin',
          status: 'active',
          figures: figures('100000', 2),
        },
      ],
      positions: [{ symbol: 'AAPL', quantity: '200', averagePrice: '150' }],
    },
    begin: (world) => {
      beginFunded(world);
      world.begin(BOOK.type, BOOK.key, open('long', '100', '150', { accountId: ACCOUNT }));
      beginWorking(world, orderOf(LISTED, { orderType: 'limit', limitPrice: '140' }));
      world.begin('order', FILLED, orderOf(FILLED), order.SUBMIT, {
        ...order.PLACE,
        brokerOrderId: `broker-${FILLED}`,
      } as never);
      const state = world.logs.state<OrderState>({ type: 'order', key: FILLED });
      if (state) world.broker.has(brokerOrderOf(state), ['60', '40']);
      world.begin('broker_account', ACCOUNT, {
        type: 'ReportAccountSyncFailureCommand',
        failureClass: 'transient',
        detail: 'no answer',
      } as never);
      return world.last('AccountSyncFailed');
    },
    orphans: tradingOrphans,
    stuck: { code: 'needs_attention', ids: [] },
    failed: { code: 'account_not_recovered', ids: [ACCOUNT, CONNECTION] },
  },
];
