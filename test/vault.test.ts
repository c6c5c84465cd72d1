import { describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../src/core/envelope.ts';
import { hashPassword } from '../src/platform/password.ts';
import { newDataKey, openDataKey, seal, unseal } from '../src/platform/sealing.ts';
import { aggregateStub, vaultStub } from '../src/platform/stubs.ts';
import { PASSWORD, request, signUp } from './support/client.ts';
import { env } from './support/commands.ts';
import { keepsNothing, sqlIn } from './support/objects.ts';

const REGION = 'weur';
const newVault = () => {
  const userId = crypto.randomUUID();
  return { address: { type: 'vault', userId, key: 'vault' }, vault: vaultStub(env, userId, REGION) };
};
const PERSONAL = { username: 'ada', email: 'ada@example.test' };

describe('a vault', () => {
  it('seals personal text so that nothing of it shows, and unseals it again', async () => {
    const { vault } = newVault();
    const sealed = await vault.enroll({ password: PASSWORD, personal: PERSONAL });
    expect(Object.keys(sealed).sort()).toEqual(['email', 'username']);
    for (const text of Object.values(sealed)) {
      expect(text).toMatch(/^sealed:v1:[A-Za-z0-9+/]+=*$/);
      expect(atob(text.slice('sealed:v1:'.length))).not.toMatch(/ada|example/);
    }
    expect(await vault.unseal(sealed)).toEqual(PERSONAL);
  });

  it('seals the same text differently every time', async () => {
    const { vault } = newVault();
    const first = await vault.enroll({ password: PASSWORD, personal: PERSONAL });
    const second = await vault.enroll({ password: PASSWORD, personal: PERSONAL });
    expect(second['email']).not.toBe(first['email']);
    expect(await vault.unseal(second)).toEqual(await vault.unseal(first));
  });

  it('answers null for what another vault sealed, for what was tampered with, and for plain text', async () => {
    const [mine, other] = [newVault().vault, newVault().vault];
    const sealed = await mine.enroll({ password: PASSWORD, personal: PERSONAL });
    await other.enroll({ password: PASSWORD, personal: PERSONAL });
    expect(await other.unseal(sealed)).toEqual({ username: null, email: null });
    const text = String(sealed['email']);
    const tampered = text.slice(0, 30) + (text[30] === 'A' ? 'B' : 'A') + text.slice(31);
    expect(await mine.unseal({ tampered, plain: 'ada', garbage: 'sealed:v1:%%%' })).toEqual({
      tampered: null,
      plain: null,
      garbage: null,
    });
  });

  it('that is empty unseals nothing, knows no password, and stores nothing by being asked', async () => {
    const { vault, address } = newVault();
    const sealed = await newVault().vault.enroll({ password: PASSWORD, personal: PERSONAL });
    expect(await vault.unseal(sealed)).toEqual({ username: null, email: null });
    expect(await vault.verifyPassword(PASSWORD)).toBe(false);
    expect(await keepsNothing(address)).toBe(true);
  });

  it('keeps the first password, also when two come at once', async () => {
    const { vault, address } = newVault();
    await Promise.all([
      vault.enroll({ password: PASSWORD, personal: PERSONAL }),
      vault.enroll({ password: PASSWORD, personal: PERSONAL }),
    ]);
    await vault.enroll({ password: 'another password entirely', personal: {} });
    expect(await vault.verifyPassword(PASSWORD)).toBe(true);
    expect(await vault.verifyPassword('another password entirely')).toBe(false);
    for (const table of ['data_key', 'password'])
      expect(await sqlIn(address, `SELECT count(*) AS n FROM ${table}`)).toEqual([{ n: 1 }]);
  });

  it('keeps the password as a hash with its parameters and its own salt, and the data key wrapped', async () => {
    const [mine, other] = [newVault(), newVault()];
    const stored = await Promise.all(
      [mine, other].map(async ({ vault, address }) => {
        await vault.enroll({ password: PASSWORD, personal: PERSONAL });
        const [password] = await sqlIn(address, 'SELECT hash FROM password');
        const [key] = await sqlIn(address, 'SELECT wrapped FROM data_key');
        return { hash: String(password?.['hash']), wrapped: String(key?.['wrapped']) };
      }),
    );
    for (const { hash, wrapped } of stored) {
      expect(hash).toMatch(/^scrypt\$32768\$8\$1\$[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=$/);
      expect(wrapped).toMatch(/^dev:[A-Za-z0-9+/=]{80}$/);
    }
    expect(stored[0]?.hash).not.toBe(stored[1]?.hash);
    expect(stored[0]?.wrapped).not.toBe(stored[1]?.wrapped);
  });
});

describe('UA-U2: a password hashed by parameters of the past', () => {
  const aged = async () => {
    const { vault, address } = newVault();
    await vault.enroll({ password: PASSWORD, personal: PERSONAL });
    const old = await hashPassword(PASSWORD, { N: 16_384, r: 8, p: 1 });
    await sqlIn(address, 'UPDATE password SET hash = ?', old);
    const stored = async () => String((await sqlIn(address, 'SELECT hash FROM password'))[0]?.['hash']);
    return { vault, old, stored };
  };

  it('is hashed anew by those of today when it is given, and opens as before', async () => {
    const { vault, stored } = await aged();
    expect(await vault.verifyPassword(PASSWORD)).toBe(true);
    const renewed = await stored();
    expect(renewed).toMatch(/^scrypt\$32768\$8\$1\$/);
    expect(await vault.verifyPassword(PASSWORD)).toBe(true);
    expect(await stored()).toBe(renewed);
  });

  it('stays as it is when a wrong one is given', async () => {
    const { vault, old, stored } = await aged();
    expect(await vault.verifyPassword('Wrong-Password-1')).toBe(false);
    expect(await stored()).toBe(old);
  });

  it('does not come back when it is changed in the same moment', async () => {
    const { vault } = await aged();
    const [proven, changed] = await Promise.all([
      vault.verifyPassword(PASSWORD),
      vault.changePassword(PASSWORD, 'a whole new password'),
    ]);
    expect([proven, changed]).toEqual([true, 'changed']);
    expect(await vault.verifyPassword('a whole new password')).toBe(true);
    expect(await vault.verifyPassword(PASSWORD)).toBe(false);
  });
});

describe('a data key', () => {
  const masters = (current: string, ...ids: string[]) => {
    const keys = Object.fromEntries(ids.map((id) => [id, btoa(id.padEnd(32, '.'))]));
    return JSON.stringify({ current, keys });
  };

  it('is still opened by an older master key after the current one was rotated', async () => {
    const { wrapped } = await newDataKey(masters('old', 'old'));
    const sealed = await seal(await openDataKey(masters('old', 'old'), wrapped), 'ada');
    const rotated = await openDataKey(masters('new', 'new', 'old'), wrapped);
    expect(await unseal(rotated, sealed)).toBe('ada');
    expect((await newDataKey(masters('new', 'new', 'old'))).wrapped).toMatch(/^new:/);
  });

  it('is lost without its master key', async () => {
    const { wrapped } = await newDataKey(masters('old', 'old'));
    await expect(openDataKey(masters('new', 'new'), wrapped)).rejects.toThrow('master key old');
  });
});

describe('the events of a user', () => {
  it('hold neither password nor e-mail nor username in clear, and the vault opens what is sealed in them', async () => {
    const name = `secret${crypto.randomUUID().slice(0, 8)}`;
    const { userId } = await signUp(name);
    const wrong = { username: name, password: 'Wrong-Password-1' };
    await request('POST', '/api/v1/auth/login', { body: wrong });
    const account = aggregateStub(env, { type: 'user_account', userId, key: userId }, REGION);
    const snapshot = await account.read();
    const range = await account.events(String(snapshot?.epoch), 1, 100);
    const text = String(range?.events);
    const events = JSON.parse(text) as EventEnvelope[];
    expect(events.map(({ eventType }) => eventType)).toEqual([
      'UserCreatedEvent',
      'UserLoggedIn',
      'UserLoginFailedEvent',
    ]);
    for (const secret of [name, 'example.test', PASSWORD, 'Wrong-Password-1', 'scrypt'])
      expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
    const { username, email } = events.at(0)?.data ?? {};
    const sealed = { username: String(username), email: String(email) };
    const opened = await vaultStub(env, userId, REGION).unseal(sealed);
    expect(opened).toEqual({ username: name, email: `${name}@example.test` });
  });

  it('count every failed sign-in, also under one Idempotency-Key', async () => {
    const name = `secret${crypto.randomUUID().slice(0, 8)}`;
    const { userId } = await signUp(name);
    const login = (password: string) =>
      request('POST', '/api/v1/auth/login', {
        body: { username: name, password },
        headers: { 'idempotency-key': 'login' },
      });
    for (let attempt = 0; attempt < 3; attempt++) expect((await login('wrong')).status).toBe(401);
    expect((await login(PASSWORD)).status).toBe(200);
    const account = aggregateStub(env, { type: 'user_account', userId, key: userId }, REGION);
    const range = await account.events(String((await account.read())?.epoch), 1, 100);
    const types = (JSON.parse(String(range?.events)) as EventEnvelope[]).map(({ eventType }) => eventType);
    expect(types.slice(2)).toEqual([...Array(3).fill('UserLoginFailedEvent'), 'UserLoggedIn']);
  });
});
