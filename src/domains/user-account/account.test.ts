import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW } from '../../core/testing/decider-specification.ts';
import { userAccountEvents as events } from './events.ts';
import { initialUserAccount } from './state.ts';
import { CREATE, CREATED, id, SESSION, signedIn, USER } from './testing/fixtures.ts';
import { userAccountAggregate } from './user-account.ts';

const account = specification(userAccountAggregate);
const OPEN = [CREATED, signedIn()];

describe('a user account', () => {
  it('is created active, as a plain user, with its personal data sealed', () => {
    const state = account.given().when(CREATE).then(CREATED);
    expect(state).toEqual({
      ...initialUserAccount,
      userId: USER,
      username: 'sealed:username',
      email: 'sealed:email',
      usernameDigest: 'digest of the username',
      emailDigest: 'digest of the e-mail',
      status: 'active',
      createdAt: TEST_NOW,
      updatedAt: TEST_NOW,
    });
  });

  it('is not created a second time under the same id', () => {
    account.given(CREATED).when(CREATE).thenRejected('user_exists');
    account
      .given(CREATED)
      .when({ ...CREATE, email: 'sealed:other' })
      .thenRejected('user_exists');
  });
});

describe('the profile', () => {
  const update = { type: 'UpdateUserCommand' } as const;
  const ann = events.UserUpdatedEvent({
    userId: USER,
    changed: ['first_name'],
    firstName: 'sealed:Ann',
    lastName: null,
    updatedAt: TEST_NOW,
  });

  it('tells which fields changed and keeps the others', () => {
    account
      .given(...OPEN)
      .when({ ...update, firstName: 'sealed:Ann' })
      .then(ann);
    const state = account
      .given(...OPEN, ann)
      .when({ ...update, lastName: 'sealed:Lee' })
      .then(events.UserUpdatedEvent({ ...ann.data, changed: ['last_name'], lastName: 'sealed:Lee' }));
    expect(state).toMatchObject({ firstName: 'sealed:Ann', lastName: 'sealed:Lee' });
  });

  it('drops a name that is set to null', () => {
    account
      .given(...OPEN, ann)
      .when({ ...update, firstName: null })
      .then(events.UserUpdatedEvent({ ...ann.data, firstName: null }));
  });

  it.each([{}, { firstName: 'sealed:Ann' }, { lastName: null }])('is left alone by %j', (same) => {
    account
      .given(...OPEN, ann)
      .when({ ...update, ...same })
      .then();
  });
});

describe('preferences', () => {
  const SET = {
    type: 'SetPreferencesCommand',
    displayCurrency: 'EUR',
    timeZone: 'Europe/Berlin',
    theme: 'dark',
  } as const;
  const { type: _, ...chosen } = SET;
  const changed = events.UserPreferencesChangedEvent({ userId: USER, ...chosen, changedAt: TEST_NOW });

  it('UA-U9: are US dollars, UTC and the theme of the system until the user says otherwise', () => {
    expect(account.given(...OPEN).state().preferences).toEqual({
      displayCurrency: 'USD',
      timeZone: 'UTC',
      theme: 'system',
    });
    expect(
      account
        .given(...OPEN)
        .when(SET)
        .then(changed).preferences,
    ).toEqual(chosen);
  });

  it('UA-U9: the last write wins, and the same again changes nothing', () => {
    const again = { ...SET, theme: 'light' } as const;
    const state = account
      .given(...OPEN, changed)
      .when(again)
      .thenTypes('UserPreferencesChangedEvent');
    expect(state.preferences).toEqual({ ...chosen, theme: 'light' });
    account
      .given(...OPEN, changed)
      .when(SET)
      .then();
  });
});

describe('a pause', () => {
  const DEACTIVATE = { type: 'DeactivateUserCommand', sessionId: SESSION } as const;
  const REACTIVATE = { type: 'ReactivateUserCommand', reauthenticated: true } as const;
  const paused = events.UserDeactivatedEvent({
    userId: USER,
    revokedSessionIds: [SESSION],
    deactivatedAt: TEST_NOW,
  });

  it('UA-U4: ends all sessions', () => {
    const state = account
      .given(...OPEN)
      .when(DEACTIVATE)
      .then(paused);
    expect(state).toMatchObject({ status: 'inactive', sessions: [] });
  });

  it('needs an open session', () => {
    account
      .given(...OPEN)
      .when({ ...DEACTIVATE, sessionId: id('ended') })
      .thenRejected('session_ended');
    account
      .given(...OPEN)
      .when({ ...DEACTIVATE, sessionId: null })
      .thenRejected('session_ended');
  });

  it('is ended by the user, who proves the password', () => {
    account
      .given(...OPEN, paused)
      .when(REACTIVATE)
      .then(
        events.UserReactivatedEvent({ userId: USER, previousStatus: 'inactive', reactivatedAt: TEST_NOW }),
      );
    account
      .given(...OPEN, paused)
      .when({ ...REACTIVATE, reauthenticated: false })
      .thenRejected('reauthentication_failed');
  });
});
