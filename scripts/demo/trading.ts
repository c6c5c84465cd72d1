import { type DemoSocket, type Frame, itemsOf, type Json } from './client.ts';
import type { Operator } from './operator.ts';
import type { Person } from './person.ts';
import { expectEqual, type Tour } from './tour.ts';
import { until } from './until.ts';

/** Who trades, on which account, and the socket that tells what comes of it. */
export interface Desk {
  readonly person: Person;
  readonly operator: Operator;
  readonly socket: DemoSocket;
  readonly accountId: string;
}

const ofSymbol = (type: string, symbol: string, wanted: Json) => (frame: Frame) =>
  frame.t === type &&
  frame.p['symbol'] === symbol &&
  Object.entries(wanted).every(([key, value]) => frame.p[key] === value);

const text = (frame: Frame, key: string): string => String(frame.p[key]);

/** What a trader does besides the main job: a bracket whose stop is hit, a short, and a flip. */
export const trading = async (tour: Tour, { person, operator, socket, accountId }: Desk): Promise<void> => {
  /** An unvalued position update: what a booking tells, not what a quote does. */
  const position = (symbol: string, wanted: Json) =>
    ofSymbol('position_update', symbol, { ...wanted, current_price: null });

  await operator.quote('MSFT', '419.99', '420.00', '420.00');
  await tour.step(
    'buy 10 MSFT with stop 410 and target 440',
    async () => {
      await person.place(accountId, {
        symbol: 'MSFT',
        stopLoss: { orderType: 'stop', stopPrice: '410.00' },
        takeProfit: { orderType: 'limit', limitPrice: '440.00' },
      });
      await ordersAre(person, ['limit placed', 'market filled', 'stop placed']);
    },
    () => 'bought, and both exits are placed',
  );

  await tour.step(
    'MSFT falls to 409 → the stop sells, the target goes',
    async () => {
      const closed = socket.next(position('MSFT', { status: 'closed' }));
      await operator.quote('MSFT', '408.99', '409.01', '409.00');
      const frame = await closed;
      expectEqual('the realized P&L', text(frame, 'realized_pnl'), '-110.1');
      expectEqual('the reason', text(frame, 'exit_reason'), 'stop_loss');
      return frame;
    },
    (frame) => `closed by ${text(frame, 'exit_reason')}, realized ${text(frame, 'realized_pnl')}`,
  );
  await tour.step(
    'the target is cancelled',
    () => ordersAre(person, ['limit cancelled', 'market filled', 'stop filled']),
    () => 'one cancels the other',
  );

  await operator.quote('TSLA', '219.99', '220.01', '220.00');
  await tour.step(
    'sell 10 TSLA short',
    async () => {
      const opened = socket.next(position('TSLA', { status: 'open' }));
      await person.place(accountId, { symbol: 'TSLA', side: 'sell', positionEffect: 'open' });
      const frame = await opened;
      expectEqual('the position', [text(frame, 'side'), text(frame, 'quantity')], ['short', '10']);
    },
    () => 'short 10 @ 219.99',
  );

  await tour.step(
    'TSLA falls to 210, buy 25 → the short flips into a long',
    async () => {
      const flipped = socket.next(position('TSLA', { status: 'open', side: 'long' }));
      await operator.quote('TSLA', '209.99', '210.01', '210.00');
      await person.place(accountId, { symbol: 'TSLA', quantity: '25' });
      const frame = await flipped;
      expectEqual('the quantity', text(frame, 'quantity'), '15');
      expectEqual('the reason', text(frame, 'entry_reason'), 'flip');
    },
    () => 'short 10 closed with +99.8, long 15 @ 210.01',
  );
};

/** Waits until the orders on MSFT are these. */
const ordersAre = async (person: Person, wanted: readonly string[]): Promise<void> => {
  await until(
    'what becomes of the bracket',
    async () => {
      const orders = itemsOf(await person.get('/orders?symbol=MSFT'));
      return orders.map(({ orderType, status }) => `${orderType} ${status}`).toSorted();
    },
    (statuses) => String(statuses) === String(wanted),
  );
};
