import { SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { issueAccessToken } from '../src/http/access-token.ts';
import { type Answer, type Client, PASSWORD, request, signUp } from './support/client.ts';
import { env } from './support/commands.ts';
import { expectProblem } from './support/problems.ts';

const seconds = () => Math.floor(Date.now() / 1000);
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const bytes = (text: string) => new TextEncoder().encode(text);

const claims = (userId: string) => ({
  sub: userId,
  username: 'u',
  role: 'user',
  session_id: crypto.randomUUID(),
  region: 'weur',
  iss: 'tradecore',
  aud: 'tradecore',
  exp: seconds() + 600,
});

const sign = (payload: Record<string, unknown>, secret = env.JWT_SECRET, alg = 'HS256') =>
  new SignJWT(payload).setProtectedHeader({ alg }).sign(bytes(secret));

const withToken = (authorization?: string): Promise<Answer> =>
  request('GET', '/api/v1/orders', { headers: authorization === undefined ? {} : { authorization } });

describe('an access token', () => {
  let client: Client;
  beforeAll(async () => {
    client = await signUp();
  });

  it('lets its user in', async () => {
    expect((await withToken(`Bearer ${await sign(claims(client.userId))}`)).status).toBe(200);
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['another scheme', 'Basic dXNlcjpwYXNz'],
    ['a scheme without a token', 'Bearer '],
  ])('is missing with %s', async (_what, header) => {
    const answer = await withToken(header);
    expectProblem(answer, { status: 401, code: 'token_missing' });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  const forgeries: readonly [what: string, forge: (userId: string) => Promise<string> | string][] = [
    ['it has expired', (userId) => sign({ ...claims(userId), exp: seconds() - 31 })],
    ['it never expires', (userId) => sign({ ...claims(userId), exp: undefined })],
    ['another secret signed it', (userId) => sign(claims(userId), 'another-secret-of-at-least-32-bytes')],
    ['another algorithm signed it', (userId) => sign(claims(userId), env.JWT_SECRET, 'HS512')],
    ['nobody signed it', (userId) => `${base64({ alg: 'none' })}.${base64(claims(userId))}.`],
    ['another issuer made it', (userId) => sign({ ...claims(userId), iss: 'elsewhere' })],
    ['it was made for another audience', (userId) => sign({ ...claims(userId), aud: 'elsewhere' })],
    ['it names no user', (userId) => sign({ ...claims(userId), sub: undefined })],
    ['its user id is no id', (userId) => sign({ ...claims(userId), sub: `${userId}:x` })],
    ['it claims a role that does not exist', (userId) => sign({ ...claims(userId), role: 'admin' })],
    ['it is no token', () => 'let.me.in'],
  ];

  it.each(forgeries)('is refused when %s', async (_what, forge) => {
    const token = await forge(client.userId);
    const answer = await withToken(`Bearer ${token}`);
    expectProblem(answer, { status: 401, code: 'token_invalid' });
    expect(JSON.stringify(answer.body)).not.toContain(token);
  });

  it('is refused when its claims were changed after it was signed', async () => {
    const [header, , signature] = client.token.split('.');
    const forged = `${header}.${base64(claims(crypto.randomUUID()))}.${signature}`;
    expectProblem(await withToken(`Bearer ${forged}`), { status: 401, code: 'token_invalid' });
  });

  it.each(['/orders', '/positions', '/broker-accounts', '/broker-connections', '/market/quotes', '/events'])(
    'is asked for by %s before anything else',
    async (path) => {
      const options = { raw: '{' };
      expectProblem(await request('GET', `/api/v1${path}?limit=x`), { status: 401, code: 'token_missing' });
      const forged = { ...options, headers: { authorization: 'Bearer x.y.z' } };
      expectProblem(await request('POST', `/api/v1${path}`, forged), { status: 401, code: 'token_invalid' });
    },
  );

  it('is not issued by a server whose secret is short', () => {
    const token = {
      userId: client.userId,
      username: 'u',
      role: 'user',
      sessionId: '',
      region: 'weur',
    } as const;
    expect(() => issueAccessToken({ ...env, JWT_SECRET: 'short' }, token)).toThrow('32 bytes');
  });
});

describe('signing in', () => {
  const login = (body: unknown, headers: Record<string, string> = {}) =>
    request('POST', '/api/v1/auth/login', { body, headers });
  const wrong = { status: 401, code: 'invalid_credentials' };

  it('takes username or e-mail, in any case', async () => {
    const name = `s${crypto.randomUUID().slice(0, 8)}`;
    const { userId } = await signUp(name);
    for (const username of [name, name.toUpperCase(), ` ${name}@EXAMPLE.test `]) {
      const answer = await login({ username, password: PASSWORD });
      expect(answer.body).toMatchObject({ userId, tokenType: 'Bearer', expiresIn: 900 });
      const cookie = answer.headers.get('set-cookie') ?? '';
      for (const part of ['access_token=', 'Path=/wse', 'HttpOnly', 'Secure', 'SameSite=Lax'])
        expect(cookie).toContain(part);
    }
  });

  it('answers a wrong password and an unknown name alike, and tells neither back', async () => {
    const name = `s${crypto.randomUUID().slice(0, 8)}`;
    await signUp(name);
    const answers = [
      await login({ username: name, password: 'Wrong-Password-1' }),
      await login({ username: `${name}x`, password: 'Wrong-Password-1' }),
      await login({ username: `${name}x@example.test`, password: 'Wrong-Password-1' }),
    ];
    for (const answer of answers) {
      expectProblem(answer, wrong);
      expect(JSON.stringify(answer.body)).not.toMatch(new RegExp(`Wrong-Password-1|${name}`));
      expect({ ...answer.body, requestId: '' }).toEqual({ ...answers[0]?.body, requestId: '' });
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  });

  it.each([
    ['no password', { username: 'ada' }, ['password']],
    ['a password of another type', { username: 'ada', password: 7 }, ['password']],
    ['nothing', {}, ['username', 'password']],
    ['a field too many', { username: 'ada', password: 'x', remember: true }, ['remember']],
  ])('answers 422 to %s', async (_what, body, fields) => {
    expectProblem(await login(body), { status: 422, code: 'validation_failed', fields });
  });
});

describe('a registration that cannot be', () => {
  const good = { username: 'ada_l', email: 'ada@example.test', password: PASSWORD };

  it.each([
    ['a short password', { password: 'Tr0ub4dor&3' }, ['password']],
    ['a long password', { password: 'Tr0ub4dor&3'.repeat(12) }, ['password']],
    ['an e-mail that is none', { email: 'ada at home' }, ['email']],
    ['a username with a blank', { username: 'ada l' }, ['username']],
    ['a username like an e-mail', { username: 'ada@example.test' }, ['username']],
    ['a region that does not exist', { region: 'mars' }, ['region']],
    ['a role of its own choice', { role: 'admin' }, ['role']],
  ])('is refused with %s, and what was sent is not told back', async (_what, more, fields) => {
    const answer = await request('POST', '/api/v1/auth/register', { body: { ...good, ...more } });
    expectProblem(answer, { status: 422, code: 'validation_failed', fields });
    expect(JSON.stringify(answer.body)).not.toMatch(/Tr0ub4dor|correct horse|ada@|ada at home/);
  });
});
