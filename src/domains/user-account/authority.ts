import { type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import type { UserAccountCommand, UserAccountCommandOf } from './commands.ts';
import type { UserAccountEvent } from './events.ts';
import { isLocked, isSessionOpen, type UserAccountState } from './state.ts';

/** Deciders of some of the commands, one each. */
export type Deciders<Types extends UserAccountCommand['type']> = {
  readonly [Type in Types]: (
    command: UserAccountCommandOf<Type>,
    state: UserAccountState,
    env: DecisionEnv,
  ) => Decision<UserAccountEvent>;
};

type Refusal = Decision<never> | null;

/** Refuses a user whose session was ended or revoked since its token was issued (UA-U4); others need none. */
export const withoutSession = (
  state: UserAccountState,
  { sessionId }: { readonly sessionId: string | null },
  { actor }: DecisionEnv,
): Refusal => {
  if (actor.kind !== 'user' || (sessionId !== null && isSessionOpen(state, sessionId))) return null;
  return reject('session_ended', 'this session has ended: sign in again');
};

/** Refuses a user who has not just proven the password; while the sign-in is locked nothing counts as proof (UA-U3). */
export const withoutPassword = (
  state: UserAccountState,
  { reauthenticated }: { readonly reauthenticated: boolean },
  { actor, now }: DecisionEnv,
): Refusal => {
  if (actor.kind !== 'user' || (reauthenticated && !isLocked(state, now))) return null;
  return reject('reauthentication_failed', 'the password was not confirmed');
};

/** Refuses everybody but an operator. */
export const withoutOperator = ({ actor }: DecisionEnv): Refusal =>
  actor.kind === 'operator' ? null : reject('operator_required', 'only an operator may do this');
