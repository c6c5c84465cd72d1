import type { AggregateDefinition } from '../../core/aggregate.ts';
import { accept, decideBy, evolveBy, reject } from '../../core/decider.ts';
import { eventRegistry } from '../../core/event-registry.ts';
import type { UtcInstant } from '../../core/instant.ts';
import { userAccountEvents as events, type ROLES, type UserAccountEvent } from './events.ts';

/** What a user account has become; `username` and `email` stay sealed. */
export interface UserAccountState {
  readonly userId: string | null;
  readonly username: string;
  readonly email: string;
  readonly role: (typeof ROLES)[number];
  readonly status: 'absent' | 'active';
  readonly createdAt: UtcInstant | null;
  readonly lastLoginAt: UtcInstant | null;
}

/** Creates the account of a user whose e-mail and username have been claimed. */
export interface CreateUserAccountCommand {
  readonly type: 'CreateUserAccountCommand';
  readonly username: string;
  readonly email: string;
  readonly usernameDigest: string;
  readonly emailDigest: string;
}

/** Records the outcome of a sign-in whose password the vault has checked. */
export interface AuthenticateUserCommand {
  readonly type: 'AuthenticateUserCommand';
  readonly sessionId: string;
}

/** Records a sign-in with a wrong password. */
export interface RecordLoginFailureCommand {
  readonly type: 'RecordLoginFailureCommand';
}

export type UserAccountCommand =
  | CreateUserAccountCommand
  | AuthenticateUserCommand
  | RecordLoginFailureCommand;

const initial: UserAccountState = {
  userId: null,
  username: '',
  email: '',
  role: 'user',
  status: 'absent',
  createdAt: null,
  lastLoginAt: null,
};

const decide = decideBy<UserAccountState, UserAccountCommand, UserAccountEvent>({
  CreateUserAccountCommand: ({ username, email, usernameDigest, emailDigest }, state, { now, userId }) => {
    if (state.status !== 'absent') return reject('user_exists', 'this user account exists already');
    return accept(
      events.UserCreatedEvent({
        userId,
        username,
        email,
        usernameDigest,
        emailDigest,
        role: 'user',
        createdAt: now,
      }),
    );
  },
  AuthenticateUserCommand: ({ sessionId }, state, { now, userId }) => {
    if (state.status !== 'active') return reject('invalid_credentials', 'the credentials are not valid');
    return accept(events.UserLoggedIn({ userId, sessionId, loggedInAt: now }));
  },
  RecordLoginFailureCommand: (_command, state, { now, userId }) => {
    if (state.status !== 'active') return reject('invalid_credentials', 'the credentials are not valid');
    return accept(events.UserLoginFailedEvent({ userId, failedAt: now }));
  },
});

const evolve = evolveBy<UserAccountState, UserAccountEvent>({
  UserCreatedEvent: (state, { userId, username, email, role, createdAt }) => ({
    ...state,
    userId,
    username,
    email,
    role,
    status: 'active',
    createdAt,
  }),
  UserLoggedIn: (state, { loggedInAt }) => ({ ...state, lastLoginAt: loggedInAt }),
  UserLoginFailedEvent: (state) => state,
});

/** Registration and sign-in of one user (domains 4.1). */
export const userAccountAggregate: AggregateDefinition<
  UserAccountState,
  UserAccountCommand,
  UserAccountEvent
> = {
  type: 'user_account',
  decider: { initial, decide, evolve },
  events: eventRegistry<UserAccountEvent>(events),
  stateSchema: 1,
};
