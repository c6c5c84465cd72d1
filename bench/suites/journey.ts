import { DemoClient, type Frame } from '../../scripts/demo/client.ts';
import { median, percentile } from '../load.ts';
import { type BenchStack, startBenchStack } from '../stack.ts';
import { atMost, type BenchResult, figure, type Suite } from '../suite.ts';

const USERS = 25;
const ORDERS = 60;
const REHYDRATIONS = 9;
const PASSWORD = 'correct horse battery staple';
const OPERATOR = { authorization: 'Bearer local-operator' };
const TOPICS = ['broker_connection_events', 'broker_account_events', 'order_events', 'position_events'];

const timed = async <T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> => {
  const startedAt = performance.now();
  const result = await work();
  return { ms: performance.now() - startedAt, result };
};

const signedIn = async (stack: BenchStack) => {
  const client = new DemoClient(stack.url);
  const username = `u${crypto.randomUUID().slice(0, 12)}`;
  await client.call('POST', '/api/v1/auth/register', {
    username,
    email: `${username}@example.com`,
    password: PASSWORD,
  });
  const { accessToken } = await client.call('POST', '/api/v1/auth/login', { username, password: PASSWORD });
  client.signIn(String(accessToken));
  return { client, socket: await client.openSocket(TOPICS) };
};

const opens = (frame: Frame) => frame.t === 'position_update' && frame.p['unrealized_pnl'] === null;

/** Connect → account on the socket, order → position on the socket, and how long a frame takes after its event. */
const tradingFigures = async (stack: BenchStack): Promise<BenchResult[]> => {
  const connects: number[] = [];
  const orders: number[] = [];
  const pushes: number[] = [];
  await new DemoClient(stack.url).call(
    'PUT',
    '/api/v1/operator/quotes/AAPL',
    { bid: '189.99', ask: '190', last: '190' },
    OPERATOR,
  );
  for (let user = 0; user < USERS; user++) {
    const { client, socket } = await signedIn(stack);
    const connect = await timed(async () => {
      const arrives = socket.next((frame) => frame.t === 'broker_account_update');
      await client.call('POST', '/api/v1/broker-connections', { brokerId: 'virtual' });
      return arrives;
    });
    connects.push(connect.ms);
    const accountId = String(connect.result.p['id']);
    for (let index = 0; index < Math.ceil(ORDERS / USERS); index++) {
      const body = { accountId, symbol: 'AAPL', side: 'buy', orderType: 'market', quantity: '1' };
      const created = socket.next((frame) => frame.t === 'order_update' && frame.p['status'] === 'pending');
      const position = socket.next(opens);
      const order = await timed(async () => {
        await client.call('POST', '/api/v1/orders', body, { 'idempotency-key': crypto.randomUUID() });
        return position;
      });
      orders.push(order.ms);
      const frame = await created;
      pushes.push(Math.max(0, frame.receivedAt - Date.parse(String(frame.p['created_at']))));
    }
    socket.close();
  }
  return [
    atMost('connect → account on the socket: p50', median(connects), 100, 'ms'),
    figure('connect → account on the socket: p99', percentile(connects, 0.99), 'ms'),
    atMost('order → position on the socket: p50', median(orders), 60, 'ms'),
    figure('order → position on the socket: p99', percentile(orders, 0.99), 'ms'),
    atMost('event → socket: p50', median(pushes), 10, 'ms'),
  ];
};

const post = (url: string) => fetch(url, { method: 'POST' });

/** First reply of an object that was closed, with 1,000 events in its log, beside one with none. */
const rehydrationFigures = async (stack: BenchStack): Promise<BenchResult[]> => {
  const full = crypto.randomUUID();
  const urlOf = (key: string) => `${stack.url}/bench/committed_counter/${key}`;
  for (let index = 0; index < 1_000; index += 50)
    await Promise.all(Array.from({ length: 50 }, () => post(urlOf(full))));
  const cold: number[] = [];
  const empty: number[] = [];
  for (let round = 0; round < REHYDRATIONS; round++) {
    await post(`${stack.url}/bench/abort/${full}`);
    cold.push((await timed(() => fetch(`${urlOf(full)}?read`))).ms);
    empty.push((await timed(() => fetch(`${urlOf(crypto.randomUUID())}?read`))).ms);
  }
  return [
    atMost('first reply with 1,000 events, beyond an empty object', median(cold) - median(empty), 5, 'ms'),
    figure('first reply of an empty object', median(empty), 'ms'),
  ];
};

/** What a user waits for, from the outside. */
export const journeySuite: Suite = {
  name: 'journey',
  run: async () => {
    const stack = await startBenchStack({ database: true });
    try {
      return [...(await tradingFigures(stack)), ...(await rehydrationFigures(stack))];
    } finally {
      await stack.stop();
    }
  },
};
