import { beforeAll, describe, expect, it } from 'vitest';
import { app } from '../src/http/app.ts';
import { type Answer, answerOf, type Client, request, signUp } from './support/client.ts';
import { env } from './support/commands.ts';
import { expectProblem } from './support/problems.ts';

const PRICES = { bid: '99.99', ask: '100.01', last: '100.00' };
const OPERATOR = { authorization: `Bearer ${env.OPERATOR_TOKEN}` };

const put = (path: string, body: unknown, headers: Record<string, string> = OPERATOR): Promise<Answer> =>
  request('PUT', `/api/v1/operator${path}`, { body, headers });

describe('the operator', () => {
  let client: Client;
  beforeAll(async () => {
    client = await signUp();
  });

  const quoteOf = async (symbol: string) =>
    (await client.get(`/market/quotes?symbols=${symbol}`)).body['items'];

  it('sets a price, however the symbol is written, and gives the market back', async () => {
    const simulated = await quoteOf('JPM');
    const set = await put('/quotes/jpm', PRICES);
    expect([set.status, set.body]).toMatchObject([200, { symbol: 'JPM', ...PRICES }]);
    expect(await quoteOf('jpm')).toEqual([set.body]);
    const released = await request('DELETE', '/api/v1/operator/quotes/JPM', { headers: OPERATOR });
    expect(released.status).toBe(204);
    const [before, after] = [simulated, await quoteOf('JPM')] as Record<string, unknown>[][];
    expect({ ...after?.[0], at: '' }).toEqual({ ...before?.[0], at: '' });
  });

  it.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer wrong' }],
    ['the beginning of the token', { authorization: `Bearer ${env.OPERATOR_TOKEN?.slice(0, -1)}` }],
    ['the token and more', { authorization: `Bearer ${env.OPERATOR_TOKEN}x` }],
  ])('is nobody with %s', async (_what, headers) => {
    const refusal = { status: 401, code: 'operator_token_invalid' };
    const refused = await put('/quotes/AMD', PRICES, headers);
    expectProblem(refused, refusal);
    expect(JSON.stringify(refused.body)).not.toContain(String(env.OPERATOR_TOKEN));
    expectProblem(await put('/market', { running: true }, headers), refusal);
    expectProblem(await request('DELETE', '/api/v1/operator/quotes/AMD', { headers }), refusal);
    expect(await quoteOf('AMD')).not.toMatchObject([PRICES]);
  });

  it('is not a user, and a user is not an operator', async () => {
    const refused = await put('/quotes/AMD', PRICES, { authorization: `Bearer ${client.token}` });
    expectProblem(refused, { status: 401, code: 'operator_token_invalid' });
    const asUser = await request('GET', '/api/v1/orders', { headers: OPERATOR });
    expectProblem(asUser, { status: 401, code: 'token_invalid' });
  });

  it.each([
    ['undefined', 'Bearer undefined'],
    ['nothing', ''],
    ['the token of another deployment', OPERATOR.authorization],
  ])('does not exist where no token is configured, not even with %s', async (_what, authorization) => {
    const { OPERATOR_TOKEN: _none, ...without } = env;
    for (const configured of [without, { ...env, OPERATOR_TOKEN: '' }]) {
      const call = new Request('https://tradecore.test/api/v1/operator/quotes/AMD', {
        method: 'PUT',
        body: JSON.stringify(PRICES),
        headers: { authorization },
      });
      expectProblem(await answerOf(await app.fetch(call, configured)), { status: 404, code: 'not_found' });
    }
    expect(await quoteOf('AMD')).not.toMatchObject([PRICES]);
  });

  it.each([
    ['a bid above the ask', { ...PRICES, bid: '100.02' }, 'crossed_quote', ['bid']],
    ['a price of zero', { ...PRICES, bid: '0' }, 'validation_failed', ['bid']],
    ['a negative price', { ...PRICES, last: '-1' }, 'validation_failed', ['last']],
    ['a price as a number', { ...PRICES, ask: 100.01 }, 'validation_failed', ['ask']],
    ['a price missing', { bid: '99.99', ask: '100.01' }, 'validation_failed', ['last']],
    ['a time of their own', { ...PRICES, at: '2026-01-01T00:00:00Z' }, 'validation_failed', ['at']],
  ])('cannot set %s', async (_what, body, code, fields) => {
    expectProblem(await put('/quotes/AMD', body), { status: 422, code, fields });
    expect(await quoteOf('AMD')).not.toMatchObject([PRICES]);
  });

  it('cannot set or release what nobody lists', async () => {
    const refusal = { status: 422, code: 'unknown_symbol', fields: ['symbol'] };
    expectProblem(await put('/quotes/NOPE', PRICES), refusal);
    expectProblem(await request('DELETE', '/api/v1/operator/quotes/NOPE', { headers: OPERATOR }), refusal);
  });

  it('cannot stop half of the market', async () => {
    const refusal = { status: 422, code: 'validation_failed', fields: ['running'] };
    expectProblem(await put('/market', { running: 'no' }), refusal);
    expectProblem(await put('/market', {}), refusal);
    expect((await put('/market', { running: false })).body).toEqual({ running: false });
  });
});

describe('a list of quotes', () => {
  it('has each symbol once, and at most fifty', async () => {
    const client = await signUp();
    const { body } = await client.get('/market/quotes?symbols=aapl,%20AAPL%20,,MSFT');
    expect(body['items']).toMatchObject([{ symbol: 'AAPL' }, { symbol: 'MSFT' }]);
    const many = Array.from({ length: 51 }, (_none, index) => `S${index}`).join(',');
    for (const symbols of [many, ',', ''])
      expectProblem(await client.get(`/market/quotes?symbols=${symbols}`), {
        status: 422,
        code: 'validation_failed',
        fields: ['symbols'],
      });
  });
});
