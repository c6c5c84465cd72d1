import { expect, it } from 'vitest';
import type { BrokerConnectionCommand } from '../src/domains/broker-connection/commands.ts';
import type { OrderState } from '../src/domains/order/state.ts';
import { aggregateStub } from '../src/platform/stubs.ts';
import { type Answer, itemsOf, setQuote } from './support/client.ts';
import { commandOf, env, eventually } from './support/commands.ts';
import { newTrader, readOrder, type Trader } from './support/trader.ts';

const flow = (trader: Trader, operationId: unknown, type: string): Promise<Answer> =>
  eventually(
    () => trader.get(`/operations/${String(operationId)}`),
    (answer) => itemsOf(answer).some((saga) => saga['type'] === type && saga['endedAt'] !== null),
  );

const untrackedAt = async ({ userId }: Trader, orderId: string) => {
  const order = (await readOrder(userId, orderId))?.state as OrderState | undefined;
  return order?.untrackedAt ?? null;
};

it('DESIGN 4: orders of a connection that was lost are followed by nobody, and taken back with their fills when it is there again', async () => {
  await setQuote('AAPL', '189.99', '190.00', '190.00');
  const trader = await newTrader();
  const limit = { orderType: 'limit', limitPrice: '100' };
  const [resting, meanwhile] = await Promise.all([
    trader.order('rests', limit),
    trader.order('fills meanwhile', { ...limit, limitPrice: '150', quantity: '2' }),
  ]);
  const ids = [resting, meanwhile].map(({ body }) => String(body['orderId'])) as [string, string];
  for (const id of ids) await trader.orderIs(id, 'placed');

  const lost: BrokerConnectionCommand = {
    type: 'RequestBrokerDisconnectCommand',
    reason: 'closed by the broker',
    involuntary: true,
    cancelOpenOrders: false,
  };
  const address = { type: 'broker_connection', userId: trader.userId, key: trader.connectionId };
  const command = commandOf(trader.userId, lost);
  expect((await aggregateStub(env, address, 'weur').execute(command)).kind).toBe('accepted');
  await flow(trader, command.correlationId, 'BrokerDisconnectionSaga');
  for (const id of ids) expect(await untrackedAt(trader, id)).not.toBeNull();
  expect((await trader.get(`/broker-accounts/${trader.accountId}`)).body['status']).toBe('disconnected');

  await setQuote('AAPL', '148.99', '149.00', '149.00');
  const { status, body } = await trader.post(`/broker-connections/${trader.connectionId}/reconnect`);
  expect(status).toBe(202);
  const reconnected = await flow(trader, body['operationId'], 'BrokerConnectionSaga');
  expect(itemsOf(reconnected)).toMatchObject([{ type: 'BrokerConnectionSaga', status: 'completed' }]);
  expect((await trader.orderIs(ids[1], 'filled')).body['filledQuantity']).toBe('2');
  expect((await trader.orderIs(ids[0], 'placed')).body['status']).toBe('placed');
  expect(await untrackedAt(trader, ids[0])).toBeNull();
  expect((await trader.get(`/broker-accounts/${trader.accountId}`)).body['status']).toBe('active');
  const held = await eventually(
    () => trader.get('/positions?symbol=AAPL'),
    (list) => itemsOf(list).length === 1,
  );
  expect(itemsOf(held)).toMatchObject([{ quantity: '2' }]);
});
