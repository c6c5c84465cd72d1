import { beforeAll, describe, expect, it } from 'vitest';
import { setQuote } from './support/client.ts';
import { env } from './support/commands.ts';
import { expectProblem } from './support/problems.ts';
import {
  newTrader,
  type OrderWish,
  orderIds,
  orderIdUnder,
  readOrder,
  type Trader,
} from './support/trader.ts';

const limit = (limitPrice: string) => ({ orderType: 'limit', limitPrice });

const REFUSALS: readonly [rule: string, wish: OrderWish, status: number, code: string, field: string][] = [
  ['a symbol nobody lists', { symbol: 'NOPE' }, 422, 'unknown_symbol', 'symbol'],
  ['an empty symbol', { symbol: ' ' }, 422, 'validation_failed', 'symbol'],
  ['a symbol with a NUL', { symbol: 'AA\u0000PL' }, 422, 'validation_failed', 'symbol'],
  ['a quantity of zero', { quantity: '0' }, 422, 'validation_failed', 'quantity'],
  ['a negative quantity', { quantity: '-1' }, 422, 'validation_failed', 'quantity'],
  ['a quantity that is no number', { quantity: 'ten' }, 422, 'validation_failed', 'quantity'],
  ['a quantity with an exponent', { quantity: '1e3' }, 422, 'validation_failed', 'quantity'],
  ['a quantity as a JSON number', { quantity: 10 }, 422, 'validation_failed', 'quantity'],
  ['a quantity between lots', { quantity: '1.5' }, 422, 'invalid_lot', 'quantity'],
  ['a quantity above the maximum', { quantity: '10001' }, 422, 'quantity_too_large', 'quantity'],
  ['more than the buying power', { quantity: '10000' }, 422, 'insufficient_buying_power', 'quantity'],
  ['a market order with a price', { limitPrice: '190.00' }, 422, 'limit_price_not_allowed', 'limitPrice'],
  ['a limit order without a price', { orderType: 'limit' }, 422, 'limit_price_required', 'limitPrice'],
  ['a price off the tick', limit('190.005'), 422, 'invalid_tick', 'limitPrice'],
  ['a price of zero', limit('0'), 422, 'validation_failed', 'limitPrice'],
  ['a price beyond the highest', limit('1000000.01'), 422, 'invalid_price', 'limitPrice'],
  ['a side that does not exist', { side: 'hold' }, 422, 'validation_failed', 'side'],
  ['an order type that does not exist', { orderType: 'magic' }, 422, 'validation_failed', 'orderType'],
  ['an account id that is no id', { accountId: 'mine' }, 422, 'validation_failed', 'accountId'],
  ['an account nobody has', { accountId: crypto.randomUUID() }, 404, 'account_not_found', 'accountId'],
  ['a field that is not of an order', { price: '180' }, 422, 'validation_failed', 'price'],
  ['a price that its type does not take', { stopPrice: '180' }, 422, 'stop_price_not_allowed', 'stopPrice'],
];

describe('an order that cannot be', () => {
  let trader: Trader;
  beforeAll(async () => {
    trader = await newTrader();
    await setQuote('AAPL', '189.99', '190.00', '190.00');
  });

  /** The order does not exist: neither to its owner, nor in its log. */
  const expectNoOrder = async (key: string) => {
    const orderId = orderIdUnder(trader.userId, key);
    expect(await readOrder(trader.userId, orderId)).toBeNull();
    expect(await orderIds(trader)).toEqual([]);
    expectProblem(await trader.get(`/orders/${orderId}`), { status: 404, code: 'order_not_found' });
  };

  it.each(REFUSALS)(
    'is refused with %s, and no event is written',
    async (rule, wish, status, code, field) => {
      expectProblem(await trader.order(rule, wish), { status, code, fields: [field] });
      await expectNoOrder(rule);
    },
  );

  it('is refused on the account of somebody else, as if the account did not exist', async () => {
    const other = await newTrader();
    const refused = await trader.order('foreign', { accountId: other.accountId });
    expectProblem(refused, { status: 404, code: 'account_not_found', fields: ['accountId'] });
    await expectNoOrder('foreign');
    expect(await orderIds(other)).toEqual([]);
  });

  it('is refused with every wrong field named at once', async () => {
    const refused = await trader.order('many', { side: 'hold', quantity: '0', color: 'red' });
    const fields = ['side', 'quantity', 'color'];
    expectProblem(refused, { status: 422, code: 'validation_failed', fields });
    await expectNoOrder('many');
  });

  it('is refused by the buying power that the account had before the command', async () => {
    const available = await trader.availableBuyingPower();
    expect(available).toBe(env.VIRTUAL_STARTING_CASH);
    const refused = await trader.order('too much', { quantity: '511' });
    expectProblem(refused, { status: 422, code: 'insufficient_buying_power', fields: ['quantity'] });
    expect(refused.body['detail']).toBe(`the order needs 100002.7, ${available} is available`);
    await expectNoOrder('too much');
  });

  it('is refused again, alike, when it is sent again under its key, even once it would be possible', async () => {
    const first = await trader.order('again', { symbol: 'MSFT', quantity: '10000' });
    await setQuote('MSFT', '0.99', '1.00', '1.00');
    const second = await trader.order('again', { symbol: 'MSFT', quantity: '10000' });
    expect({ ...second.body, requestId: '' }).toEqual({ ...first.body, requestId: '' });
    await expectNoOrder('again');
  });
});
