import { beforeAll, describe, expect, it } from 'vitest';
import type { UserAccountCommand } from '../src/domains/user-account/commands.ts';
import { activeAutomation } from './crash/automations.ts';
import { crashEverywhere } from './crash/matrix.ts';
import { Trader } from './crash/trader.ts';
import { setQuote } from './support/client.ts';

const LEAVE: UserAccountCommand = {
  type: 'DeleteUserAccountCommand',
  reason: 'user_request',
  openLiveOrders: 0,
  openLivePositions: 0,
  liveExposure: 'close',
  sessionId: null,
  reauthenticated: true,
};

/** A child gives back what its user owned, unless the user is gone by then. */
const RELEASES = [
  'UserBrokerAccountReleasedEvent',
  'UserConnectionReleasedEvent',
  'UserDefaultAccountChosenEvent',
];

describe('a crash anywhere in deleting a user', () => {
  beforeAll(() => setQuote('AAPL', '189.99', '190.00', '190.00'));

  it('invariant 15: ends with everything gone, the disconnection joined, and nobody connected again', async () => {
    const scenario = {
      begin: async () => {
        const trader = await Trader.connected();
        await activeAutomation(trader);
        await trader.order('buy', 'filled', { side: 'buy', quantity: '10' });
        await trader.holds('10');
        const rest = { side: 'buy', orderType: 'limit', limitPrice: '100', quantity: '5' };
        await trader.order('rest', 'placed', rest);
        return trader;
      },
      act: async (trader: Trader) => {
        await trader.tell('user_account', trader.userId, LEAVE, 'leave');
        await trader.stateIs('user_account', trader.userId, 'deleted');
      },
    };
    const { undisturbed } = await crashEverywhere(scenario, { racing: RELEASES });
    const ended = undisturbed.left.sagas.map(({ sagaType, status }) => `${sagaType} ${status}`);
    expect(ended).toContain('UserDeletionSaga completed');
    expect(ended).toContain('BrokerDisconnectionSaga completed');
  });
});
