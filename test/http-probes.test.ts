import { listDurableObjectIds } from 'cloudflare:test';
import { beforeAll, describe, expect, it } from 'vitest';
import { issueAccessToken } from '../src/http/access-token.ts';
import { keyStub, type ObjectAddress } from '../src/platform/stubs.ts';
import { request } from './support/client.ts';
import { env } from './support/commands.ts';
import { keepsNothing, keyAddress, lookupDigest, sqlIn } from './support/objects.ts';
import { expectProblem } from './support/problems.ts';
import { newTrader, type Trader } from './support/trader.ts';

const keyOf = (kind: string, value: string): ObjectAddress => keyAddress(kind, lookupDigest(kind, value));

describe('asking for what does not exist', () => {
  let trader: Trader;
  beforeAll(async () => {
    trader = await newTrader();
  });

  it('stores nothing in the objects of unknown ids', async () => {
    const { userId } = trader;
    const id = crypto.randomUUID();
    for (const path of ['orders', 'positions', 'broker-accounts', 'broker-connections'])
      expect((await trader.get(`/${path}/${id}`)).status).toBe(404);
    for (const headers of [{}, { 'idempotency-key': 'probe' }])
      expectProblem(await trader.post(`/orders/${id}/cancel`, {}, headers), {
        status: 404,
        code: 'order_not_found',
      });
    for (const type of ['order', 'position', 'broker_account', 'broker_connection', 'virtual_broker'])
      expect([type, await keepsNothing({ type, userId, key: id })]).toEqual([type, true]);
    const known = { type: 'broker_connection', userId, key: trader.connectionId };
    expect(await keepsNothing(known)).toBe(false);
  });

  it('creates no object for an id that is no id', async () => {
    const before = await listDurableObjectIds(env.ORDER);
    for (const id of ['1', 'me', '..%2F..', '%00', crypto.randomUUID().toUpperCase().slice(1)]) {
      expectProblem(await trader.get(`/orders/${id}`), { status: 404, code: 'order_not_found' });
      const cancel = await trader.post(`/orders/${id}/cancel`, {}, { 'idempotency-key': id });
      expectProblem(cancel, { status: 404, code: 'order_not_found' });
    }
    expect((await listDurableObjectIds(env.ORDER)).length).toBe(before.length);
  });

  it('stores nothing for a user who never registered but holds a valid token', async () => {
    const userId = crypto.randomUUID();
    const token = { userId, username: 'ghost', role: 'user' as const, sessionId: userId, region: 'weur' };
    const headers = { authorization: `Bearer ${await issueAccessToken(env, token)}` };
    for (const path of ['/orders', '/positions', '/broker-accounts', '/broker-connections'])
      expect((await request('GET', `/api/v1${path}`, { headers })).status).toBe(200);
    for (const [type, key] of [
      ['account_hub', 'hub'],
      ['vault', 'vault'],
      ['user_account', userId],
    ] as const)
      expect([type, await keepsNothing({ type, userId, key })]).toEqual([type, true]);
  });

  it('stores nothing for a name that nobody has, under a key or not', async () => {
    const name = `ghost${crypto.randomUUID().slice(0, 8)}`;
    const before = await listDurableObjectIds(env.USER_ACCOUNT);
    for (const username of [name, `${name}@example.test`])
      for (const headers of [{}, { 'idempotency-key': 'ghost' }]) {
        const body = { username, password: 'whatever it may be' };
        const answer = await request('POST', '/api/v1/auth/login', { body, headers });
        expectProblem(answer, { status: 401, code: 'invalid_credentials' });
      }
    expect(await keepsNothing(keyOf('username', name))).toBe(true);
    expect(await keepsNothing(keyOf('email', `${name}@example.test`))).toBe(true);
    expect((await listDurableObjectIds(env.USER_ACCOUNT)).length).toBe(before.length);
  });

  it('stores nothing for somebody who claimed a name and never came to be', async () => {
    const name = `early${crypto.randomUUID().slice(0, 8)}`;
    const owner = { userId: crypto.randomUUID(), region: 'weur' };
    expect(await keyStub(env, 'username', lookupDigest('username', name)).claim(owner, 'early')).toBe(
      'claimed',
    );
    const body = { username: name, password: 'whatever it may be' };
    const headers = { 'idempotency-key': 'early' };
    const answer = await request('POST', '/api/v1/auth/login', { body, headers });
    expectProblem(answer, { status: 401, code: 'invalid_credentials' });
    for (const [type, id] of [
      ['user_account', owner.userId],
      ['vault', 'vault'],
    ] as const)
      expect(await keepsNothing({ type, userId: owner.userId, key: id })).toBe(true);
  });

  /** What the feed keeps about a symbol; it is the same feed for all tests. */
  const feedRows = async (symbol: string) => {
    const feed = { type: 'feed', userId: 'global', key: 'simulated' };
    if (await keepsNothing(feed)) return [];
    return sqlIn(feed, `SELECT symbol FROM subscriptions WHERE symbol = '${symbol}'`);
  };

  it('stores nothing at the feed for a symbol that nobody lists', async () => {
    const unknown = await trader.get('/market/quotes?symbols=NOPE');
    expectProblem(unknown, { status: 422, code: 'unknown_symbol', fields: ['symbol'] });
    const rows = await feedRows('NOPE');
    expect(rows).toEqual([]);
  });
});
