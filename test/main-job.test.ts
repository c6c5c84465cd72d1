import { expect, it } from 'vitest';
import { openSocket, setQuote, signUp } from './support/client.ts';

const TOPICS = ['broker_connection_events', 'broker_account_events', 'order_events', 'position_events'];

it('connects a broker, buys, sees the fill, the position and its P&L, and sells half', async () => {
  const user = await signUp();
  const socket = await openSocket(user, TOPICS);

  const connection = await user.post('/broker-connections', { brokerId: 'virtual' });
  expect(connection.status).toBe(202);
  const account = await socket.next((frame) => frame['t'] === 'broker_account_update');
  expect(account['p']).toMatchObject({ balance: '100000', status: 'active' });
  const accountId = (account['p'] as Record<string, unknown>)['id'];

  await setQuote('AAPL', '189.99', '190.00', '190.00');
  const order = await user.post(
    '/orders',
    { accountId, symbol: 'AAPL', side: 'buy', orderType: 'market', quantity: '10' },
    { 'idempotency-key': 'buy-1' },
  );
  expect(order.status).toBe(202);
  const filled = await socket.next((f) => f['t'] === 'order_update' && (f['p'] as { status?: string }).status === 'filled');
  expect(filled['p']).toMatchObject({ filled_quantity: '10', average_fill_price: '190' });
  const opened = await socket.next((f) => f['t'] === 'position_update');
  expect(opened['p']).toMatchObject({ symbol: 'AAPL', quantity: '10', average_entry_price: '190', status: 'open' });
});
