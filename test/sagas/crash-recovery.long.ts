import { beforeAll, describe, expect, it } from 'vitest';
import { crashEverywhere } from '../crash/matrix.ts';
import { Trader } from '../crash/trader.ts';
import { itemsOf, setQuote } from '../support/client.ts';

const faults = (trader: Trader, wish: object, key: string) =>
  trader.send('PUT', `/virtual-accounts/${trader.virtualAccountId}/faults`, wish, key);

const operationHas = (trader: Trader, operationId: string, type: string, status: string, attempt = 1) =>
  trader.until(`${type} ${status}`, async () =>
    itemsOf(await trader.get(`/operations/${operationId}`)).some(
      (saga) => saga['type'] === type && saga['status'] === status && Number(saga['attempt']) >= attempt,
    ),
  );

describe('a crash anywhere in recovering', () => {
  beforeAll(() => setQuote('AAPL', '189.99', '190.00', '190.00'));

  it('a connection, BC-R4: ends connected, by attempts that are counted once', async () => {
    const { undisturbed } = await crashEverywhere({
      begin: Trader.connected,
      act: async (trader) => {
        await faults(trader, { unreachable: true }, 'down');
        const path = `/broker-connections/${trader.connectionId}/health-check`;
        const { body } = await trader.post(path, {}, 'check');
        const operationId = String(body['operationId']);
        await operationHas(trader, operationId, 'ConnectionRecoverySaga', 'running', 2);
        await faults(trader, {}, 'up');
        await operationHas(trader, operationId, 'BrokerConnectionSaga', 'completed');
      },
    });
    expect(undisturbed.left.sagas.map(({ sagaType, status }) => [sagaType, status])).toContainEqual([
      'ConnectionRecoverySaga',
      'completed',
    ]);
  });

  it('an account, 2.5: ends with what was never reported booked once', async () => {
    const { undisturbed } = await crashEverywhere({
      begin: async () => {
        const trader = await Trader.connected();
        await faults(trader, { dropReports: '1' }, 'drop');
        await trader.order('unheard', 'placed', { side: 'buy', quantity: '3' });
        await faults(trader, {}, 'tell');
        return trader;
      },
      act: async (trader) => {
        const lost = {
          type: 'ReportAccountSyncFailureCommand',
          failureClass: 'stream_gap',
          detail: 'a test',
        };
        await trader.tell('broker_account', trader.accountId, lost, 'gap');
        await trader.holds('3');
      },
    });
    expect(undisturbed.left.sagas.map(({ sagaType, status }) => [sagaType, status])).toContainEqual([
      'AccountRecoverySaga',
      'completed',
    ]);
  });
});
