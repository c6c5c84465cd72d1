import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import { decimal } from '../../core/decimal.ts';
import type {
  ArchiveAccountCommand,
  BindAccountAutomationCommand,
  ChangeAccountStatusCommand,
  DeleteBrokerAccountCommand,
  LinkDiscoveredBrokerAccountCommand,
  SetAccountDetailsCommand,
  SetDefaultAccountCommand,
  UnbindAccountAutomationCommand,
  UnlinkBrokerAccountCommand,
  YieldDefaultAccountCommand,
} from './commands-standing.ts';
import { mirrored } from './decide-money.ts';
import { type BrokerAccountEvent, brokerAccountEvents as events } from './events.ts';
import { accountIdOf, identityOf, namedOf } from './identity.ts';
import { NO_PROFILE } from './profile.ts';
import type { AccountStatus, BrokerAccountState } from './state.ts';

type Decided = Decision<BrokerAccountEvent>;
type State = BrokerAccountState;

const statusChanged = (state: State, newStatus: AccountStatus, reason: string, env: DecisionEnv) =>
  events.AccountStatusChanged({
    ...identityOf(state, env),
    oldStatus: state.status,
    newStatus,
    reason,
    changedAt: env.now,
  });

/** Cash and virtual accounts cannot owe cash; margin accounts do so every day (BA-U1). */
const owesWhatItCannot = ({ brokerId, figures, profile }: LinkDiscoveredBrokerAccountCommand): boolean => {
  const type = profile?.accountType ?? null;
  const ownCashOnly = type === 'cash' || (brokerId === 'virtual' && type === null);
  return ownCashOnly && decimal(figures.balance).lt(0);
};

const linked = (command: LinkDiscoveredBrokerAccountCommand, state: State, env: DecisionEnv): Decided => {
  if (owesWhatItCannot(command))
    return reject('negative_balance', `a cash account cannot have ${command.figures.balance}`);
  const { brokerId, brokerAccountId, figures } = command;
  const profile = command.profile ?? NO_PROFILE;
  const known = state.status === 'disconnected';
  const accountAggregateId = known
    ? state.accountAggregateId
    : accountIdOf(env.idOf, env.userId, brokerId, brokerAccountId);
  return accept(
    events.BrokerAccountLinked({
      accountAggregateId,
      userId: env.userId,
      brokerConnectionId: command.brokerConnectionId,
      brokerId,
      brokerAccountId,
      accountName: command.accountName,
      environment: command.environment,
      assetType: command.assetType,
      accountType: profile.accountType,
      initialBalance: figures.balance,
      currency: command.currency,
      initialEquity: figures.equity,
      initialBuyingPower: figures.buyingPower,
      initialDetails: profile.details,
      initialStatusFromBroker: command.statusFromBroker,
      initialRestrictions: profile.restrictions,
      initialMetadataFromBroker: profile.metadata,
      isDefault: state.status !== 'deleted' && state.isDefault,
      linkedBySagaId: env.sagaId,
      asOf: figures.asOf,
      linkedAt: env.now,
    }),
  );
};

/** Links a new account; of one that is linked already only what is newer is mirrored, and a lost one is back. */
export const link = (
  command: LinkDiscoveredBrokerAccountCommand,
  state: State,
  env: DecisionEnv,
): Decided => {
  if (state.status === 'absent' || state.status === 'deleted') return linked(command, state, env);
  if (state.brokerId !== command.brokerId || state.brokerAccountId !== command.brokerAccountId)
    return reject('account_mismatch', 'this account is linked to another account of the broker');
  if (!state.isLinked) return linked(command, state, env);
  if (state.brokerConnectionId !== command.brokerConnectionId)
    return reject('account_mismatch', 'this account is linked through another connection');
  const news = mirrored(command, state, env);
  return state.status === 'disconnected'
    ? accept<BrokerAccountEvent>(
        ...news,
        statusChanged(state, state.statusWhenConnected, 'linked again', env),
      )
    : accept<BrokerAccountEvent>(...news);
};

/** Takes the account off its connection. */
export const unlink = ({ reason }: UnlinkBrokerAccountCommand, state: State, env: DecisionEnv): Decided =>
  state.isLinked
    ? accept(
        events.BrokerAccountUnlinked({
          ...identityOf(state, env),
          brokerConnectionId: state.brokerConnectionId,
          reason,
          unlinkedAt: env.now,
        }),
      )
    : accept();

/** The user wants to trade on it. */
export const activate = (_command: unknown, state: State, env: DecisionEnv): Decided =>
  accept(events.BrokerAccountActivated({ ...identityOf(state, env), activatedAt: env.now }));

/** The user wants to trade on it no more. */
export const deactivate = (_command: unknown, state: State, env: DecisionEnv): Decided =>
  accept(events.BrokerAccountDeactivated({ ...identityOf(state, env), deactivatedAt: env.now }));

/** Follows the broker and the connection; what the user deactivated only the user activates. */
export const changeStatus = (
  { status, reason }: ChangeAccountStatusCommand,
  state: State,
  env: DecisionEnv,
): Decided => {
  if (status === state.status) return accept();
  if (state.status === 'inactive' && status === 'active')
    return reject('invalid_account_state', 'the user deactivated the account');
  if (state.status === 'disconnected' && !state.isLinked)
    return reject('account_unlinked', 'the account must be linked again');
  const back = state.status === 'disconnected' && status === 'active';
  return accept(statusChanged(state, back ? state.statusWhenConnected : status, reason, env));
};

/** Echoes that UserAccount made it the default (BA-U5), whatever its status: an echo never contradicts. */
export const setDefault = (
  { previousDefaultAccountId }: SetDefaultAccountCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  state.isDefault
    ? accept()
    : accept(events.DefaultAccountSet({ ...namedOf(state, env), previousDefaultAccountId, setAt: env.now }));

/** Echoes that UserAccount made another one the default, which it tells to the one that was (BA-U5). */
export const yieldDefault = (
  { newDefaultAccountId }: YieldDefaultAccountCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  state.status === 'absent' && !state.isDefault
    ? reject('account_not_found', 'there is no such account')
    : accept(
        events.DefaultAccountYielded({
          ...namedOf(state, env),
          newDefaultAccountId: newDefaultAccountId ?? null,
          yieldedAt: env.now,
        }),
      );

/** Gives it the user's name for it. */
export const setDetails = (
  { displayName }: SetAccountDetailsCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  displayName === state.displayName
    ? accept()
    : accept(
        events.UserSetAccountDetailsChanged({ ...identityOf(state, env), displayName, changedAt: env.now }),
      );

/** Puts it out of sight, or back. */
export const archive = ({ isArchived }: ArchiveAccountCommand, state: State, env: DecisionEnv): Decided =>
  isArchived === state.isArchived
    ? accept()
    : accept(
        events.UserAccountArchivedStatusChanged({
          ...identityOf(state, env),
          isArchived,
          changedAt: env.now,
        }),
      );

/** An automation trades on it; said twice it is the same. */
export const bindAutomation = (
  { automationId }: BindAccountAutomationCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  state.boundAutomationIds.includes(automationId)
    ? accept()
    : accept(events.AccountAutomationBound({ ...identityOf(state, env), automationId, boundAt: env.now }));

/** The automation trades on it no longer. */
export const unbindAutomation = (
  { automationId }: UnbindAccountAutomationCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  state.boundAutomationIds.includes(automationId)
    ? accept(events.AccountAutomationUnbound({ ...identityOf(state, env), automationId, unboundAt: env.now }))
    : accept();

/** Removes it, and tells which automations traded on it (BA-R2); a saga that undoes its linking spares what another one linked. */
export const remove = (
  { reason, onlyIfLinkedBy }: DeleteBrokerAccountCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  onlyIfLinkedBy !== null && state.linkedBySagaId !== onlyIfLinkedBy
    ? accept()
    : accept(
        events.BrokerAccountDeleted({
          ...identityOf(state, env),
          brokerConnectionId: state.brokerConnectionId,
          brokerId: state.brokerId,
          environment: state.environment,
          brokerAccountId: state.brokerAccountId,
          wasDefault: state.isDefault,
          boundAutomationIds: [...state.boundAutomationIds],
          reason,
          deletedAt: env.now,
        }),
      );
