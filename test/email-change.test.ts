import { createExecutionContext } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { app } from '../src/http/app.ts';
import { expireClaim, freshName, keyOf, mailOf, Person, signInBy } from './support/account.ts';
import { type Answer, PASSWORD, request } from './support/client.ts';
import { env, eventually } from './support/commands.ts';
import { expectProblem } from './support/problems.ts';

const register = (email: string): Promise<Answer> =>
  request('POST', '/api/v1/auth/register', { body: { username: freshName(), email, password: PASSWORD } });

const isFree = (email: string) =>
  eventually(
    () => keyOf(email),
    ({ status }) => status === 'free',
  );

describe('changing the e-mail address', () => {
  it('UA-U5: takes effect when it was confirmed, not when it was asked for', async () => {
    const ann = await Person.signUp();
    const [old, wished] = [mailOf(ann.name), mailOf(freshName())];
    const asked = await ann.requestEmail(` ${wished.toUpperCase()} `);
    expect([asked.status, asked.body['pendingEmail']]).toEqual([202, wished]);
    expect((await ann.call('GET', '')).body).toMatchObject({ email: old, pendingEmail: { email: wished } });
    expect((await signInBy(wished)).status).toBe(401);
    expect((await signInBy(old)).status).toBe(200);

    const confirmed = await ann.confirmEmail();
    expect([confirmed.status, confirmed.body['email'], confirmed.body['pendingEmail']]).toEqual([
      200,
      wished,
      null,
    ]);
    expect((await signInBy(wished)).body['userId']).toBe(ann.userId);
    expect((await signInBy(ann.name)).status).toBe(200);
    expect((await signInBy(old)).status).toBe(401);
  });

  it('frees the old address for others, and keeps the new one', async () => {
    const ann = await Person.signUp();
    const [old, wished] = [mailOf(ann.name), mailOf(freshName())];
    await ann.requestEmail(wished);
    await ann.confirmEmail();
    expect(await isFree(old)).toEqual({ status: 'free', userId: null });
    expect(await keyOf(wished)).toEqual({ status: 'confirmed', userId: ann.userId });
    expect((await register(old)).status).toBe(201);
    expectProblem(await register(wished), { status: 409, code: 'email_taken', fields: ['email'] });
    expect((await ann.account.stats()).parked).toEqual([]);
  });

  it('UA-U4: ends every session; what they may still read for a while, they may no longer change', async () => {
    const ann = await Person.signUp();
    await ann.requestEmail(mailOf(freshName()));
    await ann.confirmEmail();
    expect((await ann.call('GET', '')).status).toBe(200);
    expectProblem(await ann.requestEmail(mailOf(freshName())), { status: 401, code: 'session_ended' });
  });

  it('answers a confirmation that comes again like the first', async () => {
    const ann = await Person.signUp();
    const wished = mailOf(freshName());
    await ann.requestEmail(wished);
    const token = await ann.confirmation();
    const first = await ann.confirmEmail(token, 'confirm');
    for (const again of [await ann.confirmEmail(token, 'confirm'), await ann.confirmEmail(token)])
      expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await ann.eventTypes()).filter((type) => type === 'UserEmailChanged')).toHaveLength(1);
  });

  it('asked for twice is one request with one confirmation', async () => {
    const ann = await Person.signUp();
    const wished = mailOf(freshName());
    await ann.requestEmail(wished, 'once');
    const token = await ann.confirmation();
    expect((await ann.requestEmail(wished, 'once')).status).toBe(202);
    expect((await ann.requestEmail(wished, 'anew')).status).toBe(202);
    expect(await ann.confirmation()).toBe(token);
  });

  it('there and back leaves the first address confirmed and the other one free', async () => {
    const ann = await Person.signUp();
    const [old, wished] = [mailOf(ann.name), mailOf(freshName())];
    await ann.requestEmail(wished);
    await ann.confirmEmail();
    const again = await ann.signInAgain(wished);
    await again.requestEmail(old);
    await again.confirmEmail();
    expect(await isFree(wished)).toEqual({ status: 'free', userId: null });
    expect(await keyOf(old)).toEqual({ status: 'confirmed', userId: ann.userId });
    expect((await ann.account.stats()).parked).toEqual([]);
  });

  it('UA-U8: shows no address in any event', async () => {
    const ann = await Person.signUp();
    const wished = mailOf(freshName());
    await ann.requestEmail(wished);
    await ann.confirmEmail();
    expect(JSON.stringify(await ann.events())).not.toContain('example.test');
  });
});

describe('a change of the e-mail address is refused', () => {
  it('without the password, which counts as a failed sign-in', async () => {
    const ann = await Person.signUp();
    const answer = await ann.requestEmail(mailOf(freshName()), 'key', 'Wrong-Password-1');
    expectProblem(answer, { status: 403, code: 'reauthentication_failed' });
    expect((await ann.eventTypes()).at(-1)).toBe('UserLoginFailedEvent');
  });

  it('UA-U3: with the right password, when wrong ones have locked the account', async () => {
    const ann = await Person.signUp();
    for (let attempt = 0; attempt < 5; attempt++)
      await ann.requestEmail(mailOf(freshName()), `key ${attempt}`, 'Wrong-Password-1');
    const answer = await ann.requestEmail(mailOf(freshName()));
    expectProblem(answer, { status: 403, code: 'reauthentication_failed' });
  });

  it('to an address that somebody has, or that is the present one', async () => {
    const [ann, bob] = [await Person.signUp(), await Person.signUp()];
    const taken = await ann.requestEmail(mailOf(bob.name));
    expectProblem(taken, { status: 409, code: 'email_taken', fields: ['newEmail'] });
    const same = await ann.requestEmail(mailOf(ann.name));
    expectProblem(same, { status: 422, code: 'email_unchanged', fields: ['newEmail'] });
    expect(await keyOf(mailOf(ann.name))).toEqual({ status: 'confirmed', userId: ann.userId });
  });

  it('with a confirmation that is made up, or of somebody else', async () => {
    const [ann, bob] = [await Person.signUp(), await Person.signUp()];
    await ann.requestEmail(mailOf(freshName()));
    await bob.requestEmail(mailOf(freshName()));
    for (const token of ['0'.repeat(64), await bob.confirmation()])
      expectProblem(await ann.confirmEmail(token), {
        status: 422,
        code: 'confirmation_invalid',
        fields: ['token'],
      });
    expectProblem(await ann.confirmEmail('let me in'), {
      status: 422,
      code: 'validation_failed',
      fields: ['token'],
    });
  });

  it('and a refusal gives the address back at once', async () => {
    const ann = await Person.signUp();
    const wished = mailOf(freshName());
    for (let attempt = 0; attempt < 5; attempt++) await signInBy(ann.name, 'Wrong-Password-1');
    expectProblem(await ann.requestEmail(wished), { status: 403, code: 'reauthentication_failed' });
    expect(await keyOf(wished)).toEqual({ status: 'free', userId: null });
  });
});

describe('an address that was claimed and not confirmed', () => {
  it('stays with whoever asked for a minute, and is then given away', async () => {
    const ann = await Person.signUp();
    const wished = mailOf(freshName());
    await ann.requestEmail(wished);
    expect(await keyOf(wished)).toEqual({ status: 'claimed', userId: ann.userId });
    expectProblem(await register(wished), { status: 409, code: 'email_taken', fields: ['email'] });
    await expireClaim(wished);
    expect((await register(wished)).status).toBe(201);
    expectProblem(await ann.confirmEmail(), { status: 409, code: 'email_taken', fields: ['newEmail'] });
    expect((await ann.call('GET', '')).body).toMatchObject({ email: mailOf(ann.name) });
    expect(await keyOf(mailOf(ann.name))).toEqual({ status: 'confirmed', userId: ann.userId });
  });

  it('is claimed again by the confirmation, when nobody has taken it', async () => {
    const ann = await Person.signUp();
    const wished = mailOf(freshName());
    await ann.requestEmail(wished);
    await expireClaim(wished);
    expect((await ann.confirmEmail()).status).toBe(200);
    const kept = await eventually(
      () => keyOf(wished),
      ({ status }) => status === 'confirmed',
    );
    expect(kept).toEqual({ status: 'confirmed', userId: ann.userId });
  });
});

describe('the confirmation', () => {
  const ask = async (bindings: object) => {
    const ann = await Person.signUp();
    const token = (await signInBy(ann.name)).body['accessToken'];
    const body = JSON.stringify({ newEmail: mailOf(freshName()), password: PASSWORD });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const call = new Request('https://tradecore.test/api/v1/me/email', { method: 'POST', body, headers });
    const response = await app.fetch(call, { ...env, ...bindings }, createExecutionContext());
    return { ann, answer: (await response.json()) as Record<string, unknown> };
  };

  it('is told to nobody but the reader of the new address', async () => {
    for (const bindings of [{}, { EXPOSE_CONFIRMATION_TOKENS: 'false' }]) {
      const { ann, answer } = await ask(bindings);
      expect(Object.keys(answer).sort()).toEqual(['expiresAt', 'pendingEmail']);
      expect(JSON.stringify(answer)).not.toContain(await ann.confirmation());
    }
  });

  it('is in the answer of a development deployment, because nothing sends mail', async () => {
    const { ann, answer } = await ask({ EXPOSE_CONFIRMATION_TOKENS: 'true' });
    expect(answer['confirmationToken']).toBe(await ann.confirmation());
    expect((await ann.confirmEmail(String(answer['confirmationToken']))).status).toBe(200);
  });
});
