import { evictDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { KeyOwner } from '../src/platform/rpc.ts';
import { keyStub } from '../src/platform/stubs.ts';
import { type Answer, PASSWORD, request, signUp } from './support/client.ts';
import { env, eventually } from './support/commands.ts';
import { bareStub, keepsNothing, keyAddress, lookupDigest, sqlIn } from './support/objects.ts';
import { expectProblem } from './support/problems.ts';

const fresh = (prefix = 'k') => `${prefix}${crypto.randomUUID().slice(0, 12)}`;
const nobody = (): KeyOwner => ({ userId: crypto.randomUUID(), region: 'weur' });

const register = (more: object, headers: Record<string, string> = {}): Promise<Answer> => {
  const name = fresh();
  const body = { username: name, email: `${name}@example.test`, password: PASSWORD, ...more };
  return request('POST', '/api/v1/auth/register', { body, headers });
};

const counted = (answers: readonly Answer[]) => {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const outcome = `${status} ${body['code'] ?? ''}`.trim();
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
};

const COMMAND = 'the command that needs the key';

/** A key under test, with the power to move its time. */
const newKey = (digest = fresh()) => {
  const address = keyAddress('email', digest);
  const stub = keyStub(env, 'email', digest);
  return {
    claim: (owner: KeyOwner) => stub.claim(owner, COMMAND),
    confirm: (owner: KeyOwner) => stub.confirm(owner, { commandId: COMMAND, version: 1 }),
    release: (owner: KeyOwner) => stub.release(owner, COMMAND),
    owner: () => stub.owner(),
    expire: () => sqlIn(address, 'UPDATE claim SET expires_at = ?', Date.now() - 1),
    /** As if the confirmation had not come yet and the claim's time was over. */
    unconfirm: () => sqlIn(address, 'UPDATE claim SET confirmed = 0, version = 0, expires_at = 1'),
    isEmpty: () => keepsNothing(address),
    evict: () => evictDurableObject(bareStub(address)),
    rows: () => sqlIn(address, 'SELECT user_id, confirmed FROM claim'),
  };
};

describe('fifty registrations at once', () => {
  it('of one e-mail make exactly one user', async () => {
    const email = `${fresh()}@example.test`;
    const answers = await Promise.all(Array.from({ length: 50 }, () => register({ email })));
    expect(counted(answers)).toEqual({ '201': 1, '409 email_taken': 49 });
    const winner = answers.find(({ status }) => status === 201)?.body;
    const login = { username: email, password: PASSWORD };
    const signedIn = await request('POST', '/api/v1/auth/login', { body: login });
    expect(signedIn.body['userId']).toBe(winner?.['userId']);
    const refused = answers.find(({ status }) => status === 409) as Answer;
    expectProblem(refused, { status: 409, code: 'email_taken', fields: ['email'] });
    expect(JSON.stringify(refused.body)).not.toContain(email);
  });

  it('of one username make exactly one user, and the e-mails of the others stay free', async () => {
    const username = fresh();
    const emails = Array.from({ length: 50 }, () => `${fresh()}@example.test`);
    const answers = await Promise.all(emails.map((email) => register({ username, email })));
    expect(counted(answers)).toEqual({ '201': 1, '409 username_taken': 49 });
    const losers = emails.filter((_email, index) => answers[index]?.status === 409);
    expect((await register({ email: losers[0] })).status).toBe(201);
  });
});

describe('registering', () => {
  it('takes an e-mail and a username once, however they are written', async () => {
    const name = fresh();
    await signUp(name);
    const email = ` ${name.toUpperCase()}@Example.TEST `;
    expectProblem(await register({ email }), { status: 409, code: 'email_taken', fields: ['email'] });
    const username = name.toUpperCase();
    expectProblem(await register({ username }), {
      status: 409,
      code: 'username_taken',
      fields: ['username'],
    });
  });

  it('again with the same Idempotency-Key answers the same user', async () => {
    const name = fresh();
    const once = () =>
      register({ username: name, email: `${name}@example.test` }, { 'idempotency-key': 'register' });
    const first = await once();
    const again = await Promise.all([once(), once(), once()]);
    for (const answer of again) expect([answer.status, answer.body]).toEqual([201, first.body]);
  });

  it('again with the same Idempotency-Key and another password is refused, and the first password stays', async () => {
    const name = fresh();
    const same = { username: name, email: `${name}@example.test` };
    const headers = { 'idempotency-key': 'register' };
    const { body } = await register(same, headers);
    expectProblem(await register({ ...same, password: 'another password entirely' }, headers), {
      status: 422,
      code: 'idempotency_key_reused',
      fields: ['Idempotency-Key'],
    });
    const login = { username: name, password: PASSWORD };
    const signedIn = await request('POST', '/api/v1/auth/login', { body: login });
    expect([signedIn.status, signedIn.body['userId']]).toEqual([200, body['userId']]);
  });

  it('lets two strangers use the same Idempotency-Key', async () => {
    const headers = { 'idempotency-key': '1' };
    const [ada, bob] = [await register({}, headers), await register({}, headers)];
    expect([ada.status, bob.status]).toEqual([201, 201]);
    expect(ada.body['userId']).not.toBe(bob.body['userId']);
  });

  it('confirms both names behind the answer', async () => {
    const name = fresh();
    const { userId } = await signUp(name);
    for (const [kind, value] of [
      ['username', name],
      ['email', `${name}@example.test`],
    ] as const) {
      const address = keyAddress(kind, lookupDigest(kind, value));
      const read = () => sqlIn(address, 'SELECT user_id, confirmed FROM claim');
      const rows = await eventually(read, ([row]) => row?.['confirmed'] === 1);
      expect(rows).toEqual([{ user_id: userId, confirmed: 1 }]);
    }
  });
});

describe('a key', () => {
  it('belongs to whoever claimed it first, who may claim it again', async () => {
    const key = newKey();
    const [ada, bob] = [nobody(), nobody()];
    expect(await key.owner()).toBeNull();
    expect([await key.claim(ada), await key.claim(bob), await key.claim(ada)]).toEqual([
      'claimed',
      'taken',
      'claimed',
    ]);
    expect(await key.owner()).toEqual(ada);
  });

  it('that was claimed, never confirmed, and whose user does not exist is given away after its time', async () => {
    const key = newKey();
    const [ghost, heir] = [nobody(), nobody()];
    await key.claim(ghost);
    await key.expire();
    expect(await key.claim(heir)).toBe('claimed');
    expect([await key.owner(), await key.claim(ghost)]).toEqual([heir, 'taken']);
  });

  it('goes to one of many who want it at once when its time is over', async () => {
    const key = newKey();
    await key.claim(nobody());
    await key.expire();
    const heirs = Array.from({ length: 20 }, nobody);
    const answers = await Promise.all(heirs.map((heir) => key.claim(heir)));
    expect(answers.filter((answer) => answer === 'claimed')).toHaveLength(1);
    expect(await key.owner()).toEqual(heirs[answers.indexOf('claimed')]);
  });

  it('whose time is over but whose user has the name is confirmed instead of given away', async () => {
    const name = fresh();
    const key = newKey(lookupDigest('email', `${name}@example.test`));
    const { userId } = await signUp(name);
    await eventually(key.rows, ([row]) => row?.['confirmed'] === 1);
    await key.unconfirm();
    const answers = await Promise.all(Array.from({ length: 5 }, () => key.claim(nobody())));
    expect(answers).toEqual(Array(5).fill('taken'));
    expect(await key.rows()).toEqual([{ user_id: userId, confirmed: 1 }]);
  });

  it('that is confirmed is nobody else’s for ever, also after the object was evicted', async () => {
    const key = newKey();
    const owner = nobody();
    await key.claim(owner);
    await key.confirm(owner);
    await key.confirm(owner);
    await key.evict();
    await key.release(owner);
    expect([await key.claim(nobody()), await key.claim(owner)]).toEqual(['taken', 'claimed']);
    expect(await key.rows()).toEqual([{ user_id: owner.userId, confirmed: 1 }]);
  });

  it('is free again when its owner gives up an unconfirmed claim; nobody else can', async () => {
    const key = newKey();
    const [ada, bob] = [nobody(), nobody()];
    await key.claim(ada);
    await key.release(bob);
    expect(await key.claim(bob)).toBe('taken');
    await key.release(ada);
    expect(await key.claim(bob)).toBe('claimed');
  });

  it('that nobody claimed stores nothing when it is asked or released', async () => {
    const key = newKey();
    expect(await key.owner()).toBeNull();
    await key.release(nobody());
    expect(await key.isEmpty()).toBe(true);
  });
});
