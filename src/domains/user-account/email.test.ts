import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW } from '../../core/testing/decider-specification.ts';
import { userAccountEvents as events, type UserAccountEvent } from './events.ts';
import { holdsName } from './state.ts';
import {
  at,
  CHANGE_EMAIL,
  COMMAND,
  CREATE,
  CREATED,
  DELETED,
  DELETION_BEGAN,
  EMAIL_REQUESTED,
  failed,
  id,
  minutesLater,
  OTHER_SESSION,
  REQUEST_EMAIL,
  SESSION,
  signedIn,
  signIn,
  USER,
} from './testing/fixtures.ts';
import { userAccountAggregate } from './user-account.ts';

const account = specification(userAccountAggregate);
const OPEN = [CREATED, signedIn(), signedIn(OTHER_SESSION)];
const CHANGED = events.UserEmailChanged({
  userId: USER,
  oldEmail: CREATE.email,
  newEmail: REQUEST_EMAIL.newEmail,
  oldEmailDigest: CREATE.emailDigest,
  newEmailDigest: REQUEST_EMAIL.newEmailDigest,
  requestId: COMMAND,
  revokedSessionIds: [SESSION, OTHER_SESSION],
  changedAt: TEST_NOW,
});
const tokenFor = (requestId: string) => ({ ...CHANGE_EMAIL, requestId });

describe('a request for another e-mail address', () => {
  it('UA-U5: changes nothing yet; it may be confirmed for 24 hours', () => {
    const state = account
      .given(...OPEN)
      .when(REQUEST_EMAIL)
      .then(EMAIL_REQUESTED);
    expect(state).toMatchObject({
      email: CREATE.email,
      pendingEmail: { requestId: COMMAND, expiresAt: minutesLater(24 * 60) },
    });
  });

  it('UA-U5: does not let anybody sign in by the new address', () => {
    account
      .given(...OPEN, EMAIL_REQUESTED)
      .when({ ...signIn(id('third session')), nameDigest: REQUEST_EMAIL.newEmailDigest })
      .thenRejected('invalid_credentials');
  });

  it('for the same address is one request, until it has expired', () => {
    const pending = account.given(...OPEN, EMAIL_REQUESTED);
    pending.when(REQUEST_EMAIL, { commandId: id('again') }).then();
    pending
      .when(REQUEST_EMAIL, { commandId: id('again'), ...at(24 * 60) })
      .thenTypes('UserEmailChangeRequestedEvent');
  });

  it('for yet another address replaces the one before', () => {
    const state = account
      .given(...OPEN, EMAIL_REQUESTED)
      .when({ ...REQUEST_EMAIL, newEmailDigest: 'a third' }, { commandId: id('another request') })
      .thenTypes('UserEmailChangeRequestedEvent');
    expect(state.pendingEmail).toMatchObject({
      emailDigest: 'a third',
      requestId: id('another request'),
    });
  });

  it('for the present address is refused', () => {
    account
      .given(...OPEN)
      .when({ ...REQUEST_EMAIL, newEmailDigest: CREATE.emailDigest })
      .thenRejected('email_unchanged', 'newEmail');
  });

  it('needs the password and an open session', () => {
    const open = account.given(...OPEN);
    open.when({ ...REQUEST_EMAIL, reauthenticated: false }).thenRejected('reauthentication_failed');
    open.when({ ...REQUEST_EMAIL, sessionId: id('ended') }).thenRejected('session_ended');
  });

  it('UA-U3: is refused during a lock even with the right password', () => {
    account
      .given(...OPEN, failed(-1, minutesLater(14)))
      .when(REQUEST_EMAIL)
      .thenRejected('reauthentication_failed');
  });
});

describe('the confirmation of another e-mail address', () => {
  const asked = account.given(...OPEN, EMAIL_REQUESTED);

  it('UA-U5: makes the new address the address, tells the old one, and UA-U4: ends all sessions', () => {
    const state = asked.when(CHANGE_EMAIL).then(CHANGED);
    expect(state).toMatchObject({
      email: REQUEST_EMAIL.newEmail,
      emailDigest: REQUEST_EMAIL.newEmailDigest,
      pendingEmail: null,
      sessions: [],
    });
  });

  it('UA-U5: lets the user sign in by the new address and no more by the old one', () => {
    const changed = account.given(...OPEN, EMAIL_REQUESTED, CHANGED);
    changed.when({ ...signIn(SESSION), nameDigest: REQUEST_EMAIL.newEmailDigest }).thenTypes('UserLoggedIn');
    changed.when({ ...signIn(SESSION), nameDigest: CREATE.emailDigest }).thenRejected('invalid_credentials');
  });

  it('given again changes nothing, although its session has ended with the first', () => {
    account
      .given(...OPEN, EMAIL_REQUESTED, CHANGED)
      .when(CHANGE_EMAIL)
      .then();
  });

  it('of another request or another address is refused', () => {
    asked.when(tokenFor(id('forged'))).thenRejected('confirmation_invalid', 'token');
    asked.when({ ...CHANGE_EMAIL, newEmailDigest: 'another' }).thenRejected('confirmation_invalid', 'token');
    account
      .given(...OPEN)
      .when(CHANGE_EMAIL)
      .thenRejected('confirmation_invalid', 'token');
  });

  it('after 24 hours is refused', () => {
    asked.when(CHANGE_EMAIL, at(24 * 60 - 1)).thenTypes('UserEmailChanged');
    asked.when(CHANGE_EMAIL, at(24 * 60)).thenRejected('confirmation_expired', 'token');
  });

  it('is refused once the claim on the address may be somebody else’s', () => {
    const slow = { ...CHANGE_EMAIL, claimedUntil: minutesLater(1) };
    asked.when(slow, at(0)).thenTypes('UserEmailChanged');
    asked.when(slow, at(1)).thenRejected('claim_expired');
  });

  it('needs an open session', () => {
    asked.when({ ...CHANGE_EMAIL, sessionId: id('ended') }).thenRejected('session_ended');
  });
});

describe('the names that an account holds', () => {
  const held = (kind: string, digest: string, ...past: readonly UserAccountEvent[]) =>
    holdsName(account.given(...past).state(), kind, digest);

  it('UA-U5: are its username and its present e-mail, never one that waits for its confirmation', () => {
    expect(held('username', CREATE.usernameDigest, ...OPEN)).toBe(true);
    expect(held('email', CREATE.emailDigest, ...OPEN, EMAIL_REQUESTED)).toBe(true);
    expect(held('email', REQUEST_EMAIL.newEmailDigest, ...OPEN, EMAIL_REQUESTED)).toBe(false);
    expect(held('email', REQUEST_EMAIL.newEmailDigest, ...OPEN, EMAIL_REQUESTED, CHANGED)).toBe(true);
    expect(held('email', CREATE.emailDigest, ...OPEN, EMAIL_REQUESTED, CHANGED)).toBe(false);
    expect(held('username', CREATE.emailDigest, ...OPEN)).toBe(false);
    expect(held('telephone', CREATE.usernameDigest, ...OPEN)).toBe(false);
  });

  it('stay taken while the deletion is pending and are free when it is complete', () => {
    expect(held('email', CREATE.emailDigest, ...OPEN, DELETION_BEGAN)).toBe(true);
    expect(held('email', CREATE.emailDigest, ...OPEN, DELETION_BEGAN, DELETED)).toBe(false);
    expect(held('email', '')).toBe(false);
  });
});
