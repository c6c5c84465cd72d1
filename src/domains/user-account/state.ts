import { epochMs, type UtcInstant } from '../../core/instant.ts';
import {
  DEFAULT_PREFERENCES,
  LOGIN_FAILURE_WINDOW_MS,
  type Preferences,
  type Role,
  type TRADING_ENVIRONMENTS,
  type UserStatus,
} from './values.ts';

/** Somebody who signed in and has not been signed out. */
export interface Session {
  readonly sessionId: string;
  readonly loggedInAt: UtcInstant;
}

/** A connection that exists or is about to. */
export interface OwnedConnection {
  readonly connectionId: string;
  readonly brokerId: string;
  readonly environment: (typeof TRADING_ENVIRONMENTS)[number];
}

/** A broker account that exists or is about to. */
export interface OwnedAccount {
  readonly accountId: string;
  readonly connectionId: string;
  readonly isVirtual: boolean;
}

/** A new e-mail address that waits for its confirmation. */
export interface PendingEmail {
  readonly email: string;
  readonly emailDigest: string;
  readonly requestId: string;
  readonly expiresAt: UtcInstant;
}

/** What a user account has become. Names and addresses stay sealed; lists are in the order of registration, oldest first. */
export interface UserAccountState {
  readonly userId: string | null;
  readonly username: string;
  readonly email: string;
  readonly usernameDigest: string;
  readonly emailDigest: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly role: Role;
  readonly status: UserStatus;
  readonly preferences: Preferences;
  readonly pendingEmail: PendingEmail | null;
  /** The request that the present e-mail came by; null while it is the one of the registration. */
  readonly emailRequestId: string | null;
  /** The vault's enrolment of the second factor; null while it is off. */
  readonly totpEnrolmentId: string | null;
  readonly sessions: readonly Session[];
  /** Wrong passwords that may still count towards a lock. */
  readonly loginFailures: readonly UtcInstant[];
  readonly lockedUntil: UtcInstant | null;
  readonly connections: readonly OwnedConnection[];
  readonly accounts: readonly OwnedAccount[];
  readonly automationIds: readonly string[];
  readonly defaultAccountId: string | null;
  readonly deletionReason: string | null;
  readonly createdAt: UtcInstant | null;
  /** Last change of anything but sessions. */
  readonly updatedAt: UtcInstant | null;
  readonly lastLoginAt: UtcInstant | null;
}

/** Before anything happened. */
export const initialUserAccount: UserAccountState = {
  userId: null,
  username: '',
  email: '',
  usernameDigest: '',
  emailDigest: '',
  firstName: null,
  lastName: null,
  role: 'user',
  status: 'absent',
  preferences: DEFAULT_PREFERENCES,
  pendingEmail: null,
  emailRequestId: null,
  totpEnrolmentId: null,
  sessions: [],
  loginFailures: [],
  lockedUntil: null,
  connections: [],
  accounts: [],
  automationIds: [],
  defaultAccountId: null,
  deletionReason: null,
  createdAt: null,
  updatedAt: null,
  lastLoginAt: null,
};

/** Whether this session was opened and neither ended nor revoked since (UA-U4). */
export const isSessionOpen = ({ sessions }: UserAccountState, sessionId: string): boolean =>
  sessions.some((session) => session.sessionId === sessionId);

/** Whether too many wrong passwords keep everybody out at this instant (UA-U3). */
export const isLocked = ({ lockedUntil }: UserAccountState, now: UtcInstant): boolean =>
  lockedUntil !== null && epochMs(now) < epochMs(lockedUntil);

/** The failures that still count at this instant. */
export const recentFailures = (failures: readonly UtcInstant[], now: UtcInstant): readonly UtcInstant[] => {
  const from = epochMs(now) - LOGIN_FAILURE_WINDOW_MS;
  return failures.filter((at) => epochMs(at) > from);
};

/** Whether the account holds a name under which people are looked up: its username or its e-mail, never one that waits for its confirmation. */
export const holdsName = (state: UserAccountState, kind: string, digest: string): boolean => {
  if (state.status === 'absent' || state.status === 'deleted') return false;
  return kind === 'email'
    ? state.emailDigest === digest
    : kind === 'username' && state.usernameDigest === digest;
};
