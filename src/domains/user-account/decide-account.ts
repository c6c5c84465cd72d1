import { accept, reject } from '../../core/decider.ts';
import { epochMs, plusMs } from '../../core/instant.ts';
import { type Deciders, withoutOperator, withoutPassword, withoutSession } from './authority.ts';
import { userAccountEvents as events } from './events.ts';
import type { UserAccountState } from './state.ts';
import { EMAIL_CONFIRMATION_MS, VIRTUAL_BROKER } from './values.ts';

const sessionIds = ({ sessions }: UserAccountState) => sessions.map((session) => session.sessionId);

const hasVirtualBroker = ({ connections, accounts }: UserAccountState): boolean =>
  connections.some(({ brokerId }) => brokerId === VIRTUAL_BROKER) ||
  accounts.some(({ isVirtual }) => isVirtual);

/** Decides about the person: profile, e-mail, preferences, and the life of the account. */
export const accountDeciders: Deciders<
  | 'CreateUserAccountCommand'
  | 'UpdateUserCommand'
  | 'SetPreferencesCommand'
  | 'RequestEmailChangeCommand'
  | 'ChangeEmailCommand'
  | 'DeactivateUserCommand'
  | 'SuspendUserCommand'
  | 'ReactivateUserCommand'
  | 'DeleteUserAccountCommand'
  | 'CompleteUserDeletionCommand'
> = {
  CreateUserAccountCommand: ({ type: _, ...names }, _state, { userId, now }) =>
    accept(events.UserCreatedEvent({ userId, ...names, role: 'user', createdAt: now })),

  UpdateUserCommand: (command, state, { userId, now }) => {
    const firstName = command.firstName === undefined ? state.firstName : command.firstName;
    const lastName = command.lastName === undefined ? state.lastName : command.lastName;
    const changed = [
      ...(firstName === state.firstName ? [] : ['first_name' as const]),
      ...(lastName === state.lastName ? [] : ['last_name' as const]),
    ];
    if (changed.length === 0) return accept();
    return accept(events.UserUpdatedEvent({ userId, changed, firstName, lastName, updatedAt: now }));
  },

  SetPreferencesCommand: ({ displayCurrency, timeZone, theme }, { preferences }, { userId, now }) => {
    const same =
      preferences.displayCurrency === displayCurrency &&
      preferences.timeZone === timeZone &&
      preferences.theme === theme;
    if (same) return accept();
    return accept(
      events.UserPreferencesChangedEvent({ userId, displayCurrency, timeZone, theme, changedAt: now }),
    );
  },

  RequestEmailChangeCommand: (command, state, env) => {
    const refusal = withoutSession(state, command, env) ?? withoutPassword(state, command, env);
    if (refusal) return refusal;
    const { newEmail, newEmailDigest } = command;
    if (newEmailDigest === state.emailDigest)
      return reject('email_unchanged', 'this is the e-mail address of the account already', 'newEmail');
    const { userId, commandId, now } = env;
    const pending = state.pendingEmail;
    if (pending?.emailDigest === newEmailDigest && epochMs(now) < epochMs(pending.expiresAt)) return accept();
    return accept(
      events.UserEmailChangeRequestedEvent({
        userId,
        newEmail,
        newEmailDigest,
        requestId: commandId,
        requestedAt: now,
        expiresAt: plusMs(now, EMAIL_CONFIRMATION_MS),
      }),
    );
  },

  ChangeEmailCommand: (command, state, env) => {
    const { requestId, newEmailDigest, claimedUntil } = command;
    if (state.emailRequestId === requestId && state.emailDigest === newEmailDigest) return accept();
    const refusal = withoutSession(state, command, env);
    if (refusal) return refusal;
    const { userId, now } = env;
    const pending = state.pendingEmail;
    if (pending?.requestId !== requestId || pending.emailDigest !== newEmailDigest)
      return reject('confirmation_invalid', 'this confirmation belongs to no open request', 'token');
    if (epochMs(now) >= epochMs(pending.expiresAt))
      return reject(
        'confirmation_expired',
        `this confirmation was valid until ${pending.expiresAt}`,
        'token',
      );
    // Past its time the claim may be somebody else's: the address must be claimed anew.
    if (epochMs(now) >= epochMs(claimedUntil))
      return reject('claim_expired', 'confirming took too long: try again');
    return accept(
      events.UserEmailChanged({
        userId,
        oldEmail: state.email,
        newEmail: pending.email,
        oldEmailDigest: state.emailDigest,
        newEmailDigest,
        requestId,
        revokedSessionIds: sessionIds(state),
        changedAt: now,
      }),
    );
  },

  DeactivateUserCommand: (command, state, env) => {
    const { userId, now } = env;
    return (
      withoutSession(state, command, env) ??
      accept(
        events.UserDeactivatedEvent({ userId, revokedSessionIds: sessionIds(state), deactivatedAt: now }),
      )
    );
  },

  SuspendUserCommand: ({ reason }, state, env) => {
    const { userId, now } = env;
    return (
      withoutOperator(env) ??
      accept(
        events.UserSuspendedEvent({
          userId,
          reason,
          revokedSessionIds: sessionIds(state),
          suspendedAt: now,
        }),
      )
    );
  },

  ReactivateUserCommand: (command, state, env) => {
    const refusal =
      state.status === 'suspended' ? withoutOperator(env) : withoutPassword(state, command, env);
    const { userId, now } = env;
    return (
      refusal ??
      accept(events.UserReactivatedEvent({ userId, previousStatus: state.status, reactivatedAt: now }))
    );
  },

  DeleteUserAccountCommand: (command, state, env) => {
    const refusal = withoutSession(state, command, env) ?? withoutPassword(state, command, env);
    if (refusal) return refusal;
    const { reason, openLiveOrders, openLivePositions, liveExposure } = command;
    if (openLiveOrders + openLivePositions > 0 && liveExposure === null)
      return reject(
        'open_live_exposure',
        `${openLiveOrders} live orders and ${openLivePositions} live positions are open: say whether to close or to keep them`,
      );
    return accept(
      events.UserAccountDeleted({
        userId: env.userId,
        reason,
        ownedConnectionIds: state.connections.map(({ connectionId }) => connectionId),
        ownedAccountIds: state.accounts.map(({ accountId }) => accountId),
        ownedAutomationIds: [...state.automationIds],
        hasVirtualBroker: hasVirtualBroker(state),
        openLiveOrders,
        openLivePositions,
        liveExposure,
        revokedSessionIds: sessionIds(state),
        deletedAt: env.now,
      }),
    );
  },

  CompleteUserDeletionCommand: ({ counts }, { usernameDigest, emailDigest }, { userId, sagaId, now }) => {
    if (sagaId === null) return reject('saga_required', 'only the deletion saga completes a deletion');
    return accept(
      events.UserDeletionCompleted({
        userId,
        sagaId,
        counts,
        usernameDigest,
        emailDigest,
        completedAt: now,
      }),
    );
  },
};
