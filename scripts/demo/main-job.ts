import { automation } from './automation.ts';
import { type Frame, itemsOf } from './client.ts';
import { Operator } from './operator.ts';
import { Person } from './person.ts';
import { expectEqual, type Tour } from './tour.ts';
import { trading } from './trading.ts';
import { until } from './until.ts';

const TOPICS = ['broker_connection_events', 'broker_account_events', 'order_events', 'position_events'];
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
  const operator = new Operator(url);
  const ada = await tour.step('register', () => Person.register(url, 'ada'));
  await tour.step('sign in', () => ada.signIn());
  const socket = await tour.step('open the socket and subscribe', () => ada.client.openSocket(TOPICS));

  const accountFrame = await tour.step(
    'connect the virtual broker → account arrives',
    async () => {
      const arrives = socket.next((frame) => frame.t === 'broker_account_update');
      await ada.command('POST', '/broker-connections', { brokerId: 'virtual' });
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
    () => operator.quote('AAPL', '189.99', '190.00', '190.00'),
    () => '189.99 / 190.00',
  );

  const filled = (frame: Frame) => frame.t === 'order_update' && frame.p['status'] === 'filled';
  const isPosition = (frame: Frame) => frame.t === 'position_update' && frame.p['unrealized_pnl'] === null;
  const bought = await tour.step(
    'buy 10 AAPL → position arrives',
    async () => {
      const arrives = Promise.all([socket.next(filled), socket.next(isPosition)]);
      const placed = await ada.place(accountId, {});
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
      await operator.quote('AAPL', '194.99', '195.01', '195.00');
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
      await ada.place(accountId, { side: 'sell', quantity: '5' });
      const [, position] = await arrives;
      expectEqual('the realized P&L', value(position, 'realized_pnl'), '24.95');
      return position;
    },
    (frame) => `long 5, realized ${value(frame, 'realized_pnl')}`,
  );

  await tour.step(
    'cash is exact',
    () =>
      until(
        'the balance',
        () => ada.get(`/broker-accounts/${accountId}`),
        ({ balance }) => balance === '99074.95',
      ),
    () => '100000 − 10 × 190.00 + 5 × 194.99 = 99074.95',
  );

  const flow = await tour.step(
    'read the flow of the buy from the archive',
    () => archivedFlow(ada, bought.operationId),
    (entries) => `${entries.length} events under one correlation id`,
  );
  printFlow(tour, flow);
  await trading(tour, { person: ada, operator, socket, accountId });
  await automation(tour, ada, accountId);
  socket.close();
};

const archivedFlow = (person: Person, correlationId: string): Promise<readonly TimelineEntry[]> =>
  until(
    'a complete flow in the archive',
    async () => {
      const flow: unknown = itemsOf(await person.get(`/events?correlationId=${correlationId}`));
      return flow as readonly TimelineEntry[];
    },
    (entries) => EXPECTED_FLOW.every((type) => entries.some(({ eventType }) => eventType === type)),
    ARCHIVE_PATIENCE_MS,
  );

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
