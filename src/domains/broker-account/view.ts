import type { View, ViewRow } from '../../core/view.ts';
import {
  availableBuyingPower,
  type BrokerAccountState,
  brokerAccountAggregate,
  evolveBrokerAccount,
  initialBrokerAccount,
} from './broker-account.ts';
import type { BrokerAccountEvent } from './events.ts';

/** A user's accounts, one row each; a deleted account has no row. */
export const brokerAccountView: View<BrokerAccountState, BrokerAccountEvent> = {
  kind: 'broker_accounts',
  eventTypes: new Set(brokerAccountAggregate.events.definitions.keys()),
  rowId: (event) => event.data.accountAggregateId,
  project: (doc, event) => {
    const next = evolveBrokerAccount(doc ?? initialBrokerAccount, event);
    return next.status === 'deleted' ? null : next;
  },
  sync: {
    BrokerAccountLinked: { priority: 1, reason: 'orders are placed on the account as soon as it is seen' },
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
  brokerAccountId: doc.brokerAccountId,
  accountName: doc.accountName,
  status: doc.status,
  currency: doc.currency,
  balance: doc.balance,
  equity: doc.equity,
  buyingPower: doc.buyingPower,
  availableBuyingPower: availableBuyingPower(doc),
  asOf: doc.asOf,
  linkedAt: doc.linkedAt,
  updatedAt,
  version,
});
