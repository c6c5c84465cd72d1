import type { DecisionEnv } from '../../../core/decider.ts';
import { deterministicId } from '../../../core/ids.ts';
import { plusMs, type UtcInstant } from '../../../core/instant.ts';
import { TEST_NOW, testEnv, testHash } from '../../../core/testing/decider-specification.ts';
import type { UserAccountCommandOf } from '../commands.ts';
import { userAccountEvents as events, type UserAccountEvent } from '../events.ts';

/** A UUID for tests, the same for the same name. */
export const id = (name: string): string => deterministicId(testHash, name);

export const { userId: USER, commandId: COMMAND } = testEnv();
export const SESSION = id('session');
export const OTHER_SESSION = id('another session');
export const SAGA = id('deletion saga');

/** An instant so many minutes after the tests' present. */
export const minutesLater = (minutes: number): UtcInstant => plusMs(TEST_NOW, minutes * 60_000);

/** Decided later than usual. */
export const at = (minutes: number): Partial<DecisionEnv> => ({ now: minutesLater(minutes) });
/** Decided for an operator. */
export const BY_OPERATOR: Partial<DecisionEnv> = { actor: { kind: 'operator', id: 'operations' } };
/** Decided for the deletion saga. */
export const BY_SAGA: Partial<DecisionEnv> = { sagaId: SAGA, actor: { kind: 'saga', id: SAGA } };
/** Decided for a policy. */
export const BY_POLICY: Partial<DecisionEnv> = { actor: { kind: 'policy', id: 'releases' } };

export const CREATE = {
  type: 'CreateUserAccountCommand',
  username: 'sealed:username',
  email: 'sealed:email',
  usernameDigest: 'digest of the username',
  emailDigest: 'digest of the e-mail',
} as const;

const { type: _, ...names } = CREATE;

export const CREATED = events.UserCreatedEvent({
  userId: USER,
  ...names,
  role: 'user',
  createdAt: TEST_NOW,
});

/** A sign-in that opened this session. */
export const signedIn = (sessionId = SESSION): UserAccountEvent =>
  events.UserLoggedIn({ userId: USER, sessionId, ipDigest: null, loggedInAt: TEST_NOW });

/** Signs in by the username. */
export const signIn = (sessionId: string): UserAccountCommandOf<'AuthenticateUserCommand'> => ({
  type: 'AuthenticateUserCommand',
  sessionId,
  nameDigest: CREATE.usernameDigest,
  ipDigest: null,
});

/** A wrong password, and when it locks, until when. */
export const failed = (minutes: number, lockedUntil: UtcInstant | null = null): UserAccountEvent =>
  events.UserLoginFailedEvent({ userId: USER, ipDigest: null, failedAt: minutesLater(minutes), lockedUntil });

/** Asks for another e-mail address. */
export const REQUEST_EMAIL = {
  type: 'RequestEmailChangeCommand',
  newEmail: 'sealed:new e-mail',
  newEmailDigest: 'digest of the new e-mail',
  sessionId: SESSION,
  reauthenticated: true,
} as const;

/** A request for another e-mail address, made at the tests' present. */
export const EMAIL_REQUESTED = events.UserEmailChangeRequestedEvent({
  userId: USER,
  newEmail: REQUEST_EMAIL.newEmail,
  newEmailDigest: REQUEST_EMAIL.newEmailDigest,
  requestId: COMMAND,
  requestedAt: TEST_NOW,
  expiresAt: minutesLater(24 * 60),
});

/** Confirms it while the claim holds. */
export const CHANGE_EMAIL = {
  type: 'ChangeEmailCommand',
  requestId: COMMAND,
  newEmailDigest: REQUEST_EMAIL.newEmailDigest,
  claimedUntil: minutesLater(25 * 60),
  sessionId: SESSION,
} as const;

/** Registers a paper connection with the virtual broker. */
export const registerConnection = (
  name: string,
  changes: Partial<Omit<UserAccountCommandOf<'RegisterConnectionCommand'>, 'type'>> = {},
): UserAccountCommandOf<'RegisterConnectionCommand'> => ({
  type: 'RegisterConnectionCommand',
  connectionId: id(name),
  brokerId: 'virtual',
  environment: 'paper',
  totpVerified: false,
  ...changes,
});

/** A registered connection. */
export const connected = (name: string, brokerId = 'virtual'): UserAccountEvent =>
  events.UserConnectionRegisteredEvent({
    userId: USER,
    connectionId: id(name),
    brokerId,
    environment: 'paper',
    registeredAt: TEST_NOW,
  });

/** A registered broker account that is not the virtual broker's, unless told otherwise. */
export const linked = (name: string, isVirtual = false): UserAccountEvent =>
  events.UserBrokerAccountRegisteredEvent({
    userId: USER,
    accountId: id(name),
    connectionId: id('connection'),
    isVirtual,
    registeredAt: TEST_NOW,
  });

/** A registered automation. */
export const automated = (name: string): UserAccountEvent =>
  events.UserAutomationRegisteredEvent({ userId: USER, automationId: id(name), registeredAt: TEST_NOW });

/** The default account, chosen after another one or none. */
export const defaultIs = (name: string | null, before: string | null = null): UserAccountEvent =>
  events.UserDefaultAccountChosenEvent({
    userId: USER,
    accountId: name && id(name),
    previousDefaultAccountId: before && id(before),
    chosenAt: TEST_NOW,
  });

/** Starts a deletion while nothing live is open. */
export const DELETE = {
  type: 'DeleteUserAccountCommand',
  reason: 'user_request',
  openLiveOrders: 0,
  openLivePositions: 0,
  liveExposure: null,
  sessionId: SESSION,
  reauthenticated: true,
} as const;

/** A deletion that began while nothing was owned and no session open. */
export const DELETION_BEGAN = events.UserAccountDeleted({
  userId: USER,
  reason: DELETE.reason,
  ownedConnectionIds: [],
  ownedAccountIds: [],
  ownedAutomationIds: [],
  hasVirtualBroker: false,
  openLiveOrders: 0,
  openLivePositions: 0,
  liveExposure: null,
  revokedSessionIds: [],
  deletedAt: TEST_NOW,
});

/** Completes a deletion that had one of each to delete. */
export const COMPLETE = {
  type: 'CompleteUserDeletionCommand',
  counts: { connections: 1, accounts: 1, automations: 1 },
} as const;

/** The end of it all. */
export const DELETED = events.UserDeletionCompleted({
  userId: USER,
  sagaId: SAGA,
  counts: COMPLETE.counts,
  usernameDigest: CREATE.usernameDigest,
  emailDigest: CREATE.emailDigest,
  completedAt: TEST_NOW,
});

export const SUSPENDED = events.UserSuspendedEvent({
  userId: USER,
  reason: 'fraud_review',
  revokedSessionIds: [SESSION],
  suspendedAt: TEST_NOW,
});

export const DEACTIVATED = events.UserDeactivatedEvent({
  userId: USER,
  revokedSessionIds: [SESSION],
  deactivatedAt: TEST_NOW,
});
