import { beforeAll, describe, expect, it } from 'vitest';
import { request, setQuote } from './support/client.ts';
import { expectProblem } from './support/problems.ts';
import { newTrader, readOrder, type Trader } from './support/trader.ts';

const LIMIT = { symbol: 'F', orderType: 'limit', limitPrice: '10.00' };

describe('a version', () => {
  let trader: Trader;
  beforeAll(async () => {
    trader = await newTrader();
    await setQuote('F', '11.99', '12.00', '12.00');
  });

  const get = (path: string, headers: Record<string, string> = {}) =>
    request('GET', `/api/v1${path}`, { headers: { authorization: `Bearer ${trader.token}`, ...headers } });

  const resting = async (key: string) => {
    const { body } = await trader.order(key, LIMIT);
    const orderId = String(body['orderId']);
    const order = await trader.orderIs(orderId, 'placed');
    return { orderId, version: Number(order.body['version']) };
  };

  it('is the ETag of a resource, in its headers and in its body', async () => {
    const { orderId } = await resting('etag');
    for (const path of [
      `/orders/${orderId}`,
      `/broker-accounts/${trader.accountId}`,
      `/broker-connections/${trader.connectionId}`,
    ]) {
      const { headers, body } = await get(path);
      expect(headers.get('etag')).toBe(`"v${body['version']}"`);
    }
  });

  it('spares the body to whoever has it, also in a list or marked weak', async () => {
    const { orderId, version } = await resting('not modified');
    for (const known of [`"v${version}"`, `W/"v${version}"`, `"v1", "v${version}"`]) {
      const answer = await get(`/orders/${orderId}`, { 'if-none-match': known });
      expect([answer.status, answer.body]).toEqual([304, {}]);
      expect(answer.headers.get('etag')).toBe(`"v${version}"`);
    }
    expect((await get(`/orders/${orderId}`, { 'if-none-match': '"v1"' })).status).toBe(200);
  });

  it('that is stale stops a command with 412 and the current ETag, and nothing happens', async () => {
    const { orderId, version } = await resting('stale');
    const cancel = (ifMatch: string) =>
      trader.post(`/orders/${orderId}/cancel`, { reason: 'changed my mind' }, { 'if-match': ifMatch });
    for (const stale of [version - 1, version + 1]) {
      const refused = await cancel(`"v${stale}"`);
      expectProblem(refused, { status: 412, code: 'version_conflict' });
      expect(refused.headers.get('etag')).toBe(`"v${version}"`);
    }
    expect((await readOrder(trader.userId, orderId))?.version).toBe(version);
    const taken = await cancel(`"v${version}"`);
    expect([taken.status, taken.body['status']]).toEqual([202, 'cancel_pending']);
  });

  it('that a client retries with is not stale: its key tells that the command was done', async () => {
    const { orderId, version } = await resting('retry');
    const headers = { 'if-match': `"v${version}"`, 'idempotency-key': 'cancel once' };
    const first = await trader.post(`/orders/${orderId}/cancel`, {}, headers);
    await trader.orderIs(orderId, 'cancelled');
    const again = await trader.post(`/orders/${orderId}/cancel`, {}, headers);
    expect([again.status, again.body]).toEqual([202, first.body]);
  });

  it.each(['v3', '"3"', '3', '"v-1"', '""'])('is refused when If-Match says %s', async (header) => {
    const { orderId } = await resting(`malformed ${header}`);
    const refused = await trader.post(`/orders/${orderId}/cancel`, {}, { 'if-match': header });
    expectProblem(refused, { status: 400, code: 'if_match_invalid' });
    expect((await trader.get(`/orders/${orderId}`)).body['status']).toBe('placed');
  });

  it('does not matter with If-Match: *', async () => {
    const { orderId } = await resting('star');
    expect((await trader.post(`/orders/${orderId}/cancel`, {}, { 'if-match': '*' })).status).toBe(202);
  });
});
