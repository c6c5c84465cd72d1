import type { DecimalString } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import type { AssetFields } from '../shared/derivatives.ts';
import { type Book, findIn, type OrdersById, ordersIn } from './book.ts';
import {
  type FaultProfile,
  type FeeSchedule,
  type FillProfile,
  NO_FAULTS,
  type SessionMode,
  type VirtualAccountType,
} from './values.ts';
import type { OrderFill, WorkingOrder } from './working-order.ts';

export type { OrderFill, WorkingOrder } from './working-order.ts';

/** How an order ended, and what was filled before. */
export interface ClosedOrder {
  readonly status: 'filled' | 'cancelled' | 'rejected' | 'expired';
  readonly clientOrderId: string;
  readonly brokerOrderId: string;
  readonly ocoGroupId: string | null;
  readonly code: string | null;
  readonly detail: string | null;
  readonly filledQuantity: DecimalString;
  readonly fills: readonly OrderFill[];
  readonly ambiguous: boolean;
}

/** What is held of a symbol at average cost; negative when short. `mark` is the last price this account saw. */
export interface Holding {
  readonly symbol: string;
  readonly asset: AssetFields;
  readonly multiplier: DecimalString;
  readonly marginable: boolean;
  readonly quantity: DecimalString;
  /** Money that the open quantity cost, negative for what was received for a short. */
  readonly cost: DecimalString;
  readonly mark: DecimalString;
  /** Realized since it was opened, less commissions. */
  readonly netRealizedPnl: DecimalString;
}

/** A breach of the maintenance requirement; what is due is a forced close of what is held then. */
export interface MarginCall {
  readonly raisedAt: UtcInstant;
  readonly dueAt: UtcInstant;
}

/** Money that open orders hold: of what may be bought on credit, and of what must be paid in full. */
export interface Reserved {
  readonly marginable: DecimalString;
  readonly full: DecimalString;
}

/** A virtual trading account. */
export interface VirtualBrokerState {
  readonly status: 'absent' | 'active' | 'restricted' | 'deleted';
  readonly virtualAccountId: string;
  readonly userId: string;
  readonly accountId: string;
  readonly brokerConnectionId: string;
  readonly name: string;
  readonly currency: string;
  readonly seed: string;
  readonly accountType: VirtualAccountType;
  readonly profile: FillProfile;
  readonly session: SessionMode;
  readonly allowFlip: boolean;
  readonly partialFillProbability: DecimalString;
  readonly slippageBps: number;
  readonly latencyMs: number;
  /** Its own fees; null for those of its profile. */
  readonly fees: FeeSchedule | null;
  readonly faults: FaultProfile;
  readonly startingCash: DecimalString;
  readonly cash: DecimalString;
  /** Starting cash and deposits less withdrawals. */
  readonly netDeposits: DecimalString;
  /** Realized since the start, less commissions and with dividends. */
  readonly netRealizedPnl: DecimalString;
  readonly reserved: Reserved;
  /** By `symbolKey`. */
  readonly holdings: Readonly<Record<string, Holding>>;
  /** Working orders by `symbolKey`. */
  readonly books: Readonly<Record<string, Book>>;
  /** A fault: orders said to be cancelled that the next quote still fills. */
  readonly late: OrdersById;
  /** Finished orders by order id in small generations, the newest first. */
  readonly closed: readonly Readonly<Record<string, ClosedOrder>>[];
  readonly marginCall: MarginCall | null;
  readonly markedAt: UtcInstant | null;
  /** The newest corporate actions that were applied. */
  readonly actionIds: readonly string[];
  readonly asOf: UtcInstant | null;
}

/** What there is before an account is opened. */
export const initialVirtualBroker: VirtualBrokerState = {
  status: 'absent',
  virtualAccountId: '',
  userId: '',
  accountId: '',
  brokerConnectionId: '',
  name: '',
  currency: 'USD',
  seed: '',
  accountType: 'cash',
  profile: 'alpaca_paper',
  session: 'always_open',
  allowFlip: false,
  partialFillProbability: '0',
  slippageBps: 0,
  latencyMs: 0,
  fees: null,
  faults: NO_FAULTS,
  startingCash: '0',
  cash: '0',
  netDeposits: '0',
  netRealizedPnl: '0',
  reserved: { marginable: '0', full: '0' },
  holdings: {},
  books: {},
  late: {},
  closed: [],
  marginCall: null,
  markedAt: null,
  actionIds: [],
  asOf: null,
};

/** Key of a symbol in holdings and books: no symbol is a name that objects know already, such as `constructor`. */
export const symbolKey = (symbol: string): string => `s:${symbol}`;

/** What is held of a symbol, or undefined. */
export const holdingOf = (state: VirtualBrokerState, symbol: string): Holding | undefined =>
  state.holdings[symbolKey(symbol)];

const NO_ORDERS: Book = [];

/** Working orders of a symbol. */
export const bookOf = (state: VirtualBrokerState, symbol: string): Book =>
  state.books[symbolKey(symbol)] ?? NO_ORDERS;

/** All working orders. */
export const workingOrders = (state: VirtualBrokerState): readonly WorkingOrder[] =>
  Object.values(state.books).flatMap(ordersIn);

/** The working order of this id, or null. */
export const workingOrder = (state: VirtualBrokerState, orderId: string): WorkingOrder | null => {
  for (const key in state.books) {
    const order = findIn(state.books[key] ?? NO_ORDERS, orderId);
    if (order) return order;
  }
  return null;
};

/** How the order of this id ended, or null for one that works, never came, or was closed long ago (the newest 500 are known). */
export const closedOrder = (state: VirtualBrokerState, orderId: string): ClosedOrder | null => {
  for (const generation of state.closed) {
    const order = generation[orderId];
    if (order) return order;
  }
  return null;
};

/** True when prices alone can bring a margin call: money or shares are borrowed, or a future is held. */
export const isMarginUsed = ({ accountType, status, cash, holdings }: VirtualBrokerState): boolean =>
  accountType === 'margin' &&
  (status === 'restricted' ||
    cash.startsWith('-') ||
    Object.values(holdings).some(
      ({ quantity, asset }) => quantity.startsWith('-') || asset.assetType === 'future',
    ));

/** Symbols whose quotes can still change something here: of working orders, and of what is held on margin. */
export const wantedSymbols = (state: VirtualBrokerState): readonly string[] => {
  const books = Object.values(state.books).flatMap((book) => Object.values(book[0] ?? {}).slice(0, 1));
  const orders = [...books, ...Object.values(state.late)];
  const held = isMarginUsed(state) ? Object.values(state.holdings) : [];
  return [...new Set([...orders, ...held].map(({ symbol }) => symbol))];
};
