import { beforeAll, describe, expect, it } from 'vitest';
import type { UserAccountCommand } from '../src/domains/user-account/user-account.ts';
import { vaultStub } from '../src/platform/stubs.ts';
import { freshName, mailOf, Person, signInBy } from './support/account.ts';
import { PASSWORD, request } from './support/client.ts';
import { env } from './support/commands.ts';
import { sqlIn } from './support/objects.ts';
import { expectProblem } from './support/problems.ts';

const NEXT_PASSWORD = 'another password entirely';

const registerAccount = (accountId: string): UserAccountCommand => ({
  type: 'RegisterAccountCommand',
  accountId,
  connectionId: crypto.randomUUID(),
  isVirtual: true,
});

describe('the own profile', () => {
  it('shows who one is, and has an ETag', async () => {
    const ann = await Person.signUp();
    const answer = await ann.call('GET', '');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      userId: ann.userId,
      username: ann.name,
      email: mailOf(ann.name),
      pendingEmail: null,
      firstName: null,
      lastName: null,
      role: 'user',
      status: 'active',
      totpEnabled: false,
      preferences: { displayCurrency: 'USD', timeZone: 'UTC', theme: 'system' },
      defaultAccountId: null,
    });
    const etag = String(answer.headers.get('etag'));
    expect((await ann.call('GET', '', undefined, { 'if-none-match': etag })).status).toBe(304);
    expect(JSON.stringify(answer.body)).not.toMatch(/sealed|digest|session|failure/i);
  });

  it('UA-R4: comes by a token that names user, username, role and session and lives 900 seconds', async () => {
    const ann = await Person.signUp();
    const token = String((await signInBy(ann.name)).body['accessToken']);
    const claims = JSON.parse(Buffer.from(String(token.split('.')[1]), 'base64url').toString()) as Record<
      string,
      unknown
    >;
    expect(claims).toMatchObject({ sub: ann.userId, username: ann.name, role: 'user' });
    expect((await ann.state()).sessions.map(({ sessionId }) => sessionId)).toContain(claims['session_id']);
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(900);
  });

  it('takes a first and a last name, keeps what is not mentioned, and drops what is null', async () => {
    const ann = await Person.signUp();
    const named = await ann.call('PATCH', '', { firstName: '  Zoë-Friederike ', lastName: 'van der Berg' });
    expect(named.body).toMatchObject({ firstName: 'Zoë-Friederike', lastName: 'van der Berg' });
    const dropped = await ann.call('PATCH', '', { lastName: null });
    expect(dropped.body).toMatchObject({ firstName: 'Zoë-Friederike', lastName: null });
    const before = await ann.eventTypes();
    expect((await ann.call('PATCH', '', { firstName: 'Zoë-Friederike' })).body['version']).toBe(
      dropped.body['version'],
    );
    expect(await ann.eventTypes()).toEqual(before);
    expect(JSON.stringify(await ann.events())).not.toMatch(/Friederike|van der/);
  });

  it('refuses what is no name and what is no field', async () => {
    const ann = await Person.signUp();
    expectProblem(await ann.call('PATCH', '', { firstName: '  ', role: 'admin' }), {
      status: 422,
      code: 'validation_failed',
      fields: ['firstName', 'role'],
    });
  });

  it('UA-U9: keeps preferences and a default account', async () => {
    const ann = await Person.signUp();
    const wish = { displayCurrency: 'EUR', timeZone: 'Europe/Berlin', theme: 'dark' };
    expect((await ann.call('PUT', '/preferences', wish)).body['preferences']).toEqual(wish);
    expectProblem(await ann.call('PUT', '/preferences', { ...wish, timeZone: 'Europe/Atlantis' }), {
      status: 422,
      code: 'validation_failed',
      fields: ['timeZone'],
    });
    const [first, second] = [crypto.randomUUID(), crypto.randomUUID()];
    await ann.give(registerAccount(first));
    await ann.give(registerAccount(second));
    expect((await ann.call('GET', '')).body).toMatchObject({
      defaultAccountId: first,
      accountIds: [first, second],
    });
    const chosen = await ann.call('PUT', '/default-account', { accountId: second });
    expect(chosen.body['defaultAccountId']).toBe(second);
    const unknown = await ann.call('PUT', '/default-account', { accountId: crypto.randomUUID() });
    expectProblem(unknown, { status: 404, code: 'account_not_found' });
  });

  it.each([
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['PUT', '/preferences'],
    ['PUT', '/default-account'],
    ['POST', '/email'],
    ['POST', '/email/confirm'],
    ['POST', '/password'],
    ['POST', '/logout'],
  ])('is nobody’s without a token: %s /me%s', async (method, path) => {
    const answer = await request(method, `/api/v1/me${path}`, method === 'GET' ? {} : { raw: '{' });
    expectProblem(answer, { status: 401, code: 'token_missing' });
  });
});

describe('another password', () => {
  const change = (person: Person, currentPassword: string, newPassword: string, key = 'change') =>
    person.call('POST', '/password', { currentPassword, newPassword }, { 'idempotency-key': key });

  it('UA-U4: lets the user in, the old one no more, and ends all sessions', async () => {
    const ann = await Person.signUp();
    expect((await change(ann, PASSWORD, NEXT_PASSWORD)).status).toBe(204);
    expect((await signInBy(ann.name)).status).toBe(401);
    expect((await signInBy(ann.name, NEXT_PASSWORD)).status).toBe(200);
    expectProblem(await change(ann, NEXT_PASSWORD, PASSWORD, 'another'), {
      status: 401,
      code: 'session_ended',
    });
    expect((await signInBy(ann.name, NEXT_PASSWORD)).status).toBe(200);
  });

  it('asked for again under the same key is a success, once', async () => {
    const ann = await Person.signUp();
    for (let attempt = 0; attempt < 3; attempt++)
      expect((await change(ann, PASSWORD, NEXT_PASSWORD)).status).toBe(204);
    expect((await ann.eventTypes()).filter((type) => type === 'UserPasswordChanged')).toHaveLength(1);
  });

  it('is finished by a repeat when the first attempt ended between vault and account', async () => {
    const ann = await Person.signUp();
    await vaultStub(env, ann.userId, 'weur').changePassword(PASSWORD, NEXT_PASSWORD);
    expect((await change(ann, PASSWORD, NEXT_PASSWORD)).status).toBe(204);
    expect((await ann.eventTypes()).at(-1)).toBe('UserPasswordChanged');
  });

  it('needs the present one; guesses lock the account, and then even the right one does not help', async () => {
    const ann = await Person.signUp();
    for (let guess = 0; guess < 5; guess++)
      expectProblem(await change(ann, `Wrong-Password-${guess}`, NEXT_PASSWORD, `guess ${guess}`), {
        status: 403,
        code: 'reauthentication_failed',
      });
    expectProblem(await change(ann, PASSWORD, NEXT_PASSWORD, 'right'), {
      status: 403,
      code: 'reauthentication_failed',
    });
    expect((await signInBy(ann.name, NEXT_PASSWORD)).status).toBe(401);
  });

  it('UA-U1: is refused when it is short or one of the commonest', async () => {
    const ann = await Person.signUp();
    for (const poor of ['short', 'Password1234'])
      expectProblem(await change(ann, PASSWORD, poor), {
        status: 422,
        code: 'validation_failed',
        fields: ['newPassword'],
      });
  });

  it('UA-U2: is kept as a hash that names its function and parameters, with a salt of its own', async () => {
    const ann = await Person.signUp();
    const hash = async () => {
      const address = { type: 'vault', userId: ann.userId, key: 'vault' };
      return String((await sqlIn(address, 'SELECT hash FROM password'))[0]?.['hash']);
    };
    const before = await hash();
    await change(ann, PASSWORD, NEXT_PASSWORD);
    expect(await hash()).toMatch(/^scrypt\$32768\$8\$1\$/);
    expect((await hash()).split('$')[4]).not.toBe(before.split('$')[4]);
  });

  it('of two that come at once, one is kept and the other is told so', async () => {
    const ann = await Person.signUp();
    const vault = vaultStub(env, ann.userId, 'weur');
    const answers = await Promise.all([
      vault.changePassword(PASSWORD, NEXT_PASSWORD),
      vault.changePassword(PASSWORD, 'a third password'),
    ]);
    expect(answers.toSorted()).toEqual(['changed', 'wrong_password']);
    const kept = answers[0] === 'changed' ? NEXT_PASSWORD : 'a third password';
    expect(await vault.verifyPassword(kept)).toBe(true);
  });
});

describe('UA-U3: five wrong passwords', () => {
  let ann: Person;
  beforeAll(async () => {
    ann = await Person.signUp();
    for (let guess = 0; guess < 5; guess++) await signInBy(ann.name, 'Wrong-Password-1');
  });

  it('UA-U3: keep everybody out, in the same words as any other failure', async () => {
    const [right, wrong, unknown] = [
      await signInBy(ann.name),
      await signInBy(ann.name, 'Wrong-Password-1'),
      await signInBy(freshName()),
    ];
    for (const answer of [right, wrong, unknown]) {
      expectProblem(answer, { status: 401, code: 'invalid_credentials' });
      expect({ ...answer.body, requestId: '' }).toEqual({ ...right.body, requestId: '' });
    }
  });

  it('UA-U3: are all that a guesser leaves in the log', async () => {
    const failures = (await ann.eventTypes()).filter((type) => type === 'UserLoginFailedEvent');
    expect(failures).toHaveLength(5);
  });
});

describe('signing out', () => {
  it('ends this session and takes the cookie back, as often as one likes', async () => {
    const ann = await Person.signUp();
    const other = await ann.signInAgain();
    for (let attempt = 0; attempt < 2; attempt++) {
      const answer = await ann.call('POST', '/logout');
      expect(answer.status).toBe(204);
      expect(answer.headers.get('set-cookie')).toMatch(/access_token=;.*Path=\/wse/);
    }
    expectProblem(await ann.requestEmail(mailOf(freshName())), { status: 401, code: 'session_ended' });
    expect((await other.requestEmail(mailOf(freshName()))).status).toBe(202);
  });
});
