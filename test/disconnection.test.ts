import { beforeAll, describe, expect, it } from 'vitest';
import { aggregateStub } from '../src/platform/stubs.ts';
import { itemsOf, setQuote } from './support/client.ts';
import { env, eventually } from './support/commands.ts';
import { newTrader, type Trader } from './support/trader.ts';

const statusOf = async (trader: Trader, type: string, key: string): Promise<unknown> => {
  const snapshot = await aggregateStub(env, { type, userId: trader.userId, key }, 'weur').read();
  return (snapshot?.state as { status: string } | undefined)?.status;
};

const operation = (trader: Trader, id: unknown) =>
  eventually(
    () => trader.get(`/operations/${String(id)}`),
    (answer) => itemsOf(answer).length > 0 && itemsOf(answer).every(({ endedAt }) => endedAt !== null),
  );

describe('disconnecting a broker', () => {
  let trader: Trader;
  beforeAll(async () => {
    await setQuote('AAPL', '189.99', '190.00', '190.00');
    trader = await newTrader();
  });

  it('lets a resting order go, deletes account and virtual account, purges the connection, and says so', async () => {
    const { body: resting } = await trader.order('rest', { orderType: 'limit', limitPrice: '100' });
    await trader.orderIs(String(resting['orderId']), 'placed');
    const { status, body } = await trader.post(`/broker-connections/${trader.connectionId}/disconnect`, {});
    expect(status).toBe(202);
    expect(body['status']).toBe('disconnecting');
    const ended = await operation(trader, body['operationId']);
    expect(itemsOf(ended)).toMatchObject([{ type: 'BrokerDisconnectionSaga', status: 'completed' }]);
    expect(await statusOf(trader, 'broker_connection', trader.connectionId)).toBe('purged');
    expect(itemsOf(await trader.get('/broker-accounts'))).toEqual([]);
    expect(await statusOf(trader, 'broker_account', trader.accountId)).toBe('deleted');
    // The virtual broker went with its account, and its orders with it.
    await trader.orderIs(String(resting['orderId']), 'cancelled');
    const flow = await operation(trader, resting['operationId']);
    expect(itemsOf(flow)).toMatchObject([{ type: 'OrderExecutionSaga', failure: { code: 'detached' } }]);
  });

  it('and connecting again begins anew, with an account that knows nothing of the old one', async () => {
    const { status } = await trader.post('/broker-connections', { brokerId: 'virtual' });
    expect(status).toBe(202);
    const accounts = await eventually(
      () => trader.get('/broker-accounts'),
      (answer) => itemsOf(answer).length === 1,
    );
    expect(itemsOf(accounts)).toMatchObject([{ balance: '100000', status: 'active' }]);
  });
});
