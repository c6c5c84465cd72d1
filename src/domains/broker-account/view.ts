import { text } from '../../core/decimal.ts';
import type { View, ViewRow } from '../../core/view.ts';
import { type BrokerAccountEvent, brokerAccountEvents } from './events.ts';
import { evolveBrokerAccount } from './evolve.ts';
import { reservedInAll } from './reservations.ts';
import { availableBuyingPower, type BrokerAccountState, initialBrokerAccount } from './state.ts';
import { tradability } from './tradability.ts';

/**
 * A user's accounts, one row each; one that is not linked yet or deleted has no row. Status and default are not waited for: orders ask the account
 * itself, and a command's answer shows its account as the command left it.
 */
export const brokerAccountView: View<BrokerAccountState, BrokerAccountEvent> = {
  kind: 'broker_accounts',
  eventTypes: new Set(Object.keys(brokerAccountEvents)),
  rowId: (event) => event.data.accountAggregateId,
  project: (doc, event) => {
    // A row that an older build kept lacks what was added since.
    const known = doc ? { ...initialBrokerAccount, ...doc } : initialBrokerAccount;
    const next = evolveBrokerAccount(known, event);
    return next.status === 'deleted' || next.status === 'absent' ? null : next;
  },
  sync: {
    BrokerAccountLinked: { priority: 1, reason: 'orders are placed on the account as soon as it is seen' },
    BrokerAccountUnlinked: { priority: 1, reason: 'no order may be placed on an account that is cut off' },
    BrokerAccountDeleted: { priority: 1, reason: 'no order may be placed on a deleted account' },
  },
};

/** An account as clients see it: money as decimal strings, null where the broker has told nothing. */
export const brokerAccountResource = ({ id, version, updatedAt, doc }: ViewRow<BrokerAccountState>) => ({
  id,
  brokerConnectionId: doc.brokerConnectionId,
  brokerId: doc.brokerId,
  environment: doc.environment,
  assetType: doc.assetType,
  accountType: doc.accountType,
  brokerAccountId: doc.brokerAccountId,
  accountName: doc.accountName,
  displayName: doc.displayName,
  status: doc.status,
  statusFromBroker: doc.statusFromBroker,
  tradability: tradability(doc),
  restrictions: doc.restrictions,
  isLinked: doc.isLinked,
  isDefault: doc.isDefault,
  isArchived: doc.isArchived,
  currency: doc.currency,
  balance: doc.balance,
  equity: doc.equity,
  buyingPower: doc.buyingPower,
  availableBuyingPower: availableBuyingPower(doc),
  reservedBuyingPower: text(reservedInAll(doc.reservations)),
  cash: doc.details?.cash ?? null,
  settledCash: doc.details?.settledCash ?? null,
  longMarketValue: doc.details?.longMarketValue ?? null,
  shortMarketValue: doc.details?.shortMarketValue ?? null,
  maintenanceMargin: doc.details?.maintenanceMargin ?? null,
  dayTradeCount: doc.details?.dayTradeCount ?? null,
  dailyPnl: doc.metrics?.dayPnl ?? null,
  dailyPnlPercent: doc.metrics?.dayPnlPct ?? null,
  reconciliationNote: doc.reconciliation?.note ?? null,
  syncFailure: doc.syncFailure,
  metadata: doc.metadata,
  asOf: doc.asOf,
  linkedAt: doc.linkedAt,
  lastSyncedAt: doc.lastSyncedAt,
  updatedAt,
  version,
});
