import { describe, expect, it } from 'vitest';
import { personalFields } from '../../core/event.ts';
import { deterministicId } from '../../core/ids.ts';
import { specification, TEST_NOW, testEnv, testHash } from '../../core/testing/decider-specification.ts';
import { userAccountEvents as events } from './events.ts';
import { type UserAccountCommand, userAccountAggregate } from './user-account.ts';

const account = specification(userAccountAggregate);
const { userId } = testEnv();
const SESSION = deterministicId(testHash, 'session');

const CREATE = {
  type: 'CreateUserAccountCommand',
  username: 'sealed:username',
  email: 'sealed:email',
  usernameDigest: 'digest of the username',
  emailDigest: 'digest of the e-mail',
} as const;
const SIGN_IN: UserAccountCommand = { type: 'AuthenticateUserCommand', sessionId: SESSION };
const WRONG_PASSWORD: UserAccountCommand = { type: 'RecordLoginFailureCommand' };

const { type: _, ...told } = CREATE;
const CREATED = events.UserCreatedEvent({ userId, ...told, role: 'user', createdAt: TEST_NOW });

describe('a user account', () => {
  it('domains 4.1: is created active, as a plain user, with its personal data sealed', () => {
    const state = account.given().when(CREATE).then(CREATED);
    expect(state).toEqual({
      userId,
      username: 'sealed:username',
      email: 'sealed:email',
      role: 'user',
      status: 'active',
      createdAt: TEST_NOW,
      lastLoginAt: null,
    });
  });

  it('domains 4.1: is not created a second time under the same id', () => {
    account.given(CREATED).when(CREATE).thenRejected('user_exists');
    account
      .given(CREATED)
      .when({ ...CREATE, email: 'sealed:other' })
      .thenRejected('user_exists');
  });

  it('signs in while it is active', () => {
    const state = account
      .given(CREATED)
      .when(SIGN_IN)
      .then(events.UserLoggedIn({ userId, sessionId: SESSION, loggedInAt: TEST_NOW }));
    expect(state.lastLoginAt).toBe(TEST_NOW);
  });

  it('records a wrong password and nothing else', () => {
    const given = account.given(CREATED);
    const state = given
      .when(WRONG_PASSWORD)
      .then(events.UserLoginFailedEvent({ userId, failedAt: TEST_NOW }));
    expect(state).toEqual(given.state());
  });

  it.each([SIGN_IN, WRONG_PASSWORD])('domains 4.1: $type has one answer for every failure', (command) => {
    account.given().when(command).thenRejected('invalid_credentials');
  });
});

describe('personal data (DESIGN 2, invariant 13)', () => {
  const { events: registry } = userAccountAggregate;

  it('is the username and the e-mail of a new user, and of no other event', () => {
    const personal = [...registry.definitions].map(([type, definition]) => [
      type,
      personalFields(definition),
    ]);
    expect(Object.fromEntries(personal)).toEqual({
      UserCreatedEvent: ['username', 'email'],
      UserLoggedIn: [],
      UserLoginFailedEvent: [],
    });
  });

  it.each(['username', 'email'])('%s is refused unless it is sealed', (field) => {
    const open = { ...CREATED, data: { ...CREATED.data, [field]: 'ann@example.org' } };
    expect(() => registry.parse(open)).toThrow(/must be sealed/);
    expect(registry.parse(CREATED).data[field]).toMatch(/^sealed:/);
  });

  it('UA-R3: a password has no place in any event, and one that slips in is dropped', () => {
    for (const definition of Object.values(events))
      expect(Object.keys(definition.schema.shape).join(' ')).not.toMatch(/password/i);
    const leaking = { ...CREATED, data: { ...CREATED.data, password: 'correct horse battery' } };
    expect(registry.parse(leaking).data).toEqual(CREATED.data);
  });
});
