import { accept, type Decision, reject } from '../../core/decider.ts';
import { plusMs } from '../../core/instant.ts';
import { type Deciders, withoutSession } from './authority.ts';
import { userAccountEvents as events } from './events.ts';
import { isLocked, isSessionOpen, recentFailures } from './state.ts';
import { LOGIN_LOCK_MS, MAX_LOGIN_FAILURES } from './values.ts';

/** The one answer to every sign-in that fails, whatever the reason. */
export const INVALID_CREDENTIALS: Decision<never> = reject(
  'invalid_credentials',
  'the credentials are not valid',
);

const totpNeeded = () => reject('totp_required', 'a code of the second factor is needed');

/** Decides about signing in and out, and what proves who somebody is. */
export const signInDeciders: Deciders<
  | 'AuthenticateUserCommand'
  | 'RecordLoginFailureCommand'
  | 'LogoutUserCommand'
  | 'ChangePasswordCommand'
  | 'EnableTotpCommand'
  | 'DisableTotpCommand'
> = {
  AuthenticateUserCommand: ({ sessionId, nameDigest, ipDigest }, state, { userId, now }) => {
    // A name that was looked up may be a claim which nobody has confirmed.
    const known = nameDigest === state.usernameDigest || nameDigest === state.emailDigest;
    if (!known || isLocked(state, now)) return INVALID_CREDENTIALS;
    if (isSessionOpen(state, sessionId)) return accept();
    return accept(events.UserLoggedIn({ userId, sessionId, ipDigest, loggedInAt: now }));
  },

  RecordLoginFailureCommand: ({ ipDigest }, state, { userId, now }) => {
    // What fails during a lock neither prolongs it nor grows the log.
    if (isLocked(state, now)) return accept();
    const failures = recentFailures(state.loginFailures, now).length + 1;
    const lockedUntil = failures < MAX_LOGIN_FAILURES ? null : plusMs(now, LOGIN_LOCK_MS);
    return accept(events.UserLoginFailedEvent({ userId, ipDigest, failedAt: now, lockedUntil }));
  },

  LogoutUserCommand: ({ sessionId }, state, { userId, now }) =>
    isSessionOpen(state, sessionId)
      ? accept(events.UserLoggedOut({ userId, sessionId, loggedOutAt: now }))
      : accept(),

  ChangePasswordCommand: (command, state, env) => {
    const revokedSessionIds = state.sessions.map(({ sessionId }) => sessionId);
    const { userId, now } = env;
    return (
      withoutSession(state, command, env) ??
      accept(events.UserPasswordChanged({ userId, revokedSessionIds, changedAt: now }))
    );
  },

  EnableTotpCommand: (command, state, env) => {
    const { enrolmentId, totpVerified } = command;
    if (state.totpEnrolmentId === enrolmentId) return accept();
    const refusal = withoutSession(state, command, env);
    if (refusal) return refusal;
    if (!totpVerified) return totpNeeded();
    return accept(events.UserTotpEnabledEvent({ userId: env.userId, enrolmentId, enabledAt: env.now }));
  },

  DisableTotpCommand: (command, state, env) => {
    const enrolmentId = state.totpEnrolmentId;
    if (enrolmentId === null) return accept();
    const refusal = withoutSession(state, command, env);
    if (refusal) return refusal;
    if (!command.totpVerified && env.actor.kind === 'user') return totpNeeded();
    return accept(events.UserTotpDisabledEvent({ userId: env.userId, enrolmentId, disabledAt: env.now }));
  },
};
