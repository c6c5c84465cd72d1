import { beforeAll, describe, expect, it, vi } from 'vitest';
import { app } from '../src/http/app.ts';
import { MAX_BODY_BYTES } from '../src/http/body.ts';
import { type Answer, answerOf, type Client, request, signUp } from './support/client.ts';
import { env } from './support/commands.ts';
import { expectProblem } from './support/problems.ts';
import { orderIds } from './support/trader.ts';

const ORIGIN = 'https://tradecore.test';

describe('a request that cannot be understood', () => {
  let client: Client;
  beforeAll(async () => {
    client = await signUp();
  });

  const send = (raw: BodyInit, headers: Record<string, string> = {}): Promise<Answer> =>
    request('POST', '/api/v1/orders', {
      raw,
      headers: {
        authorization: `Bearer ${client.token}`,
        'idempotency-key': crypto.randomUUID(),
        ...headers,
      },
    });

  it.each([
    ['text that is no JSON', '{"accountId": '],
    ['no body at all', ''],
    ['bytes that are no text', new Uint8Array([0x22, 0xff, 0xfe, 0x22])],
  ])('answers 400 to %s', async (_what, raw) => {
    expectProblem(await send(raw), { status: 400, code: 'malformed_json' });
    expect(await orderIds(client)).toEqual([]);
  });

  it.each([['[]'], ['null'], ['"order"'], ['7']])(
    'answers 422 to %s where an object belongs',
    async (raw) => {
      expectProblem(await send(raw), { status: 422, code: 'validation_failed', fields: [''] });
    },
  );

  it('answers 422, not 500, to JSON that is nested as deep as a body can be', async () => {
    const depth = MAX_BODY_BYTES / 2;
    const raw = '['.repeat(depth) + ']'.repeat(depth);
    expectProblem(await send(raw), { status: 422, code: 'validation_failed', fields: [''] });
  });

  it('answers 413 to a body that is a byte too large', async () => {
    const raw = JSON.stringify({ symbol: 'A'.repeat(MAX_BODY_BYTES - 12) });
    expect(raw.length).toBe(MAX_BODY_BYTES + 1);
    expectProblem(await send(raw), { status: 413, code: 'body_too_large' });
    expect((await send(raw.replace('AA', 'A'))).status).toBe(422);
  });

  it('answers 413 to a body in chunks without end, reading no further than it must', async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(MAX_BODY_BYTES / 4).fill(0x20));
      },
    });
    const headers = { authorization: `Bearer ${client.token}`, 'idempotency-key': 'endless' };
    const call = new Request(`${ORIGIN}/api/v1/orders`, { method: 'POST', headers, body: endless });
    expectProblem(await answerOf(await app.fetch(call, env)), { status: 413, code: 'body_too_large' });
    expect(pulled).toBeLessThan(20);
  });

  it.each([
    ['/orders?limit=0', 'limit'],
    ['/orders?limit=101', 'limit'],
    ['/orders?limit=many', 'limit'],
    ['/positions?limit=1.5', 'limit'],
    ['/orders?cursor=***', 'cursor'],
    ['/broker-accounts?cursor=abcd', 'cursor'],
    ['/broker-connections?cursor=', 'cursor'],
    [`/orders?cursor=${'a'.repeat(201)}`, 'cursor'],
    ['/orders?status=lost', 'status'],
    ['/orders?page=2', 'page'],
    ['/positions?status=flat', 'status'],
    ['/market/quotes', 'symbols'],
    ['/events', 'correlationId'],
    [`/events?correlationId=${crypto.randomUUID()}&cursor=${'9'.repeat(30)}`, 'cursor'],
  ])('answers 422 to the list %s', async (path, field) => {
    expectProblem(await client.get(path), { status: 422, code: 'validation_failed', fields: [field] });
  });

  it.each([
    ['GET', '/'],
    ['GET', '/api/v1'],
    ['GET', '/api/v1/orderz'],
    ['DELETE', '/health'],
    ['POST', '/api/v2/orders'],
    ['GET', '/api/v1/%E0%A4%A'],
  ])('answers 404 to %s %s', async (method, path) => {
    expectProblem(await request(method, path), { status: 404, code: 'not_found' });
  });

  it('answers 400 on the socket address without an upgrade', async () => {
    const answer = await request('GET', '/wse');
    expect([answer.status, answer.body['code']]).toEqual([400, 'upgrade_required']);
  });

  it('answers 500 to a failure of its own, with nothing of the inside', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const headers = { authorization: `Bearer ${client.token}` };
    const call = new Request(`${ORIGIN}/api/v1/orders`, { headers });
    const answer = await answerOf(await app.fetch(call, { ...env, JWT_SECRET: 'too-short' }));
    log.mockRestore();
    expectProblem(answer, { status: 500, code: 'internal_error' });
    expect(JSON.stringify(answer.body)).not.toMatch(/JWT|secret|too-short|\.ts|at /i);
  });

  it('names every request, and is healthy', async () => {
    const [first, second] = await Promise.all([request('GET', '/health'), request('GET', '/health')]);
    expect(first.body).toEqual({ status: 'ok' });
    expect(first.headers.get('x-request-id')).not.toBe(second.headers.get('x-request-id'));
    expect(first.headers.get('cache-control')).toBe('private, no-store');
  });
});

describe('text that Postgres cannot store', () => {
  const password = 'correct horse battery staple';

  it.each([
    ['a NUL', 'a\u0000b'],
    ['half a surrogate pair', 'a\ud800b'],
  ])('is refused when it has %s, wherever it stands', async (_what, bad) => {
    const client = await signUp();
    const register = (more: object) =>
      request('POST', '/api/v1/auth/register', {
        body: { username: `n${crypto.randomUUID().slice(0, 8)}`, email: 'n@example.test', password, ...more },
      });
    const refused = (fields: string[]) => ({ status: 422, code: 'validation_failed', fields });
    expectProblem(await register({ password: password + bad }), refused(['password']));
    expectProblem(await register({ username: bad }), refused(['username']));
    expectProblem(await register({ note: { inner: [bad] } }), refused(['note', 'note.inner.0']));
    const cancel = await client.post(`/orders/${crypto.randomUUID()}/cancel`, { reason: bad });
    expectProblem(cancel, refused(['reason']));
  });
});
