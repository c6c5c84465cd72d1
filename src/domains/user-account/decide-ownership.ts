import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import type { Deciders } from './authority.ts';
import { userAccountEvents as events, type UserAccountEvent } from './events.ts';
import type { UserAccountState } from './state.ts';
import { MAX_ACCOUNTS, MAX_AUTOMATIONS, MAX_CONNECTIONS } from './values.ts';

const limitReached = (what: string, limit: number): Decision<never> =>
  reject(`${what}_limit_reached`, `a user may have ${limit} ${what}s`);

const chosen = (
  { defaultAccountId }: UserAccountState,
  accountId: string | null,
  { userId, now }: DecisionEnv,
): UserAccountEvent =>
  events.UserDefaultAccountChosenEvent({
    userId,
    accountId,
    previousDefaultAccountId: defaultAccountId,
    chosenAt: now,
  });

/** While everything is being deleted, only the machinery that deletes it gives things up; the user's own word counts no more. */
const byUserTooLate = ({ status }: UserAccountState, { actor }: DecisionEnv): Decision<never> | null =>
  status === 'deletion_pending' && actor.kind === 'user'
    ? reject('deletion_pending', 'the user account is deletion_pending')
    : null;

/** Decides about what a user owns. An id that is registered twice, or released without having been registered, changes nothing. */
export const ownershipDeciders: Deciders<
  | 'RegisterConnectionCommand'
  | 'ReleaseConnectionCommand'
  | 'RegisterAccountCommand'
  | 'ReleaseAccountCommand'
  | 'RegisterAutomationCommand'
  | 'ReleaseAutomationCommand'
  | 'ChooseDefaultAccountCommand'
> = {
  RegisterConnectionCommand: (command, state, { userId, now }) => {
    const { connectionId, brokerId, environment, totpVerified } = command;
    if (state.connections.some((owned) => owned.connectionId === connectionId)) return accept();
    if (state.connections.length >= MAX_CONNECTIONS) return limitReached('connection', MAX_CONNECTIONS);
    if (environment === 'live' && state.totpEnrolmentId !== null && !totpVerified)
      return reject('totp_required', 'a live connection needs a code of the second factor');
    return accept(
      events.UserConnectionRegisteredEvent({
        userId,
        connectionId,
        brokerId,
        environment,
        registeredAt: now,
      }),
    );
  },

  ReleaseConnectionCommand: ({ connectionId }, state, env) => {
    if (!state.connections.some((owned) => owned.connectionId === connectionId)) return accept();
    const { userId, now } = env;
    return (
      byUserTooLate(state, env) ??
      accept(events.UserConnectionReleasedEvent({ userId, connectionId, releasedAt: now }))
    );
  },

  RegisterAccountCommand: ({ accountId, connectionId, isVirtual }, state, env) => {
    if (state.accounts.some((owned) => owned.accountId === accountId)) return accept();
    if (state.accounts.length >= MAX_ACCOUNTS) return limitReached('account', MAX_ACCOUNTS);
    const { userId, now } = env;
    const registered = events.UserBrokerAccountRegisteredEvent({
      userId,
      accountId,
      connectionId,
      isVirtual,
      registeredAt: now,
    });
    return state.defaultAccountId === null
      ? accept<UserAccountEvent>(registered, chosen(state, accountId, env))
      : accept(registered);
  },

  ReleaseAccountCommand: ({ accountId }, state, env) => {
    if (!state.accounts.some((owned) => owned.accountId === accountId)) return accept();
    const tooLate = byUserTooLate(state, env);
    if (tooLate) return tooLate;
    const { userId, now } = env;
    const released = events.UserBrokerAccountReleasedEvent({ userId, accountId, releasedAt: now });
    if (state.defaultAccountId !== accountId) return accept(released);
    const oldest = state.accounts.find((owned) => owned.accountId !== accountId)?.accountId ?? null;
    return accept<UserAccountEvent>(released, chosen(state, oldest, env));
  },

  RegisterAutomationCommand: ({ automationId }, state, { userId, now }) => {
    if (state.automationIds.includes(automationId)) return accept();
    if (state.automationIds.length >= MAX_AUTOMATIONS) return limitReached('automation', MAX_AUTOMATIONS);
    return accept(events.UserAutomationRegisteredEvent({ userId, automationId, registeredAt: now }));
  },

  ReleaseAutomationCommand: ({ automationId }, state, env) => {
    if (!state.automationIds.includes(automationId)) return accept();
    const { userId, now } = env;
    return (
      byUserTooLate(state, env) ??
      accept(events.UserAutomationReleasedEvent({ userId, automationId, releasedAt: now }))
    );
  },

  ChooseDefaultAccountCommand: ({ accountId }, state, env) => {
    if (state.defaultAccountId === accountId) return accept();
    if (!state.accounts.some((owned) => owned.accountId === accountId))
      return reject('account_not_found', 'there is no such account');
    return accept(chosen(state, accountId, env));
  },
};
