import { beforeAll, describe, expect, it } from 'vitest';
import { activeAutomation } from '../crash/automations.ts';
import { crashEverywhere } from '../crash/matrix.ts';
import { Trader } from '../crash/trader.ts';
import { setQuote } from '../support/client.ts';

const REST = { side: 'buy', orderType: 'limit', limitPrice: '100', quantity: '5' };

/** Somebody with an automation, a position and a resting order. */
const busy = async (): Promise<Trader> => {
  const trader = await Trader.connected();
  await activeAutomation(trader);
  await trader.order('buy', 'filled', { side: 'buy', quantity: '10' });
  await trader.holds('10');
  await trader.order('rest', 'placed', REST);
  return trader;
};

const connectionIs = (trader: Trader, status: string) =>
  trader.until(`a connection that is ${status}`, async () => {
    const { body } = await trader.get(`/broker-connections/${trader.connectionId}`);
    return body['status'] === status || (status === 'purged' && body['code'] === 'connection_not_found');
  });

describe('a crash anywhere in disconnecting', () => {
  beforeAll(() => setQuote('AAPL', '189.99', '190.00', '190.00'));

  it('by the user ends with nothing left: signals stopped, orders cancelled, accounts and connection gone', async () => {
    const { undisturbed } = await crashEverywhere({
      begin: busy,
      act: async (trader) => {
        const path = `/broker-connections/${trader.connectionId}/disconnect`;
        await trader.post(path, { cancelOpenOrders: true }, 'disconnect');
        await connectionIs(trader, 'purged');
      },
    });
    const { sagas } = undisturbed.left;
    expect(sagas).toContainEqual(
      expect.objectContaining({ sagaType: 'BrokerDisconnectionSaga', status: 'completed' }),
    );
  });

  it('by the broker, and in the reconnect that takes the orders back, ends with every order followed again', async () => {
    const { undisturbed } = await crashEverywhere({
      begin: busy,
      act: async (trader) => {
        const lost = {
          type: 'RequestBrokerDisconnectCommand',
          reason: 'closed by the broker',
          involuntary: true,
          cancelOpenOrders: false,
        };
        await trader.tell('broker_connection', trader.connectionId, lost, 'lost');
        await connectionIs(trader, 'disconnected');
        await trader.accountIs('disconnected');
        await trader.post(`/broker-connections/${trader.connectionId}/reconnect`, {}, 'reconnect');
        await trader.accountIs('active');
        await trader.until('orders that are followed', () => trader.followsAll());
      },
    });
    const types = undisturbed.left.sagas.map(({ sagaType }) => sagaType);
    expect(types.filter((type) => type === 'BrokerConnectionSaga')).toHaveLength(2);
  });
});
