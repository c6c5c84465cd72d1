import { expect, it } from 'vitest';
import { openSocket, setQuote, signUp } from './support/client.ts';
import { eventually } from './support/commands.ts';

const TOPICS = ['broker_connection_events', 'broker_account_events', 'order_events', 'position_events'];

it('connects a broker, buys, sees the fill, the position and its P&L, sells half, and the cash is exact', async () => {
  const user = await signUp();
  const socket = await openSocket(user, TOPICS);

  const connection = await user.post('/broker-connections', { brokerId: 'virtual' });
  expect(connection.status).toBe(202);
  expect(connection.body).toMatchObject({ status: 'connected', projection: 'applied' });
  const account = await socket.next(({ t }) => t === 'broker_account_update');
  expect(account.p).toMatchObject({ balance: '100000', status: 'active' });
  const accountId = account.p['id'];

  await setQuote('AAPL', '189.99', '190.00', '190.00');
  const buy = { accountId, symbol: 'AAPL', side: 'buy', orderType: 'market', quantity: '10' };
  const order = await user.post('/orders', buy, { 'idempotency-key': 'buy-1' });
  expect(order.status).toBe(202);
  const filled = await socket.next(({ t, p }) => t === 'order_update' && p['status'] === 'filled');
  expect(filled.p).toMatchObject({ filled_quantity: '10', average_fill_price: '190' });
  const opened = await socket.next(({ t }) => t === 'position_update');
  expect(opened.p).toMatchObject({
    symbol: 'AAPL',
    quantity: '10',
    average_entry_price: '190.00',
    status: 'open',
  });

  await setQuote('AAPL', '194.99', '195.01', '195.00');
  const valued = await socket.next(({ t, p }) => t === 'position_update' && p['current_price'] === '195.00');
  expect(valued.p).toMatchObject({ unrealized_pnl: '50' });

  await user.post('/orders', { ...buy, side: 'sell', quantity: '5' }, { 'idempotency-key': 'sell-1' });
  const reduced = await socket.next(({ t, p }) => t === 'position_update' && p['quantity'] === '5');
  expect(reduced.p).toMatchObject({ realized_pnl: '24.95' });

  const settled = await eventually(
    () => user.get(`/broker-accounts/${accountId}`),
    ({ body }) => body['balance'] === '99074.95',
  );
  expect(settled.body).toMatchObject({ balance: '99074.95', availableBuyingPower: '99074.95' });
});
