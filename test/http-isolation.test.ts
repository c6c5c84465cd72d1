import { beforeAll, describe, expect, it } from 'vitest';
import { hubStub } from '../src/platform/stubs.ts';
import { openSocket, setQuote } from './support/client.ts';
import { env } from './support/commands.ts';
import { expectProblem } from './support/problems.ts';
import { newTrader, type Trader } from './support/trader.ts';

describe('a user', () => {
  let ada: Trader;
  let bob: Trader;
  let orderId: string;
  let positionId: string;

  beforeAll(async () => {
    [ada, bob] = await Promise.all([newTrader(), newTrader()]);
    await setQuote('AAPL', '189.99', '190.00', '190.00');
    await setQuote('F', '11.99', '12.00', '12.00');
    const socket = await openSocket(ada, ['position_events']);
    await ada.order('bought');
    positionId = String((await socket.next(({ t }) => t === 'position_update')).p['position_id']);
    socket.close();
    const { body } = await ada.order('resting', { symbol: 'F', orderType: 'limit', limitPrice: '10.00' });
    orderId = String(body['orderId']);
    await ada.orderIs(orderId, 'placed');
  });

  const resources = () =>
    [
      [`/broker-connections/${ada.connectionId}`, 'connection_not_found'],
      [`/broker-accounts/${ada.accountId}`, 'account_not_found'],
      [`/orders/${orderId}`, 'order_not_found'],
      [`/positions/${positionId}`, 'position_not_found'],
    ] as const;

  it('sees what is their own', async () => {
    for (const [path] of resources()) expect((await ada.get(path)).status).toBe(200);
  });

  it('gets the same 404 for what somebody else has as for what nobody has', async () => {
    for (const [path, code] of resources()) {
      const foreign = await bob.get(path);
      expectProblem(foreign, { status: 404, code });
      const absent = await bob.get(path.replace(/[^/]+$/, crypto.randomUUID()));
      expect({ ...absent.body, requestId: '' }).toEqual({ ...foreign.body, requestId: '' });
    }
  });

  it('cannot cancel the order of somebody else', async () => {
    for (const headers of [{}, { 'idempotency-key': 'theirs' }, { 'if-match': '*' }]) {
      const refused = await bob.post(`/orders/${orderId}/cancel`, {}, headers);
      expectProblem(refused, { status: 404, code: 'order_not_found' });
    }
    expect((await ada.get(`/orders/${orderId}`)).body['status']).toBe('placed');
  });

  it('finds nothing of somebody else in a list, whatever the filter says', async () => {
    for (const path of [
      '/orders',
      `/orders?accountId=${ada.accountId}`,
      '/positions?status=all',
      `/positions?accountId=${ada.accountId}`,
      `/broker-accounts?connectionId=${ada.connectionId}`,
    ])
      expect((await bob.get(path)).body).toEqual({ items: [], page: { nextCursor: null } });
    const [connections, accounts] = await Promise.all([
      bob.get('/broker-connections'),
      bob.get('/broker-accounts'),
    ]);
    expect(connections.body['items']).toMatchObject([{ id: bob.connectionId }]);
    expect(accounts.body['items']).toMatchObject([{ id: bob.accountId }]);
  });

  it('reads nothing of the flows of somebody else in the archive', async () => {
    const { body } = await ada.order('archived');
    expect((await bob.get(`/events?correlationId=${body['operationId']}`)).body['items']).toEqual([]);
  });

  it('hears nothing of somebody else on their socket', async () => {
    const socket = await openSocket(bob, ['order_events', 'position_events', 'broker_account_events']);
    const { body } = await ada.order('loud');
    await ada.orderIs(String(body['orderId']), 'filled');
    const { body: own } = await bob.order('own');
    await socket.next(({ t, p }) => t === 'order_update' && p['status'] === 'filled');
    const heard = socket.frames.filter(({ t }) => t === 'order_update').map(({ p }) => p['order_id']);
    expect(new Set(heard)).toEqual(new Set([own['orderId']]));
    socket.close();
  });

  it('has a hub of their own with nothing of somebody else in it', async () => {
    const rows = await hubStub(env, bob.userId, 'weur').list('orders');
    expect(rows.map(({ id }) => id)).not.toContain(orderId);
    expect(await hubStub(env, bob.userId, 'weur').get('orders', orderId)).toBeNull();
  });
});
