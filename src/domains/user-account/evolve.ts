import { evolveBy } from '../../core/decider.ts';
import type { UserAccountEvent } from './events.ts';
import { recentFailures, type UserAccountState } from './state.ts';
import { MAX_LOGIN_FAILURES, MAX_SESSIONS } from './values.ts';

const without = <Item>(items: readonly Item[], drop: (item: Item) => boolean): readonly Item[] =>
  items.filter((item) => !drop(item));

/** Folds an event into a user account. */
export const evolveUserAccount = evolveBy<UserAccountState, UserAccountEvent>({
  UserCreatedEvent: (state, { userId, username, email, usernameDigest, emailDigest, role, createdAt }) => ({
    ...state,
    userId,
    username,
    email,
    usernameDigest,
    emailDigest,
    role,
    status: 'active',
    createdAt,
    updatedAt: createdAt,
  }),
  UserUpdatedEvent: (state, { firstName, lastName, updatedAt }) => ({
    ...state,
    firstName,
    lastName,
    updatedAt,
  }),
  UserPreferencesChangedEvent: (state, { displayCurrency, timeZone, theme, changedAt }) => ({
    ...state,
    preferences: { displayCurrency, timeZone, theme },
    updatedAt: changedAt,
  }),
  UserEmailChangeRequestedEvent: (
    state,
    { newEmail, newEmailDigest, requestId, requestedAt, expiresAt },
  ) => ({
    ...state,
    pendingEmail: { email: newEmail, emailDigest: newEmailDigest, requestId, expiresAt },
    updatedAt: requestedAt,
  }),
  UserEmailChanged: (state, { newEmail, newEmailDigest, requestId, changedAt }) => ({
    ...state,
    email: newEmail,
    emailDigest: newEmailDigest,
    emailRequestId: requestId,
    pendingEmail: null,
    sessions: [],
    updatedAt: changedAt,
  }),
  UserDeactivatedEvent: (state, { deactivatedAt }) => ({
    ...state,
    status: 'inactive',
    sessions: [],
    updatedAt: deactivatedAt,
  }),
  UserSuspendedEvent: (state, { suspendedAt }) => ({
    ...state,
    status: 'suspended',
    sessions: [],
    updatedAt: suspendedAt,
  }),
  UserReactivatedEvent: (state, { reactivatedAt }) => ({
    ...state,
    status: 'active',
    updatedAt: reactivatedAt,
  }),
  UserAccountDeleted: (state, { reason, deletedAt }) => ({
    ...state,
    status: 'deletion_pending',
    deletionReason: reason,
    pendingEmail: null,
    sessions: [],
    updatedAt: deletedAt,
  }),
  UserDeletionCompleted: (state, { completedAt }) => ({
    ...state,
    status: 'deleted',
    updatedAt: completedAt,
  }),
  UserLoggedIn: (state, { sessionId, loggedInAt }) => ({
    ...state,
    sessions: [...state.sessions, { sessionId, loggedInAt }].slice(-MAX_SESSIONS),
    loginFailures: [],
    lockedUntil: null,
    lastLoginAt: loggedInAt,
  }),
  UserLoginFailedEvent: (state, { failedAt, lockedUntil }) =>
    lockedUntil === null
      ? {
          ...state,
          loginFailures: [...recentFailures(state.loginFailures, failedAt), failedAt].slice(
            -MAX_LOGIN_FAILURES,
          ),
        }
      : { ...state, loginFailures: [], lockedUntil },
  UserLoggedOut: (state, { sessionId }) => ({
    ...state,
    sessions: without(state.sessions, (session) => session.sessionId === sessionId),
  }),
  UserPasswordChanged: (state, { changedAt }) => ({
    ...state,
    sessions: [],
    loginFailures: [],
    lockedUntil: null,
    updatedAt: changedAt,
  }),
  UserTotpEnabledEvent: (state, { enrolmentId, enabledAt }) => ({
    ...state,
    totpEnrolmentId: enrolmentId,
    updatedAt: enabledAt,
  }),
  UserTotpDisabledEvent: (state, { disabledAt }) => ({
    ...state,
    totpEnrolmentId: null,
    updatedAt: disabledAt,
  }),
  UserConnectionRegisteredEvent: (state, { connectionId, brokerId, environment, registeredAt }) => ({
    ...state,
    connections: [...state.connections, { connectionId, brokerId, environment }],
    updatedAt: registeredAt,
  }),
  UserConnectionReleasedEvent: (state, { connectionId, releasedAt }) => ({
    ...state,
    connections: without(state.connections, (owned) => owned.connectionId === connectionId),
    updatedAt: releasedAt,
  }),
  UserBrokerAccountRegisteredEvent: (state, { accountId, connectionId, isVirtual, registeredAt }) => ({
    ...state,
    accounts: [...state.accounts, { accountId, connectionId, isVirtual }],
    updatedAt: registeredAt,
  }),
  UserBrokerAccountReleasedEvent: (state, { accountId, releasedAt }) => ({
    ...state,
    accounts: without(state.accounts, (owned) => owned.accountId === accountId),
    updatedAt: releasedAt,
  }),
  UserAutomationRegisteredEvent: (state, { automationId, registeredAt }) => ({
    ...state,
    automationIds: [...state.automationIds, automationId],
    updatedAt: registeredAt,
  }),
  UserAutomationReleasedEvent: (state, { automationId, releasedAt }) => ({
    ...state,
    automationIds: without(state.automationIds, (owned) => owned === automationId),
    updatedAt: releasedAt,
  }),
  UserDefaultAccountChosenEvent: (state, { accountId, chosenAt }) => ({
    ...state,
    defaultAccountId: accountId,
    updatedAt: chosenAt,
  }),
});
