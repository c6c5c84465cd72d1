import { describe, expect, it } from 'vitest';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import type { UserAccountEvent } from './events.ts';
import { userAccountEvents } from './events.ts';
import type { UserAccountState } from './state.ts';
import {
  automated,
  CREATE,
  CREATED,
  connected,
  DELETED,
  DELETION_BEGAN,
  defaultIs,
  EMAIL_REQUESTED,
  failed,
  id,
  linked,
  minutesLater,
  SESSION,
  signedIn,
  USER,
} from './testing/fixtures.ts';
import { sealedFields, userAccountView, userResource } from './view.ts';

const meta = { aggregateId: USER, aggregateVersion: 1, userId: USER, occurredAt: TEST_NOW };
const shown = (...events: readonly UserAccountEvent[]) =>
  events.reduce<UserAccountState | null>((doc, event) => userAccountView.project(doc, event, meta), null);

const NAMED = userAccountEvents.UserUpdatedEvent({
  userId: USER,
  changed: ['first_name'],
  firstName: 'sealed:Ann',
  lastName: null,
  updatedAt: TEST_NOW,
});
const HISTORY = [
  CREATED,
  signedIn(),
  failed(1),
  NAMED,
  EMAIL_REQUESTED,
  connected('connection'),
  linked('account'),
  defaultIs('account'),
  automated('automation'),
];

describe('the view of a user', () => {
  it('has one row, which every event of the account reaches', () => {
    expect([...userAccountView.eventTypes].toSorted()).toEqual(Object.keys(userAccountEvents).toSorted());
    for (const event of HISTORY) expect(userAccountView.rowId(event, meta)).toBe(USER);
  });

  it('shows a deletion that is pending, and has no row when it is complete', () => {
    expect(shown(...HISTORY, DELETION_BEGAN)?.status).toBe('deletion_pending');
    expect(shown(...HISTORY, DELETION_BEGAN, DELETED)).toBeNull();
  });

  it('S-R2: makes commands wait for what sign-in depends on, and for nothing else', () => {
    expect(Object.keys(userAccountView.sync)).toEqual([
      'UserCreatedEvent',
      'UserEmailChanged',
      'UserAccountDeleted',
      'UserSuspendedEvent',
    ]);
  });
});

describe('the user as the user sees it', () => {
  const doc = shown(...HISTORY) as UserAccountState;
  const row = { id: USER, version: 9, updatedAt: TEST_NOW, doc };

  it('names what must be unsealed for it', () => {
    expect(sealedFields(doc)).toEqual({
      username: CREATE.username,
      email: CREATE.email,
      firstName: 'sealed:Ann',
      pendingEmail: 'sealed:new e-mail',
    });
    expect(Object.keys(sealedFields(shown(CREATED) as UserAccountState))).toEqual(['username', 'email']);
  });

  it('shows names in clear and everything that was registered', () => {
    const opened = {
      username: 'ann',
      email: 'ann@example.org',
      firstName: 'Ann',
      pendingEmail: 'new@example.org',
    };
    expect(userResource(row, opened)).toEqual({
      userId: USER,
      username: 'ann',
      email: 'ann@example.org',
      pendingEmail: { email: 'new@example.org', expiresAt: minutesLater(24 * 60) },
      firstName: 'Ann',
      lastName: null,
      role: 'user',
      status: 'active',
      totpEnabled: false,
      preferences: { displayCurrency: 'USD', timeZone: 'UTC', theme: 'system' },
      defaultAccountId: id('account'),
      connectionIds: [id('connection')],
      accountIds: [id('account')],
      automationIds: [id('automation')],
      createdAt: TEST_NOW,
      lastLoginAt: TEST_NOW,
      updatedAt: TEST_NOW,
      version: 9,
    });
  });

  it('UA-R3: shows no digest, no session and no failure, and null for what cannot be unsealed', () => {
    const text = JSON.stringify(userResource(row, {}));
    for (const hidden of ['digest', 'sealed:', SESSION, 'ailure', 'enrolment'])
      expect(text).not.toContain(hidden);
    expect(userResource(row, {})).toMatchObject({ username: null, email: null, firstName: null });
  });
});
