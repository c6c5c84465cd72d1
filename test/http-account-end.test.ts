import { describe, expect, it } from 'vitest';
import { vaultStub } from '../src/platform/stubs.ts';
import { freshName, keyOf, mailOf, Person, signInBy } from './support/account.ts';
import { PASSWORD, request } from './support/client.ts';
import { env, eventually } from './support/commands.ts';
import { expectProblem } from './support/problems.ts';

describe('a suspension', () => {
  it('keeps the user out, also by a sign-in that is repeated under its old Idempotency-Key', async () => {
    const ann = await Person.signUp();
    const signIn = () =>
      request('POST', '/api/v1/auth/login', {
        body: { username: ann.name, password: PASSWORD },
        headers: { 'idempotency-key': 'login' },
      });
    const first = await signIn();
    expect([first.status, (await signIn()).status]).toEqual([200, 200]);
    await ann.give({ type: 'SuspendUserCommand', reason: 'fraud_review' }, 'operator');
    for (const answer of [await signIn(), await signInBy(ann.name)])
      expectProblem(answer, { status: 401, code: 'invalid_credentials' });
    await ann.give({ type: 'ReactivateUserCommand', reauthenticated: false }, 'operator');
    expect((await signInBy(ann.name)).status).toBe(200);
  });
});

describe('deleting the own account', () => {
  const remove = (person: Person, more: object = {}, key = 'delete') =>
    person.call('DELETE', '', { password: PASSWORD, ...more }, { 'idempotency-key': key });

  /** What began the deletion; the saga that goes on with it may have ended meanwhile. */
  const deletionOf = async (person: Person) =>
    (await person.events()).find(({ eventType }) => eventType === 'UserAccountDeleted');

  const isDeleted = async (person: Person) => {
    await eventually(
      () => person.events(),
      (events) => events.at(-1)?.eventType === 'UserDeletionCompleted',
    );
    await eventually(
      () => person.account.stats(),
      ({ drained }) => drained,
    );
  };

  it('UA-U7: needs the password, begins the deletion, and stops signing in at once', async () => {
    const ann = await Person.signUp();
    expectProblem(await remove(ann, { password: 'Wrong-Password-1' }), {
      status: 403,
      code: 'reauthentication_failed',
    });
    const answer = await remove(ann, { reason: 'no_longer_needed' });
    expect([answer.status, answer.body['status']]).toEqual([202, 'deletion_pending']);
    expect(await deletionOf(ann)).toMatchObject({
      data: { reason: 'no_longer_needed', hasVirtualBroker: false, openLiveOrders: 0, openLivePositions: 0 },
    });
    expect((await signInBy(ann.name)).status).toBe(401);
    expect((await remove(ann, { reason: 'no_longer_needed' })).status).toBe(202);
    expect([404, 409]).toContain((await remove(ann, {}, 'again')).status);
  });

  it('UA-U7: is refused while something live is open, until the user says what becomes of it', async () => {
    const ann = await Person.signUp();
    const [live, paper] = [crypto.randomUUID(), crypto.randomUUID()];
    await ann.showInHub('broker_accounts', { environment: 'live' }, live);
    await ann.showInHub('broker_accounts', { environment: 'paper' }, paper);
    for (const accountId of [live, paper])
      for (const status of ['placed', 'filled']) await ann.showInHub('orders', { accountId, status });
    for (const accountId of [live, paper])
      for (const status of ['open', 'closed']) await ann.showInHub('positions', { accountId, status });
    expectProblem(await remove(ann), { status: 409, code: 'open_live_exposure' });
    expect((await ann.state()).status).toBe('active');
    expect((await remove(ann, { confirm: 'keep' }, 'knowing')).status).toBe(202);
    expect((await deletionOf(ann))?.data).toMatchObject({
      openLiveOrders: 1,
      openLivePositions: 1,
      liveExposure: 'keep',
    });
  });

  it('refuses free text as a reason, because an event cannot be forgotten', async () => {
    const ann = await Person.signUp();
    expectProblem(await remove(ann, { reason: 'My name is Ann' }), {
      status: 422,
      code: 'validation_failed',
      fields: ['reason'],
    });
  });

  it('UA-U8: when it is complete, the names are free and the personal data is unreadable', async () => {
    const ann = await Person.signUp();
    const email = mailOf(ann.name);
    const registered = { username: ann.name, email, password: PASSWORD };
    const [created] = await ann.events();
    const sealed = { email: String(created?.data['email']) };
    const vault = vaultStub(env, ann.userId, 'weur');
    expect(await vault.unseal(sealed)).toEqual({ email });
    await remove(ann);
    expect((await request('POST', '/api/v1/auth/register', { body: registered })).status).toBe(409);

    await isDeleted(ann);
    expect(await keyOf(email)).toEqual({ status: 'free', userId: null });
    expect(await vault.unseal(sealed)).toEqual({ email: null });
    expectProblem(await ann.call('GET', ''), { status: 404, code: 'user_not_found' });
    const successor = await request('POST', '/api/v1/auth/register', { body: registered });
    expect(successor.status).toBe(201);
    expect(successor.body['userId']).not.toBe(ann.userId);
  });

  it('cannot be undone by repeating the registration', async () => {
    const name = freshName();
    const headers = { 'idempotency-key': 'register' };
    const body = { username: name, email: mailOf(name), password: PASSWORD };
    const once = () => request('POST', '/api/v1/auth/register', { body, headers });
    expect((await once()).status).toBe(201);
    const token = String((await signInBy(name)).body['accessToken']);
    const ann = new Person(name, { userId: String((await once()).body['userId']), token });
    await remove(ann);
    await isDeleted(ann);
    expectProblem(await once(), { status: 409, code: 'user_deleted' });
    await eventually(
      () => ann.account.stats(),
      ({ drained }) => drained,
    );
    expect((await request('POST', '/api/v1/auth/register', { body })).status).toBe(201);
  });
});
