import { automation } from './automation.ts';
import { DemoClient, type Frame } from './client.ts';
import { expectEqual, type Tour } from './tour.ts';
import { trading } from './trading.ts';

const TOPICS = ['broker_connection_events', 'broker_account_events', 'order_events', 'position_events'];
const OPERATOR = { authorization: 'Bearer local-operator' };
const PASSWORD = 'correct horse battery staple';
const ARCHIVE_PATIENCE_MS = 10_000;

const EXPECTED_FLOW = [
  'OrderCreatedEvent',
  'BuyingPowerReserved',
  'OrderSubmittedEvent',
  'VirtualOrderAccepted',
  'TradeSimulatedEvent',
  'OrderFilledEvent',
  'OrderPlacedEvent',
  'PositionOpenedEvent',
  'OrderExecutionCompleted',
];

interface TimelineEntry {
  readonly eventType: string;
  readonly aggregateType: string;
  readonly aggregateVersion: number;
  readonly occurredAt: string;
  readonly actor: { readonly kind: string; readonly id: string };
}

const value = (frame: Frame, key: string): string => String(frame.p[key]);

/** The main job: connect the virtual broker, buy, watch the position, sell half, read the flow back from the archive. */
export const mainJob = async (tour: Tour, url: string): Promise<void> => {
  const client = new DemoClient(url);
  const quote = (bid: string, ask: string, last: string) =>
    client.call('PUT', '/api/v1/operator/quotes/AAPL', { bid, ask, last }, OPERATOR);
  const order = (side: string, quantity: string, accountId: string) =>
    client.call(
      'POST',
      '/api/v1/orders',
      { accountId, symbol: 'AAPL', side, orderType: 'market', quantity },
      { 'idempotency-key': crypto.randomUUID() },
    );

  await tour.step('register', () =>
    client.call('POST', '/api/v1/auth/register', {
      username: 'ada',
      email: 'ada@example.com',
      password: PASSWORD,
    }),
  );
  await tour.step('sign in', async () => {
    const answer = await client.call('POST', '/api/v1/auth/login', { username: 'ada', password: PASSWORD });
    client.signIn(String(answer['accessToken']));
  });
  const socket = await tour.step('open the socket and subscribe', () => client.openSocket(TOPICS));

  const accountFrame = await tour.step(
    'connect the virtual broker → account arrives',
    async () => {
      const arrives = socket.next((frame) => frame.t === 'broker_account_update');
      await client.call('POST', '/api/v1/broker-connections', { brokerId: 'virtual' });
      const frame = await arrives;
      expectEqual('the balance', value(frame, 'balance'), '100000');
      return frame;
    },
    (frame) =>
      `${value(frame, 'account_name')}, balance ${value(frame, 'balance')} ${value(frame, 'currency')}`,
  );
  const accountId = value(accountFrame, 'id');

  await tour.step(
    'set the quote of AAPL',
    () => quote('189.99', '190.00', '190.00'),
    () => '189.99 / 190.00',
  );

  const filled = (frame: Frame) => frame.t === 'order_update' && frame.p['status'] === 'filled';
  const isPosition = (frame: Frame) => frame.t === 'position_update' && frame.p['unrealized_pnl'] === null;
  const bought = await tour.step(
    'buy 10 AAPL → position arrives',
    async () => {
      const arrives = Promise.all([socket.next(filled), socket.next(isPosition)]);
      const placed = await order('buy', '10', accountId);
      const [fill, position] = await arrives;
      expectEqual('the filled quantity', value(fill, 'filled_quantity'), '10');
      expectEqual('the fill price', Number(value(fill, 'avg_fill_price')), 190);
      expectEqual('the position', [value(position, 'side'), value(position, 'quantity')], ['long', '10']);
      return placed;
    },
    () => 'filled 10 @ 190, long 10',
  );

  const valued = (price: string) => (frame: Frame) =>
    frame.t === 'position_update' && frame.p['current_price'] === price;
  await tour.step(
    'AAPL moves to 195 → P&L arrives',
    async () => {
      const arrives = socket.next(valued('195.00'));
      await quote('194.99', '195.01', '195.00');
      const frame = await arrives;
      expectEqual('the unrealized P&L', value(frame, 'unrealized_pnl'), '50');
      return frame;
    },
    (frame) => `unrealized ${value(frame, 'unrealized_pnl')}`,
  );

  await tour.step(
    'sell half → position is reduced',
    async () => {
      const arrives = Promise.all([
        socket.next(filled),
        socket.next((frame) => isPosition(frame) && frame.p['quantity'] === '5'),
      ]);
      await order('sell', '5', accountId);
      const [, position] = await arrives;
      expectEqual('the realized P&L', value(position, 'realized_pnl'), '24.95');
      return position;
    },
    (frame) => `long 5, realized ${value(frame, 'realized_pnl')}`,
  );

  await tour.step(
    'cash is exact',
    async () => {
      const account = await settledAccount(client, accountId, '99074.95');
      expectEqual('the balance', account, '99074.95');
    },
    () => '100000 − 10 × 190.00 + 5 × 194.99 = 99074.95',
  );

  const flow = await tour.step(
    'read the flow of the buy from the archive',
    () => archivedFlow(client, String(bought['operationId'])),
    (entries) => `${entries.length} events under one correlation id`,
  );
  printFlow(tour, flow);
  await trading(tour, client, socket, accountId);
  await automation(tour, client, accountId);
  socket.close();
};

/** The account's balance once the broker's figures have been mirrored; whatever it is after 5 s. */
const settledAccount = async (client: DemoClient, accountId: string, expected: string): Promise<unknown> => {
  const deadline = performance.now() + 5_000;
  for (;;) {
    const { balance } = await client.call('GET', `/api/v1/broker-accounts/${accountId}`);
    if (balance === expected || performance.now() > deadline) return balance;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

const archivedFlow = async (client: DemoClient, correlationId: string): Promise<readonly TimelineEntry[]> => {
  const deadline = performance.now() + ARCHIVE_PATIENCE_MS;
  for (;;) {
    const { items } = await client.call('GET', `/api/v1/events?correlationId=${correlationId}`);
    const entries = items as readonly TimelineEntry[];
    const missing = EXPECTED_FLOW.filter((type) => !entries.some((entry) => entry.eventType === type));
    if (missing.length === 0) return entries;
    if (performance.now() > deadline) throw new Error(`the archive lacks ${missing.join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const printFlow = (tour: Tour, flow: readonly TimelineEntry[]): void => {
  const sorted = [...flow].sort((a, b) => a.occurredAt.localeCompare(b.occurredAt));
  const start = Date.parse(sorted[0]?.occurredAt ?? '');
  tour.say('');
  for (const { occurredAt, eventType, aggregateType, aggregateVersion, actor } of sorted) {
    const after = `+${Date.parse(occurredAt) - start} ms`.padStart(8);
    const where = `${aggregateType} v${aggregateVersion}`.padEnd(22);
    tour.say(
      `  ${after}  ${where} ${eventType.padEnd(30)} by ${actor.kind}${actor.kind === 'user' ? '' : ` ${actor.id}`}`,
    );
  }
  tour.say('');
};
