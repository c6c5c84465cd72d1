import { evictDurableObject } from 'cloudflare:test';
import { beforeAll, describe, expect, it } from 'vitest';
import { epochMs } from '../src/core/instant.ts';
import type { Quote } from '../src/domains/shared/quote.ts';
import { feedStub } from '../src/platform/stubs.ts';
import { setQuote } from './support/client.ts';
import { env, eventually } from './support/commands.ts';
import { bareStub, sqlIn } from './support/objects.ts';
import { newTrader, readOrder, type Trader } from './support/trader.ts';

/** A market of its own. */
const newFeed = () => {
  const source = crypto.randomUUID();
  const address = { type: 'feed', userId: 'global', key: source };
  const feed = feedStub(env, source);
  return {
    address,
    feed,
    evict: () => evictDurableObject(bareStub(address)),
    quote: async (symbol: string) => {
      const [quote] = await feed.quotes([symbol]);
      if (!quote) throw new Error(`no quote of ${symbol}`);
      return quote;
    },
  };
};

const priced = (price: string) => ({ symbol: 'AAPL', bid: price, ask: price, last: price });
const pricesOf = ({ at: _at, ...prices }: Quote) => prices;

describe('the feed', () => {
  it('leaves out what nobody lists', async () => {
    const { feed } = newFeed();
    const quotes = await feed.quotes(['AAPL', 'NOPE', 'MSFT', '', '__proto__']);
    expect(quotes.map(({ symbol }) => symbol)).toEqual(['AAPL', 'MSFT']);
    expect(await feed.quotes([])).toEqual([]);
  });

  it('simulates sound prices in cents', async () => {
    const { bid, ask, last } = await newFeed().quote('F');
    for (const price of [bid, ask, last]) expect(price).toMatch(/^\d+\.\d\d$/);
    expect(Number(bid)).toBeLessThan(Number(ask));
  });

  it('gives exactly the prices that were pinned, each younger than the one before', async () => {
    const { feed, quote } = newFeed();
    let before = await quote('AAPL');
    for (let cents = 10; cents < 60; cents++) {
      const pinned = await feed.pin(priced(`190.${cents}`));
      expect(pricesOf(pinned)).toEqual(priced(`190.${cents}`));
      expect(epochMs(pinned.at)).toBeGreaterThan(epochMs(before.at));
      expect(await quote('AAPL')).toEqual(pinned);
      before = pinned;
    }
  });

  it('goes back to the simulated price on release, and never back in time', async () => {
    const { feed, quote } = newFeed();
    const simulated = await quote('AAPL');
    let latest = simulated;
    for (const price of ['1.00', '2.00', '3.00']) {
      const pinned = await feed.pin(priced(price));
      await feed.release('AAPL');
      const released = await quote('AAPL');
      expect(pricesOf(released)).toEqual(pricesOf(simulated));
      expect(epochMs(pinned.at)).toBeGreaterThan(epochMs(latest.at));
      expect(epochMs(released.at)).toBeGreaterThan(epochMs(pinned.at));
      latest = released;
    }
  });

  it('releases what was never pinned without harm', async () => {
    const { feed, quote } = newFeed();
    const before = await quote('AAPL');
    await feed.release('AAPL');
    expect(await quote('AAPL')).toEqual(before);
  });

  it('keeps a pinned price through an eviction, for its symbol only', async () => {
    const { feed, quote, evict } = newFeed();
    const pinned = await feed.pin(priced('123.45'));
    await evict();
    expect(await quote('AAPL')).toEqual(pinned);
    expect(pricesOf(await quote('MSFT'))).not.toMatchObject({ last: '123.45' });
  });

  it('stands still while it is stopped, also through an eviction, and moves while it runs', async () => {
    const { feed, quote, evict } = newFeed();
    await feed.setRunning(true);
    const first = await quote('AAPL');
    const moved = await eventually(
      () => quote('AAPL'),
      ({ at }) => at !== first.at,
    );
    expect(epochMs(moved.at) - epochMs(first.at)).toBeGreaterThanOrEqual(250);
    await feed.setRunning(false);
    const stopped = await quote('AAPL');
    await evict();
    expect(await quote('AAPL')).toEqual(stopped);
    await feed.setRunning(true);
    const again = await eventually(
      () => quote('AAPL'),
      ({ at }) => at !== stopped.at,
    );
    expect(epochMs(again.at)).toBeGreaterThan(epochMs(stopped.at));
  });

  it('forgets a subscriber who does not want a symbol any more', async () => {
    const { feed, address } = newFeed();
    const userId = crypto.randomUUID();
    await feed.subscribe({ kind: 'hub', userId, id: userId, region: 'weur' }, ['AAPL']);
    const young = await sqlIn(address, 'SELECT symbol FROM subscriptions');
    expect(young).toEqual([{ symbol: 'AAPL' }]);
    await sqlIn(address, 'UPDATE subscriptions SET since = since - 10000');
    await evictDurableObject(bareStub(address));
    await feed.pin(priced('1.00'));
    const gone = await eventually(
      () => sqlIn(address, 'SELECT symbol FROM subscriptions'),
      (rows) => rows.length === 0,
    );
    expect(gone).toEqual([]);
  });
});

describe('a limit order that rests', () => {
  let trader: Trader;
  beforeAll(async () => {
    trader = await newTrader();
  });

  const resting = async (key: string, wish: object) => {
    const { body } = await trader.order(key, { orderType: 'limit', ...wish });
    const orderId = String(body['orderId']);
    expect((await trader.orderIs(orderId, 'placed')).body['status']).toBe('placed');
    return orderId;
  };

  it('holds its buying power, and fills at the price of the first quote that reaches its limit', async () => {
    await setQuote('AAPL', '189.99', '190.00', '190.00');
    const orderId = await resting('fills', { limitPrice: '180.00', quantity: '10' });
    expect(await trader.availableIs('98200')).toBe('98200');
    await setQuote('AAPL', '180.00', '180.01', '180.00');
    const other = await resting('still above', { limitPrice: '170.00' });
    expect((await trader.get(`/orders/${orderId}`)).body['status']).toBe('placed');
    await setQuote('AAPL', '179.49', '179.50', '179.50');
    const filled = await trader.orderIs(orderId, 'filled');
    expect(filled.body).toMatchObject({ status: 'filled', filledQuantity: '10', averageFillPrice: '179.5' });
    expect((await trader.get(`/orders/${other}`)).body['status']).toBe('placed');
    await trader.post(`/orders/${other}/cancel`);
    await trader.orderIs(other, 'cancelled');
    expect(await trader.availableIs('98205')).toBe('98205');
  });

  it('to sell fills when the bid reaches its limit', async () => {
    await setQuote('AAPL', '179.49', '179.50', '179.50');
    const orderId = await resting('sells', { side: 'sell', limitPrice: '200.00', quantity: '10' });
    await setQuote('AAPL', '200.00', '200.02', '200.01');
    const filled = await trader.orderIs(orderId, 'filled');
    expect(filled.body).toMatchObject({ status: 'filled', averageFillPrice: '200' });
  });

  it('fills also when the feed was evicted while it rested', async () => {
    await setQuote('MSFT', '419.99', '420.00', '420.00');
    const orderId = await resting('after eviction', { symbol: 'MSFT', limitPrice: '400.00' });
    const feed = { type: 'feed', userId: 'global', key: 'simulated' };
    const subscribed = await eventually(
      () =>
        sqlIn(
          feed,
          `SELECT symbol FROM subscriptions WHERE symbol = 'MSFT' AND subscriber LIKE '%"userId":"${trader.userId}"%'`,
        ),
      (rows) => rows.length > 0,
    );
    expect(subscribed.length).toBeGreaterThan(0);
    await evictDurableObject(bareStub(feed));
    await setQuote('MSFT', '399.98', '399.99', '399.99');
    expect((await trader.orderIs(orderId, 'filled')).body['status']).toBe('filled');
  });

  it('ends cancelled when its user cancels it, and gives its buying power back', async () => {
    const user = await newTrader();
    await setQuote('F', '11.99', '12.00', '12.00');
    const wish = { symbol: 'F', orderType: 'limit', limitPrice: '10.00', quantity: '100' };
    const { body } = await user.order('cancelled', wish);
    const orderId = String(body['orderId']);
    await user.orderIs(orderId, 'placed');
    expect(await user.availableIs('99000')).toBe('99000');
    const asked = await user.post(`/orders/${orderId}/cancel`, { reason: 'changed my mind' });
    expect([asked.status, asked.body['status']]).toEqual([202, 'cancel_pending']);
    const cancelled = await user.orderIs(orderId, 'cancelled');
    expect(cancelled.body).toMatchObject({ status: 'cancelled', filledQuantity: '0', fills: [] });
    expect(await user.availableIs(env.VIRTUAL_STARTING_CASH)).toBe(env.VIRTUAL_STARTING_CASH);
    const again = await user.post(`/orders/${orderId}/cancel`);
    expect([again.status, again.body['code']]).toEqual([409, 'order_terminal']);
    const { body: later } = await user.order('later', { ...wish, quantity: '1' });
    await user.orderIs(String(later['orderId']), 'placed');
    await setQuote('F', '9.00', '9.01', '9.01');
    await user.orderIs(String(later['orderId']), 'filled');
    expect((await readOrder(user.userId, orderId))?.state).toMatchObject({ status: 'cancelled', fills: [] });
  });
});
