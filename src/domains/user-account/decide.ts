import { type Decision, type DecisionEnv, decideBy } from '../../core/decider.ts';
import { guardedBy } from '../../core/lifecycle.ts';
import type { UserAccountCommand } from './commands.ts';
import { accountDeciders } from './decide-account.ts';
import { ownershipDeciders } from './decide-ownership.ts';
import { INVALID_CREDENTIALS, signInDeciders } from './decide-sign-in.ts';
import type { UserAccountEvent } from './events.ts';
import { userAccountLifecycle } from './lifecycle.ts';
import type { UserAccountState } from './state.ts';

const decide = guardedBy(
  userAccountLifecycle,
  decideBy<UserAccountState, UserAccountCommand, UserAccountEvent>({
    ...accountDeciders,
    ...signInDeciders,
    ...ownershipDeciders,
  }),
);

/** Decides every command of a user account. A failed sign-in is answered in the same words whatever the status. */
export const decideUserAccount = (
  command: UserAccountCommand,
  state: UserAccountState,
  env: DecisionEnv,
): Decision<UserAccountEvent> => {
  const decision = decide(command, state, env);
  const failedSignIn = decision.kind === 'reject' && decision.rejection.code === 'invalid_credentials';
  return failedSignIn ? INVALID_CREDENTIALS : decision;
};
