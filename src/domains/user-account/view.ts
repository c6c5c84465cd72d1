import type { View, ViewRow } from '../../core/view.ts';
import { type UserAccountEvent, userAccountEvents } from './events.ts';
import { evolveUserAccount } from './evolve.ts';
import { initialUserAccount, type UserAccountState } from './state.ts';

/** The user, one row; names and addresses in it are sealed. After the deletion there is no row. */
export const userAccountView: View<UserAccountState, UserAccountEvent> = {
  kind: 'users',
  eventTypes: new Set(Object.keys(userAccountEvents)),
  rowId: (event) => event.data.userId,
  project: (doc, event) => {
    const next = evolveUserAccount(doc ?? initialUserAccount, event);
    return next.status === 'deleted' ? null : next;
  },
  sync: {
    UserCreatedEvent: { priority: 1, reason: 'whoever registers signs in at once and is shown the profile' },
    UserEmailChanged: { priority: 1, reason: 'the next sign-in depends on which address counts' },
    UserAccountDeleted: { priority: 1, reason: 'nobody may sign in or connect while all is being deleted' },
    UserSuspendedEvent: { priority: 1, reason: 'a suspended user must be kept out at once' },
  },
};

/** The sealed texts of a user by field; fields that are empty are left out. */
export const sealedFields = (doc: UserAccountState): Readonly<Record<string, string>> => ({
  username: doc.username,
  email: doc.email,
  ...(doc.firstName === null ? {} : { firstName: doc.firstName }),
  ...(doc.lastName === null ? {} : { lastName: doc.lastName }),
  ...(doc.pendingEmail === null ? {} : { pendingEmail: doc.pendingEmail.email }),
});

/**
 * The user as the user sees it. `opened` are the unsealed texts by the names of `sealedFields`; what could not be unsealed is
 * null. Sessions, failures and digests are nobody's business.
 */
export const userResource = (
  { id, version, updatedAt, doc }: ViewRow<UserAccountState>,
  opened: Readonly<Record<string, string | null>>,
) => ({
  userId: id,
  username: opened['username'] ?? null,
  email: opened['email'] ?? null,
  pendingEmail: doc.pendingEmail && {
    email: opened['pendingEmail'] ?? null,
    expiresAt: doc.pendingEmail.expiresAt,
  },
  firstName: opened['firstName'] ?? null,
  lastName: opened['lastName'] ?? null,
  role: doc.role,
  status: doc.status,
  totpEnabled: doc.totpEnrolmentId !== null,
  preferences: doc.preferences,
  defaultAccountId: doc.defaultAccountId,
  connectionIds: doc.connections.map(({ connectionId }) => connectionId),
  accountIds: doc.accounts.map(({ accountId }) => accountId),
  automationIds: doc.automationIds,
  createdAt: doc.createdAt,
  lastLoginAt: doc.lastLoginAt,
  updatedAt,
  version,
});
