import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { DemoClient } from '../scripts/demo/client.ts';
import { startDatabase } from '../scripts/stack/database.ts';
import { startStack } from '../scripts/stack/worker.ts';

const OPERATOR = { authorization: 'Bearer local-operator' };
const PASSWORD = 'correct horse battery staple';
const CATCH_UP_MS = 70_000;

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

it('trades, shows and pushes while Postgres is down, and the archive catches up when it returns', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tradecore-outage-'));
  stops.push(() => rm(dataDir, { recursive: true, force: true }));
  const before = await startDatabase({ dataDir });
  const port = Number(new URL(before.endpoint).port);
  const vars = { SIMULATED_FEED: 'frozen', VIRTUAL_PARTIAL_FILL_PROBABILITY: '0' };
  const stack = await startStack({ database: before, vars });
  stops.push(() => stack.stop());

  const client = new DemoClient(stack.url);
  const user = { username: 'outage', password: PASSWORD };
  await client.call('POST', '/api/v1/auth/register', { ...user, email: 'outage@example.com' });
  client.signIn(String((await client.call('POST', '/api/v1/auth/login', user))['accessToken']));
  const socket = await client.openSocket(['broker_account_events', 'position_events']);
  await client.call(
    'PUT',
    '/api/v1/operator/quotes/AAPL',
    { bid: '189.99', ask: '190', last: '190' },
    OPERATOR,
  );

  await before.stop();
  const accountArrives = socket.next(({ t }) => t === 'broker_account_update');
  await client.call('POST', '/api/v1/broker-connections', { brokerId: 'virtual' });
  const accountId = String((await accountArrives).p['id']);
  const positionArrives = socket.next(({ t }) => t === 'position_update');
  const body = { accountId, symbol: 'AAPL', side: 'buy', orderType: 'market', quantity: '3' };
  const order = await client.call('POST', '/api/v1/orders', body, { 'idempotency-key': 'during-outage' });
  expect((await positionArrives).p).toMatchObject({ quantity: '3', status: 'open' });
  const { items } = await client.call('GET', '/api/v1/positions');
  expect(items).toHaveLength(1);
  const flow = `/api/v1/events?correlationId=${order['operationId']}`;
  await expect(client.call('GET', flow)).rejects.toThrow('503 read_model_unavailable');

  const after = await startDatabase({ dataDir, port });
  stops.push(() => after.stop());
  const archived = async () =>
    ((await client.call('GET', flow))['items'] as { eventType: string }[]).map((e) => e.eventType);
  await expect
    .poll(archived, { timeout: CATCH_UP_MS, interval: 200 })
    .toEqual(
      expect.arrayContaining([
        'OrderCreatedEvent',
        'OrderFilledEvent',
        'PositionOpenedEvent',
        'OrderExecutionCompleted',
      ]),
    );
  socket.close();
});
