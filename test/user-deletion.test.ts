import { expect, it } from 'vitest';
import { aggregateStub } from '../src/platform/stubs.ts';
import { itemsOf, PASSWORD, request, setQuote } from './support/client.ts';
import { env, eventually } from './support/commands.ts';
import { newTrader } from './support/trader.ts';

it('invariant 15: deleting a user takes connections, accounts and virtual accounts along and leaves none; a repeat does nothing', async () => {
  await setQuote('AAPL', '189.99', '190.00', '190.00');
  const trader = await newTrader();
  const { body: bought } = await trader.order('buy');
  await trader.orderIs(String(bought['orderId']), 'filled');
  const statusOf = async (type: string, key: string) => {
    const snapshot = await aggregateStub(env, { type, userId: trader.userId, key }, 'weur').read();
    return (snapshot?.state as { status: string } | undefined)?.status;
  };

  const remove = () =>
    request('DELETE', '/api/v1/me', {
      body: { password: PASSWORD, reason: 'user_request' },
      headers: { authorization: `Bearer ${trader.token}` },
    });
  expect((await remove()).status).toBe(202);
  await eventually(
    () => statusOf('user_account', trader.userId),
    (status) => status === 'deleted',
  );
  expect(await statusOf('broker_connection', trader.connectionId)).toBe('purged');
  expect(await statusOf('broker_account', trader.accountId)).toBe('deleted');
  expect(itemsOf(await trader.get('/broker-accounts'))).toEqual([]);
  const again = await remove();
  expect(again.status).toBeGreaterThanOrEqual(400);
  expect(await statusOf('user_account', trader.userId)).toBe('deleted');
});
