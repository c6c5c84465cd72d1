import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW } from '../../core/testing/decider-specification.ts';
import type { UserAccountCommand } from './commands.ts';
import { userAccountEvents as events, type UserAccountEvent } from './events.ts';
import {
  at,
  BY_OPERATOR,
  CREATE,
  CREATED,
  DELETION_BEGAN,
  failed,
  id,
  minutesLater,
  OTHER_SESSION,
  SESSION,
  SUSPENDED,
  signedIn,
  signIn,
  USER,
} from './testing/fixtures.ts';
import { userAccountAggregate } from './user-account.ts';

const account = specification(userAccountAggregate);
const OPEN = [CREATED, signedIn()];
const WRONG_PASSWORD: UserAccountCommand = {
  type: 'RecordLoginFailureCommand',
  ipDigest: 'digest of the IP',
};
const LOCKED_UNTIL = minutesLater(14);
const LOCKED = [CREATED, failed(-4), failed(-3), failed(-2), failed(-1), failed(-1, LOCKED_UNTIL)];

describe('signing in', () => {
  it('opens a session while the account is active, by username or by e-mail', () => {
    for (const nameDigest of [CREATE.usernameDigest, CREATE.emailDigest]) {
      const state = account
        .given(CREATED)
        .when({ ...signIn(SESSION), nameDigest, ipDigest: 'digest of the IP' })
        .then(
          events.UserLoggedIn({
            userId: USER,
            sessionId: SESSION,
            ipDigest: 'digest of the IP',
            loggedInAt: TEST_NOW,
          }),
        );
      expect(state).toMatchObject({ lastLoginAt: TEST_NOW, sessions: [{ sessionId: SESSION }] });
    }
  });

  it('twice with the same session is once', () => {
    account
      .given(...OPEN)
      .when(signIn(SESSION))
      .then();
  });

  it('by a name that is only claimed is refused', () => {
    account
      .given(CREATED)
      .when({ ...signIn(SESSION), nameDigest: 'digest of the new e-mail' })
      .thenRejected('invalid_credentials');
  });

  it('UA-U4: with the 21st session the oldest one ends', () => {
    const names = Array.from({ length: 21 }, (_, number) => id(`session ${number}`));
    const state = account.given(CREATED, ...names.map(signedIn)).state();
    expect(state.sessions.map(({ sessionId }) => sessionId)).toEqual(names.slice(1));
  });

  const noSignIn: readonly (readonly [string, readonly UserAccountEvent[]])[] = [
    ['absent', []],
    ['suspended', [...OPEN, SUSPENDED]],
    ['being deleted', [...OPEN, DELETION_BEGAN]],
    ['locked', LOCKED],
  ];
  it.each(noSignIn)('UA-U3: an account that is %s is refused in the very same words', (_what, past) => {
    const { decider } = userAccountAggregate;
    const refusal = account.given(...past).when(signIn(OTHER_SESSION));
    refusal.thenRejected('invalid_credentials');
    const state = past.reduce(decider.evolve, decider.initial);
    const env = { now: TEST_NOW, userId: USER, actor: { kind: 'user', id: USER } } as never;
    expect(decider.decide(signIn(OTHER_SESSION), state, env)).toEqual({
      kind: 'reject',
      rejection: { code: 'invalid_credentials', detail: 'the credentials are not valid' },
    });
  });
});

describe('a wrong password', () => {
  it('is recorded with where it came from, and opens nothing', () => {
    const state = account
      .given(CREATED)
      .when(WRONG_PASSWORD)
      .then(
        events.UserLoginFailedEvent({
          userId: USER,
          ipDigest: 'digest of the IP',
          failedAt: TEST_NOW,
          lockedUntil: null,
        }),
      );
    expect(state).toMatchObject({ loginFailures: [TEST_NOW], lockedUntil: null, sessions: [] });
  });

  it('UA-U3: locks for 15 minutes when it is the fifth within 15 minutes', () => {
    const four = [failed(-14), failed(-9), failed(-5), failed(-1)];
    const state = account
      .given(CREATED, ...four)
      .when(WRONG_PASSWORD)
      .then(
        events.UserLoginFailedEvent({
          userId: USER,
          ipDigest: 'digest of the IP',
          failedAt: TEST_NOW,
          lockedUntil: minutesLater(15),
        }),
      );
    expect(state.lockedUntil).toBe(minutesLater(15));
  });

  it('UA-U3: does not lock when the first of five is 15 minutes old', () => {
    const four = [failed(-15), failed(-9), failed(-5), failed(-1)];
    const state = account
      .given(CREATED, ...four)
      .when(WRONG_PASSWORD)
      .thenTypes('UserLoginFailedEvent');
    expect(state.lockedUntil).toBeNull();
  });

  it('UA-U3: during a lock neither prolongs it nor writes anything', () => {
    account
      .given(...LOCKED)
      .when(WRONG_PASSWORD, at(13))
      .then();
  });

  it('UA-U3: the right password does not help during a lock, and does when it is over', () => {
    const locked = account.given(...LOCKED);
    locked.when(signIn(SESSION), at(13)).thenRejected('invalid_credentials');
    const state = locked.when(signIn(SESSION), at(14)).thenTypes('UserLoggedIn');
    expect(state).toMatchObject({ loginFailures: [], lockedUntil: null });
  });

  it('UA-U3: a sign-in between starts the count anew', () => {
    account
      .given(CREATED, failed(-4), failed(-3), failed(-2), failed(-1), signedIn())
      .when(WRONG_PASSWORD)
      .then(
        events.UserLoginFailedEvent({
          userId: USER,
          ipDigest: 'digest of the IP',
          failedAt: TEST_NOW,
          lockedUntil: null,
        }),
      );
  });
});

describe('a session', () => {
  const LOGOUT = { type: 'LogoutUserCommand', sessionId: SESSION } as const;

  it('ends when its user signs out, and others go on', () => {
    const state = account
      .given(...OPEN, signedIn(OTHER_SESSION))
      .when(LOGOUT)
      .then(events.UserLoggedOut({ userId: USER, sessionId: SESSION, loggedOutAt: TEST_NOW }));
    expect(state.sessions.map(({ sessionId }) => sessionId)).toEqual([OTHER_SESSION]);
  });

  it('that has ended, or never was, ends without a word', () => {
    account.given(CREATED).when(LOGOUT).then();
  });

  it('UA-U4: ends with all others when the password is changed', () => {
    const state = account
      .given(...OPEN, signedIn(OTHER_SESSION))
      .when({ type: 'ChangePasswordCommand', sessionId: SESSION })
      .then(
        events.UserPasswordChanged({
          userId: USER,
          revokedSessionIds: [SESSION, OTHER_SESSION],
          changedAt: TEST_NOW,
        }),
      );
    expect(state.sessions).toEqual([]);
  });

  it('UA-U4: that has ended changes no password; an operator needs none', () => {
    const change = { type: 'ChangePasswordCommand', sessionId: OTHER_SESSION } as const;
    account
      .given(...OPEN)
      .when(change)
      .thenRejected('session_ended');
    account
      .given(...OPEN)
      .when({ ...change, sessionId: null }, BY_OPERATOR)
      .thenTypes('UserPasswordChanged');
  });
});
