import { beforeAll, describe, expect, it } from 'vitest';
import { itemsOf, setQuote, signUp } from './support/client.ts';
import { eventually } from './support/commands.ts';
import { expectProblem } from './support/problems.ts';
import { newTrader, orderIds, orderIdUnder, readOrder, type Trader } from './support/trader.ts';

describe('an Idempotency-Key', () => {
  let trader: Trader;
  beforeAll(async () => {
    trader = await newTrader();
    await setQuote('AAPL', '189.99', '190.00', '190.00');
  });

  it('is required for an order', async () => {
    const body = {
      accountId: trader.accountId,
      symbol: 'AAPL',
      side: 'buy',
      orderType: 'market',
      quantity: '1',
    };
    expectProblem(await trader.post('/orders', body), { status: 400, code: 'idempotency_key_required' });
    expect(await orderIds(trader)).toEqual([]);
  });

  it.each([
    ['blank', '  '],
    ['longer than 255 characters', 'k'.repeat(256)],
  ])('is refused when it is %s', async (_what, key) => {
    expectProblem(await trader.order(key), { status: 400, code: 'idempotency_key_invalid' });
    expect(await orderIds(trader)).toEqual([]);
  });

  it('makes a retry answer what the first attempt was answered, and nothing happen twice', async () => {
    const first = await trader.order('retry');
    const orderId = String(first.body['orderId']);
    expect(orderId).toBe(orderIdUnder(trader.userId, 'retry'));
    const filled = await trader.orderIs(orderId, 'filled');
    const again = await trader.order('retry');
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
    expect(await orderIds(trader)).toEqual([orderId]);
    const settled = await eventually(
      () => readOrder(trader.userId, orderId),
      (order) => order?.version === 5,
    );
    expect(filled.body['filledQuantity']).toBe('1');
    expect(settled?.version).toBe(5);
  });

  it('makes twenty attempts at once one order with one answer', async () => {
    const before = await orderIds(trader);
    const answers = await Promise.all(Array.from({ length: 20 }, () => trader.order('at once')));
    const orderId = orderIdUnder(trader.userId, 'at once');
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect([...(await orderIds(trader))].sort()).toEqual([...before, orderId].sort());
    expect((await trader.orderIs(orderId, 'filled')).body['fills']).toHaveLength(1);
  });

  it('is refused for another order, and the first one stays as it was', async () => {
    const first = await trader.order('mine');
    await trader.orderIs(String(first.body['orderId']), 'filled');
    const before = await orderIds(trader);
    for (const wish of [{ quantity: '2' }, { side: 'sell' }, { symbol: 'MSFT' }, { timeInForce: 'gtc' }])
      expectProblem(await trader.order('mine', wish), {
        status: 422,
        code: 'idempotency_key_reused',
        fields: ['Idempotency-Key'],
      });
    expect(await orderIds(trader)).toEqual(before);
    const order = await trader.get(`/orders/${first.body['orderId']}`);
    expect(order.body).toMatchObject({ quantity: '1', side: 'buy', symbol: 'AAPL', timeInForce: 'day' });
  });

  it('takes a body that says the same in other words for the same', async () => {
    const first = await trader.order('words', { symbol: 'AAPL' });
    const again = await trader.order('words', { symbol: ' aapl ', limitPrice: null, timeInForce: 'day' });
    expect([again.status, again.body['orderId']]).toEqual([202, first.body['orderId']]);
  });

  it('belongs to its user: somebody else may use the same one', async () => {
    const other = await newTrader();
    const [mine, theirs] = [await trader.order('shared'), await other.order('shared')];
    expect([mine.status, theirs.status]).toEqual([202, 202]);
    expect(theirs.body['orderId']).not.toBe(mine.body['orderId']);
    expect(await orderIds(other)).toEqual([theirs.body['orderId']]);
  });

  it('belongs to its route: a cancel may use the key of the order', async () => {
    await setQuote('F', '11.99', '12.00', '12.00');
    const wish = { symbol: 'F', orderType: 'limit', limitPrice: '10.00' };
    const { body } = await trader.order('route', wish);
    await trader.orderIs(String(body['orderId']), 'placed');
    const cancel = () => trader.post(`/orders/${body['orderId']}/cancel`, {}, { 'idempotency-key': 'route' });
    const first = await cancel();
    expect(first.status).toBe(202);
    await trader.orderIs(String(body['orderId']), 'cancelled');
    expect((await cancel()).body).toEqual(first.body);
  });

  it('lets a retry find the operation of the first attempt in the archive', async () => {
    await trader.order('traced');
    const again = await trader.order('traced');
    const events = await eventually(
      () => trader.get(`/events?correlationId=${again.body['operationId']}`),
      (answer) => itemsOf(answer).some(({ aggregateType }) => aggregateType === 'order'),
    );
    expect(itemsOf(events)).toContainEqual(
      expect.objectContaining({ eventType: 'OrderCreatedEvent', aggregateId: again.body['orderId'] }),
    );
  });

  it('makes connecting the broker again answer the same connection; without it the second one is refused', async () => {
    const user = await signUp();
    const connect = (headers = {}) => user.post('/broker-connections', { brokerId: 'virtual' }, headers);
    const first = await connect({ 'idempotency-key': 'connect' });
    const again = await connect({ 'idempotency-key': 'connect' });
    expect([again.status, again.body]).toEqual([202, first.body]);
    const refused = { status: 409, code: 'connection_exists' };
    expectProblem(await connect(), refused);
    expectProblem(await connect({ 'idempotency-key': 'another' }), refused);
  });
});
