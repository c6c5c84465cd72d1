import { beforeAll, describe, expect, it } from 'vitest';
import type { OrderState } from '../src/domains/order/state.ts';
import { speaker } from './support/automation.ts';
import { type Answer, itemsOf, setQuote } from './support/client.ts';
import { eventually } from './support/commands.ts';
import { newTrader, type Trader } from './support/trader.ts';

let trader: Trader;
beforeAll(async () => {
  trader = await newTrader();
});

const quote = (symbol: string, last: string) => setQuote(symbol, last, last, last);

const positionsOf = async (symbol: string, status: string): Promise<readonly Record<string, unknown>[]> =>
  itemsOf(await trader.get(`/positions?symbol=${symbol}&status=${status}`));

/** Buys ten at 100 and answers the position. */
const bought = async (symbol: string): Promise<string> => {
  await quote(symbol, '100.00');
  await trader.order(`buy ${symbol}`, { symbol, quantity: '10' });
  const open = await eventually(
    () => positionsOf(symbol, 'open'),
    ([position]) => position?.['quantity'] === '10',
  );
  return String(open[0]?.['positionId']);
};

const guard = async (id: string, exit: 'stop-loss' | 'take-profit', body: object): Promise<Answer> => {
  const answer = await speaker(trader)('PUT', `/positions/${id}/${exit}`, body);
  expect(answer.status).toBe(200);
  return answer;
};

const closed = (symbol: string) =>
  eventually(
    () => positionsOf(symbol, 'closed'),
    (positions) => positions.length === 1,
  );

const ordersOf = async (symbol: string) =>
  itemsOf(await trader.get(`/orders?symbol=${symbol}`)) as unknown as readonly OrderState[];

describe('a position whose stop or target nobody else holds', () => {
  it('PO-U5: is left at the market once its stop is reached, once, by an order of the system', async () => {
    const id = await bought('AAPL');
    await guard(id, 'stop-loss', { stopLoss: { type: 'fixed', price: '95' } });
    await quote('AAPL', '96.00');
    await quote('AAPL', '94.50');
    await quote('AAPL', '94.00');
    const [position] = await closed('AAPL');
    expect(position).toMatchObject({ positionId: id, exitReason: 'stop_loss' });
    const exits = (await ordersOf('AAPL')).filter(({ side }) => side === 'sell');
    expect(exits).toMatchObject([{ status: 'filled', positionEffect: 'close', quantity: '10' }]);
  });

  it('PO-U5: is left once its target is reached', async () => {
    const id = await bought('MSFT');
    await guard(id, 'take-profit', { takeProfit: { type: 'price', price: '110' } });
    await quote('MSFT', '110.00');
    const [position] = await closed('MSFT');
    expect(position).toMatchObject({ positionId: id, exitReason: 'take_profit' });
  });

  it('PO-U4: has a trailing stop that follows the best price, and is left where it stands then', async () => {
    const id = await bought('NVDA');
    await guard(id, 'stop-loss', { stopLoss: { type: 'trailing', trailAmount: '4' } });
    await quote('NVDA', '120.00');
    const moved = await eventually(
      () => trader.get(`/positions/${id}`),
      ({ body }) => body['stopLossPrice'] === '116',
    );
    expect(moved.body['stopLossPrice']).toBe('116');
    await quote('NVDA', '115.50');
    const [position] = await closed('NVDA');
    expect(position).toMatchObject({ exitReason: 'stop_loss' });
  });

  it('is not left by a price on the right side of its stop', async () => {
    const id = await bought('AMD');
    await guard(id, 'stop-loss', { stopLoss: { type: 'fixed', price: '95' } });
    await quote('AMD', '95.01');
    await guard(id, 'stop-loss', { stopLoss: { type: 'fixed', price: '90' }, confirmed: true });
    await quote('AMD', '94.00');
    await quote('AMD', '89.00');
    const [position] = await closed('AMD');
    expect(Number(position?.['exitPrice'])).toBeLessThanOrEqual(90);
  });

  it('makes an order that rests for leaving give way, so that no unit is sold twice', async () => {
    const id = await bought('TSLA');
    const rest = { symbol: 'TSLA', side: 'sell', quantity: '10', orderType: 'limit', limitPrice: '130' };
    const { body } = await trader.order('rest', { ...rest, positionEffect: 'close' });
    await trader.orderIs(String(body['orderId']), 'placed');
    await guard(id, 'stop-loss', { stopLoss: { type: 'fixed', price: '95' } });
    await quote('TSLA', '94.00');
    await closed('TSLA');
    const orders = await ordersOf('TSLA');
    const statuses = orders.filter(({ side }) => side === 'sell').map(({ status }) => status);
    expect(statuses.toSorted()).toEqual(['cancelled', 'filled']);
  });
});
