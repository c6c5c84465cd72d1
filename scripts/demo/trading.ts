import type { DemoClient, DemoSocket, Frame } from './client.ts';
import { expectEqual, type Tour } from './tour.ts';

const OPERATOR = { authorization: 'Bearer local-operator' };

const ofSymbol =
  (type: string, symbol: string, wanted: Readonly<Record<string, unknown>>) => (frame: Frame) =>
    frame.t === type &&
    frame.p['symbol'] === symbol &&
    Object.entries(wanted).every(([key, value]) => frame.p[key] === value);

const text = (frame: Frame, key: string): string => String(frame.p[key]);

/** What a trader does besides the main job: a bracket whose stop is hit, a short, and a flip. */
export const trading = async (
  tour: Tour,
  client: DemoClient,
  socket: DemoSocket,
  accountId: string,
): Promise<void> => {
  const quote = (symbol: string, bid: string, ask: string, last: string) =>
    client.call('PUT', `/api/v1/operator/quotes/${symbol}`, { bid, ask, last }, OPERATOR);
  const order = (terms: Readonly<Record<string, unknown>>) =>
    client.call(
      'POST',
      '/api/v1/orders',
      { accountId, orderType: 'market', ...terms },
      { 'idempotency-key': crypto.randomUUID() },
    );
  /** An unvalued position update: what a booking tells, not what a quote does. */
  const position = (symbol: string, wanted: Readonly<Record<string, unknown>>) =>
    ofSymbol('position_update', symbol, { ...wanted, current_price: null });

  await quote('MSFT', '419.99', '420.00', '420.00');
  await tour.step(
    'buy 10 MSFT with stop 410 and target 440',
    async () => {
      const exitsWork = socket.next(
        ofSymbol('order_update', 'MSFT', { order_type: 'limit', status: 'placed' }),
      );
      await order({
        symbol: 'MSFT',
        side: 'buy',
        quantity: '10',
        stopLoss: { orderType: 'stop', stopPrice: '410.00' },
        takeProfit: { orderType: 'limit', limitPrice: '440.00' },
      });
      await exitsWork;
      const { items } = await client.call('GET', '/api/v1/orders?symbol=MSFT');
      const statuses = (items as { orderType: string; status: string }[])
        .map(({ orderType, status }) => `${orderType} ${status}`)
        .toSorted();
      return statuses;
    },
    (statuses) => statuses.join(', '),
  );

  await tour.step(
    'MSFT falls to 409 → the stop sells, the target goes',
    async () => {
      const closed = socket.next(position('MSFT', { status: 'closed' }));
      await quote('MSFT', '408.99', '409.01', '409.00');
      const frame = await closed;
      expectEqual('the realized P&L', text(frame, 'realized_pnl'), '-110.1');
      expectEqual('the reason', text(frame, 'exit_reason'), 'stop_loss');
      return frame;
    },
    (frame) => `closed by ${text(frame, 'exit_reason')}, realized ${text(frame, 'realized_pnl')}`,
  );
  await tour.step(
    'the target is cancelled',
    async () => {
      const statuses = await statusesOf(client, 'MSFT', 'limit', 'cancelled');
      expectEqual('the target', statuses, ['cancelled']);
    },
    () => 'one cancels the other',
  );

  await quote('TSLA', '219.99', '220.01', '220.00');
  await tour.step(
    'sell 10 TSLA short',
    async () => {
      const opened = socket.next(position('TSLA', { status: 'open' }));
      await order({ symbol: 'TSLA', side: 'sell', quantity: '10', positionEffect: 'open' });
      const frame = await opened;
      expectEqual('the position', [text(frame, 'side'), text(frame, 'quantity')], ['short', '10']);
    },
    () => 'short 10 @ 219.99',
  );

  await tour.step(
    'TSLA falls to 210, buy 25 → the short flips into a long',
    async () => {
      const flipped = socket.next(position('TSLA', { status: 'open', side: 'long' }));
      await quote('TSLA', '209.99', '210.01', '210.00');
      await order({ symbol: 'TSLA', side: 'buy', quantity: '25' });
      const frame = await flipped;
      expectEqual('the quantity', text(frame, 'quantity'), '15');
      expectEqual('the reason', text(frame, 'entry_reason'), 'flip');
    },
    () => 'short 10 closed with +99.8, long 15 @ 210.01',
  );
};

/** Statuses of the orders of a type on a symbol, once one of them is the wanted one; whatever they are after 5 s. */
const statusesOf = async (
  client: DemoClient,
  symbol: string,
  orderType: string,
  wanted: string,
): Promise<readonly string[]> => {
  const deadline = performance.now() + 5_000;
  for (;;) {
    const { items } = await client.call('GET', `/api/v1/orders?symbol=${symbol}`);
    const statuses = (items as { orderType: string; status: string }[])
      .filter((found) => found.orderType === orderType)
      .map(({ status }) => status);
    if (statuses.includes(wanted) || performance.now() > deadline) return statuses;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
