import { describe, expect, it } from 'vitest';
import { keyStub } from '../src/platform/stubs.ts';
import { expireClaim, freshName, mailOf, Person } from './support/account.ts';
import { env } from './support/commands.ts';
import { keyAddress, lookupDigest, sqlIn } from './support/objects.ts';

describe('a key that changes hands', () => {
  const newKey = () => {
    const digest = freshName();
    const key = keyStub(env, 'email', digest);
    const owner = { userId: crypto.randomUUID(), region: 'weur' };
    const expire = () => sqlIn(keyAddress('email', digest), 'UPDATE claim SET expires_at = 1');
    return { key, owner, other: { userId: crypto.randomUUID(), region: 'weur' }, expire };
  };
  const by = (commandId: string, version: number) => ({ commandId, version });

  it('is free at once when its owner gives it up; nobody else can', async () => {
    const { key, owner, other } = newKey();
    await key.claim(owner, 'register');
    await key.confirm(owner, by('register', 1));
    await key.relinquish(other, 9);
    expect(await key.owner()).toEqual(owner);
    await key.relinquish(owner, 5);
    expect(await key.owner()).toBeNull();
    expect(await key.claim(other, 'register')).toBe('claimed');
  });

  it('stays when it was confirmed anew before an older relinquishment arrives', async () => {
    const { key, owner, other } = newKey();
    await key.confirm(owner, by('register', 1));
    await key.confirm(owner, by('back again', 6));
    await key.relinquish(owner, 5);
    expect(await key.claim(other, 'register')).toBe('taken');
  });

  it('stays given up when an older confirmation arrives late', async () => {
    const { key, owner } = newKey();
    await key.confirm(owner, by('register', 1));
    await key.relinquish(owner, 5);
    await key.confirm(owner, by('register', 1));
    expect(await key.owner()).toBeNull();
  });

  it('stays claimed while its owner is about to take it back', async () => {
    const { key, owner, other } = newKey();
    await key.confirm(owner, by('register', 1));
    await key.claim(owner, 'back again');
    await key.relinquish(owner, 5);
    expect(await key.claim(other, 'register')).toBe('taken');
    await key.confirm(owner, by('back again', 6));
    expect(await key.claim(other, 'register')).toBe('taken');
  });

  it('is claimed for as long again when the command is repeated', async () => {
    const { key, owner, other, expire } = newKey();
    await key.confirm(owner, by('register', 1));
    await key.claim(owner, 'back again');
    await expire();
    await key.claim(owner, 'back again');
    await key.relinquish(owner, 5);
    expect(await key.claim(other, 'register')).toBe('taken');
  });

  it('is no longer claimed by a repeat of what was done, so that it is free at once when it is given up', async () => {
    const { key, owner, other } = newKey();
    await key.claim(owner, 'register');
    await key.confirm(owner, by('register', 1));
    await key.claim(owner, 'register');
    await key.relinquish(owner, 5);
    expect(await key.claim(other, 'register')).toBe('claimed');
  });

  it('keeps the claim of one command when another gives its own back, or is confirmed', async () => {
    const { key, owner, other } = newKey();
    await key.claim(owner, 'first');
    await key.claim(owner, 'second');
    await key.release(owner, 'first');
    expect(await key.claim(other, 'register')).toBe('taken');
    await key.confirm(owner, by('first', 4));
    await key.relinquish(owner, 5);
    expect(await key.claim(other, 'register')).toBe('taken');
    await key.release(owner, 'second');
    expect(await key.claim(other, 'register')).toBe('claimed');
  });

  it('is given away when the one who claimed it exists but has another name', async () => {
    const ann = await Person.signUp();
    const email = mailOf(freshName());
    const key = keyStub(env, 'email', lookupDigest('email', email));
    await key.claim({ userId: ann.userId, region: 'weur' }, 'wish');
    await expireClaim(email);
    const heirs = Array.from({ length: 10 }, () => ({ userId: crypto.randomUUID(), region: 'weur' }));
    const answers = await Promise.all(heirs.map((heir) => key.claim(heir, 'register')));
    expect(answers.filter((answer) => answer === 'claimed')).toHaveLength(1);
  });
});
