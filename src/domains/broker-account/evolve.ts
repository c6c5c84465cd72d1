import { evolveBy } from '../../core/decider.ts';
import type { UtcInstant } from '../../core/instant.ts';
import type { BrokerAccountEvent } from './events.ts';
import { isNewer } from './figures.ts';
import { NO_RESTRICTIONS } from './profile.ts';
import { withReleasedUnseen } from './released-unseen.ts';
import { type BrokerAccountState, initialBrokerAccount } from './state.ts';

type State = BrokerAccountState;
type Updated = Extract<BrokerAccountEvent, { type: 'AccountDataFromBrokerUpdated' }>['data'];

const newest = (a: UtcInstant, b: UtcInstant | null): UtcInstant => (isNewer(a, b) ? a : (b ?? a));

/** The three figures after a snapshot: of each the newer one. */
const figuresAfter = (state: State, { balance, equity, buyingPower, asOf }: Updated) => {
  if (isNewer(asOf, state.asOf))
    return { balance, equity, buyingPower, balanceAsOf: asOf, equityAsOf: asOf, buyingPowerAsOf: asOf, asOf };
  return {
    ...(isNewer(asOf, state.balanceAsOf) ? { balance, balanceAsOf: asOf } : {}),
    ...(isNewer(asOf, state.equityAsOf) ? { equity, equityAsOf: asOf } : {}),
    ...(isNewer(asOf, state.buyingPowerAsOf) ? { buyingPower, buyingPowerAsOf: asOf } : {}),
  };
};

/** What the user made of an account outlives its being unlinked; nothing outlives its being deleted. */
const before = (state: State): State => (state.status === 'disconnected' ? state : initialBrokerAccount);

/** How a fact changes an account. */
export const evolveBrokerAccount = evolveBy<BrokerAccountState, BrokerAccountEvent>({
  BrokerAccountLinked: (state, linked) => ({
    ...before(state),
    status: 'active',
    accountAggregateId: linked.accountAggregateId,
    brokerConnectionId: linked.brokerConnectionId,
    brokerId: linked.brokerId,
    brokerAccountId: linked.brokerAccountId,
    accountName: linked.accountName,
    environment: linked.environment,
    assetType: linked.assetType,
    accountType: linked.accountType,
    currency: linked.currency,
    balance: linked.initialBalance,
    balanceAsOf: linked.asOf,
    equity: linked.initialEquity,
    equityAsOf: linked.asOf,
    buyingPower: linked.initialBuyingPower,
    buyingPowerAsOf: linked.asOf,
    asOf: linked.asOf,
    details: linked.initialDetails,
    statusFromBroker: linked.initialStatusFromBroker,
    restrictions: linked.initialRestrictions ?? NO_RESTRICTIONS,
    metadata: linked.initialMetadataFromBroker,
    isLinked: true,
    statusWhenConnected: 'active',
    isDefault: linked.isDefault,
    linkedBySagaId: linked.linkedBySagaId,
    linkedAt: linked.linkedAt,
    lastSyncedAt: linked.linkedAt,
  }),
  BrokerAccountUnlinked: (state) => ({ ...state, status: 'disconnected', isLinked: false }),
  AccountStatusChanged: (state, { newStatus }) => ({
    ...state,
    status: newStatus,
    statusWhenConnected:
      newStatus === 'active' || newStatus === 'inactive' || newStatus === 'suspended'
        ? newStatus
        : state.statusWhenConnected,
  }),
  BrokerAccountActivated: (state) => ({ ...state, status: 'active', statusWhenConnected: 'active' }),
  BrokerAccountDeactivated: (state) => ({ ...state, status: 'inactive', statusWhenConnected: 'inactive' }),
  DefaultAccountSet: (state) => ({ ...state, isDefault: true }),
  DefaultAccountYielded: (state) => ({ ...state, isDefault: false }),
  UserSetAccountDetailsChanged: (state, { displayName }) => ({ ...state, displayName }),
  UserAccountArchivedStatusChanged: (state, { isArchived }) => ({ ...state, isArchived }),
  AccountAutomationBound: (state, { automationId }) => ({
    ...state,
    boundAutomationIds: [...state.boundAutomationIds, automationId],
  }),
  AccountAutomationUnbound: (state, { automationId }) => ({
    ...state,
    boundAutomationIds: state.boundAutomationIds.filter((id) => id !== automationId),
  }),
  BrokerAccountDeleted: (state) => ({ ...state, status: 'deleted', isLinked: false }),

  AccountDataFromBrokerUpdated: (state, updated) => ({
    ...state,
    ...figuresAfter(state, updated),
    details: updated.details ?? state.details,
    statusFromBroker: updated.statusFromBroker ?? state.statusFromBroker,
    accountType: updated.accountType ?? state.accountType,
    restrictions: updated.restrictions ?? state.restrictions,
    metadata: updated.metadataFromBroker ?? state.metadata,
    lastSyncedAt: updated.refreshedAt,
  }),
  AccountBalanceUpdated: (state, { balance, asOf }) => ({
    ...state,
    balance,
    balanceAsOf: asOf,
    asOf: newest(asOf, state.asOf),
  }),
  AccountEquityUpdated: (state, { equity, asOf }) => ({
    ...state,
    equity,
    equityAsOf: asOf,
    asOf: newest(asOf, state.asOf),
  }),
  AccountBuyingPowerUpdated: (state, { buyingPower, asOf }) => ({
    ...state,
    buyingPower,
    buyingPowerAsOf: asOf,
    asOf: newest(asOf, state.asOf),
  }),
  BuyingPowerReserved: (state, { orderId, amount }) => ({
    ...state,
    reservations: [...state.reservations, { orderId, amount }],
  }),
  BuyingPowerReleased: (state, { orderId }) => {
    const reservations = state.reservations.filter((known) => known.orderId !== orderId);
    return reservations.length === state.reservations.length
      ? { ...state, releasedUnseen: withReleasedUnseen(state.releasedUnseen, orderId) }
      : { ...state, reservations };
  },
  AccountReconciliationCompleted: (state, { isSynced, note, reconciledAt }) => ({
    ...state,
    reconciliation: { isSynced, note, reconciledAt },
  }),
  AccountMetricsCalculated: (state, { dayPnl, dayPnlPct, calculatedAt }) => ({
    ...state,
    metrics: { dayPnl, dayPnlPct, calculatedAt },
  }),
  AccountSyncFailed: (state, { failureClass, detail, failedAt }) => ({
    ...state,
    syncFailure: { failureClass, detail, since: failedAt },
  }),
  AccountRecovered: (state) => ({ ...state, syncFailure: null }),
  AccountRecoveryFailed: (state, { reason, failedAt }) => ({
    ...state,
    syncFailure: { failureClass: 'recovery_failed', detail: reason, since: failedAt },
  }),
});
