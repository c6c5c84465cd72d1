import { type Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import {
  type AccountType,
  type DetailFigures,
  type Metadata,
  NO_RESTRICTIONS,
  type Restrictions,
} from './profile.ts';
import { NONE_RELEASED_UNSEEN, type ReleasedUnseen } from './released-unseen.ts';
import { type Reservations, reservedInAll } from './reservations.ts';

/** Statuses of an account, `absent` before it is linked. */
export const ACCOUNT_STATUSES = [
  'absent',
  'active',
  'inactive',
  'suspended',
  'disconnected',
  'deleted',
] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

/** How the account was found to differ from its broker. */
export interface Reconciliation {
  readonly isSynced: boolean;
  readonly note: string | null;
  readonly reconciledAt: UtcInstant;
}

/** The result of a trading day. */
export interface AccountMetrics {
  readonly dayPnl: DecimalString;
  readonly dayPnlPct: DecimalString | null;
  readonly calculatedAt: UtcInstant;
}

/** Why the account cannot be read at its broker. */
export interface SyncFailure {
  readonly failureClass: string;
  readonly detail: string;
  readonly since: UtcInstant;
}

/** An account at a broker: the broker's figures as of an instant, and what our orders on their way reserve. */
export interface BrokerAccountState {
  readonly status: AccountStatus;
  readonly accountAggregateId: string;
  readonly brokerConnectionId: string;
  readonly brokerId: string;
  readonly brokerAccountId: string;
  readonly accountName: string | null;
  /** The user's own name for it. */
  readonly displayName: string | null;
  readonly environment: string;
  readonly assetType: string;
  readonly accountType: AccountType | null;
  readonly currency: string;
  readonly balance: DecimalString;
  readonly balanceAsOf: UtcInstant | null;
  readonly equity: DecimalString | null;
  readonly equityAsOf: UtcInstant | null;
  readonly buyingPower: DecimalString | null;
  readonly buyingPowerAsOf: UtcInstant | null;
  /** The newest of the three. */
  readonly asOf: UtcInstant | null;
  readonly details: DetailFigures | null;
  readonly statusFromBroker: string | null;
  readonly restrictions: Restrictions;
  readonly metadata: Metadata | null;
  /** It belongs to its connection; an unlinked one waits to be linked again. */
  readonly isLinked: boolean;
  /** What it was before it was disconnected, and will be again. */
  readonly statusWhenConnected: 'active' | 'inactive' | 'suspended';
  readonly isDefault: boolean;
  readonly isArchived: boolean;
  /** Orders the broker's figures do not contain yet. */
  readonly reservations: Reservations;
  /** Orders released before they were reserved: a reserve that comes late is refused. */
  readonly releasedUnseen: ReleasedUnseen;
  readonly boundAutomationIds: readonly string[];
  readonly reconciliation: Reconciliation | null;
  readonly metrics: AccountMetrics | null;
  readonly syncFailure: SyncFailure | null;
  readonly linkedBySagaId: string | null;
  readonly linkedAt: UtcInstant | null;
  /** When the broker was last read as a whole. */
  readonly lastSyncedAt: UtcInstant | null;
}

/** State of an account nobody linked. */
export const initialBrokerAccount: BrokerAccountState = {
  status: 'absent',
  accountAggregateId: '',
  brokerConnectionId: '',
  brokerId: '',
  brokerAccountId: '',
  accountName: null,
  displayName: null,
  environment: '',
  assetType: '',
  accountType: null,
  currency: '',
  balance: '0',
  balanceAsOf: null,
  equity: null,
  equityAsOf: null,
  buyingPower: null,
  buyingPowerAsOf: null,
  asOf: null,
  details: null,
  statusFromBroker: null,
  restrictions: NO_RESTRICTIONS,
  metadata: null,
  isLinked: false,
  statusWhenConnected: 'active',
  isDefault: false,
  isArchived: false,
  reservations: [],
  releasedUnseen: NONE_RELEASED_UNSEEN,
  boundAutomationIds: [],
  reconciliation: null,
  metrics: null,
  syncFailure: null,
  linkedBySagaId: null,
  linkedAt: null,
  lastSyncedAt: null,
};

/** Buying power of the broker less what is reserved (BA-U3); null while the broker has told none (BA-R3). */
export const availableAmount = ({ buyingPower, reservations }: BrokerAccountState): Decimal | null =>
  buyingPower === null ? null : decimal(buyingPower).minus(reservedInAll(reservations));

/** The same as it is stored and sent. */
export const availableBuyingPower = (state: BrokerAccountState): DecimalString | null => {
  const available = availableAmount(state);
  return available === null ? null : text(available);
};
