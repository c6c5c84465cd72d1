import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import type {
  CompleteDisconnectionCommand,
  PurgeBrokerConnectionCommand,
  RequestBrokerDisconnectCommand,
} from './commands-disconnecting.ts';
import { reconnected } from './decide-connecting.ts';
import { type BrokerConnectionEvent, brokerConnectionEvents as events } from './events.ts';
import { gracePeriodEnd, isWithinGrace } from './grace.ts';
import { brokerOf, identityOf } from './identity.ts';
import type { BrokerConnectionState } from './state.ts';
import { isCriticalReason, virtualAccountIdOf } from './values.ts';

type Decided = Decision<BrokerConnectionEvent>;
type State = BrokerConnectionState;

/** The virtual broker opens one account per connection; it may be there although no discovery ever told of it. */
const virtualAccounts = ({ brokerId, brokerConnectionId, virtualAccountIds }: State, env: DecisionEnv) => {
  if (virtualAccountIds !== null) return [...virtualAccountIds];
  return brokerId === 'virtual' ? [virtualAccountIdOf(env.idOf, brokerConnectionId)] : [];
};

/** Everything that goes with the connection, from its own state (DESIGN 4, N-R4). */
const owned = (state: State, env: DecisionEnv) => {
  const linkedAccountIds = [...state.linkedAccountIds];
  const virtualAccountIds = virtualAccounts(state, env);
  const activeAutomationIds = [...state.activeAutomationIds];
  const enrichment = {
    linked: linkedAccountIds.length,
    virtual: virtualAccountIds.length,
    automations: activeAutomationIds.length,
  };
  return { linkedAccountIds, virtualAccountIds, activeAutomationIds, enrichment };
};

/** Begins the end of a connection; a saga may begin it again for what waits in its period of grace or was left behind. */
export const requestDisconnect = (
  { reason, involuntary, cancelOpenOrders }: RequestBrokerDisconnectCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  (state.status === 'disconnected' && (involuntary || env.sagaId === null)) ||
  (state.status === 'disconnecting' && !state.disconnectionFailed)
    ? reject('invalid_connection_state', `the connection is ${state.status}`)
    : accept(
        events.BrokerDisconnected({
          ...identityOf(state, env),
          ...brokerOf(state),
          reason,
          involuntary,
          cancelOpenOrders,
          clearAllCachedData: isCriticalReason(reason),
          ...owned(state, env),
          disconnectedAt: env.now,
          gracePeriodEndsAt: involuntary ? gracePeriodEnd(env.now) : null,
        }),
      );

/** The saga is done with what goes with the connection. */
export const completeDisconnection = (
  { deletedAccounts, deletedVirtualAccounts, suspendedAutomations }: CompleteDisconnectionCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  env.sagaId === null
    ? reject('saga_required', 'only the disconnecting saga may complete it')
    : accept(
        events.BrokerDisconnectionCompleted({
          ...identityOf(state, env),
          sagaId: env.sagaId,
          deletedAccounts,
          deletedVirtualAccounts,
          suspendedAutomations,
          completedAt: env.now,
        }),
      );

/** Ends the period of grace; what it protected is told of once more, to be cleared away. */
export const endGracePeriod = (_command: unknown, state: State, env: DecisionEnv): Decided => {
  if (state.gracePeriodEndsAt === null) return reject('no_grace_period', 'there is no period of grace');
  if (isWithinGrace(state, env.now))
    return reject('grace_period_running', `the period of grace ends at ${state.gracePeriodEndsAt}`);
  return accept(
    events.BrokerGracePeriodEnded({
      ...identityOf(state, env),
      ...brokerOf(state),
      ...owned(state, env),
      endedAt: env.now,
    }),
  );
};

/** Takes a connection up again: from an error, while it is still being disconnected, or within its period of grace. */
export const reconnect = (_command: unknown, state: State, env: DecisionEnv): Decided =>
  state.gracePeriodEndsAt !== null && !isWithinGrace(state, env.now)
    ? reject('grace_period_over', `the period of grace ended at ${state.gracePeriodEndsAt}`)
    : reconnected(state, env);

/** Removes a connection that is disconnected; a saga also one that it is disconnecting, or that it began and that never worked. */
export const purge = ({ force }: PurgeBrokerConnectionCommand, state: State, env: DecisionEnv): Decided => {
  const bySaga = env.sagaId !== null;
  if (state.status === 'disconnecting' && !bySaga)
    return reject('saga_required', 'only the disconnecting saga purges before it is done');
  const ending = state.status === 'disconnecting' || state.status === 'disconnected';
  if (!ending && !(force && bySaga && !state.completed))
    return reject('invalid_connection_state', `the connection is ${state.status}`);
  const { length: linked } = state.linkedAccountIds;
  if (linked > 0) return reject('accounts_linked', `${linked} accounts are still linked`);
  return accept(
    events.BrokerConnectionPurged({
      ...identityOf(state, env),
      ...brokerOf(state),
      forced: force,
      purgedAt: env.now,
    }),
  );
};

/** What a person must see to when a saga cannot undo something. */
const intervention = (state: State, env: DecisionEnv, sagaId: string, reason: string) => ({
  ...identityOf(state, env),
  sagaId,
  reason,
  requiresManualIntervention: true,
  requiredAt: env.now,
});

const SAGA_ONLY = reject('saga_required', 'only a saga asks for an intervention');

/** A disconnect could not be undone. */
export const requireDisconnectionCompensation = (
  { reason }: { readonly reason: string },
  state: State,
  env: DecisionEnv,
): Decided =>
  env.sagaId === null
    ? SAGA_ONLY
    : accept(
        events.BrokerDisconnectionCompensationRequired({
          ...intervention(state, env, env.sagaId, reason),
          linkedAccountIds: [...state.linkedAccountIds],
          activeAutomationIds: [...state.activeAutomationIds],
        }),
      );

/** Deleted accounts could not be brought back. */
export const requireAccountsCompensation = (
  { accountIds, reason }: { readonly accountIds: readonly string[]; readonly reason: string },
  state: State,
  env: DecisionEnv,
): Decided =>
  env.sagaId === null
    ? SAGA_ONLY
    : accept(
        events.BrokerAccountDeletionCompensationRequired({
          ...intervention(state, env, env.sagaId, reason),
          accountIds: [...accountIds],
        }),
      );

/** One deleted account could not be brought back. */
export const requireAccountCompensation = (
  { accountId, reason }: { readonly accountId: string; readonly reason: string },
  state: State,
  env: DecisionEnv,
): Decided =>
  env.sagaId === null
    ? SAGA_ONLY
    : accept(
        events.AccountDeletionCompensationRequired({
          ...intervention(state, env, env.sagaId, reason),
          accountId,
        }),
      );
