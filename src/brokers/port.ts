import type { DecimalString } from '../core/decimal.ts';
import type { UtcInstant } from '../core/instant.ts';
import type { AccountFigures, BrokerOrder, Fill, OrderChanges } from '../domains/shared/trading.ts';

/** An account as a broker tells of it. */
export interface DiscoveredAccount {
  /** Our id of it: derived from user, broker and the broker's own account id. */
  readonly accountId: string;
  readonly brokerAccountId: string;
  readonly name: string;
  readonly environment: string;
  readonly assetType: string;
  readonly currency: string;
  /** Whether it may borrow; null when the broker does not tell. */
  readonly accountType: 'cash' | 'margin' | null;
  readonly status: string;
  readonly figures: AccountFigures;
}

/** The broker has the order; its figures as of then contain it. */
export interface OrderAcknowledgement {
  readonly brokerOrderId: string;
  readonly acknowledgedAt: UtcInstant;
  readonly figures: AccountFigures;
}

/** Statuses of an order at any broker, in one vocabulary. */
export const BROKER_ORDER_STATUSES = [
  'pending',
  'accepted',
  'working',
  'held',
  'partially_filled',
  'pending_cancel',
  'pending_replace',
  'filled',
  'canceled',
  'expired',
  'replaced',
  'rejected',
] as const;
export type BrokerOrderStatus = (typeof BROKER_ORDER_STATUSES)[number];

/** An order as a broker lists it: a snapshot is the truth, a stream only hints. */
export interface BrokerOrderSnapshot {
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly brokerOrderId: string;
  readonly status: BrokerOrderStatus;
  readonly filledQuantity: DecimalString;
  readonly averageFillPrice: DecimalString | null;
  readonly reason: string | null;
  /** The fills that the broker still knows; null when it tells none. */
  readonly fills: readonly Fill[] | null;
}

/** A position as a broker lists it; short when the quantity is negative. */
export interface BrokerPosition {
  readonly symbol: string;
  readonly quantity: DecimalString;
  readonly averagePrice: DecimalString;
}

/** An account as it is at the broker right now. */
export interface BrokerAccountSnapshot {
  readonly status: string;
  readonly figures: AccountFigures;
  readonly positions: readonly BrokerPosition[];
  readonly openOrders: readonly BrokerOrderSnapshot[];
}

interface OrderName {
  readonly brokerAccountId: string;
  readonly orderId: string;
  readonly clientOrderId: string;
}

/** Other terms for an order; `requestId` makes a repeat the same request. */
export interface OrderReplacement extends OrderName {
  readonly requestId: string;
  readonly changes: OrderChanges;
}

/** Calls that a connection passes on to its broker. */
export type BrokerCall =
  | { readonly op: 'health' }
  | { readonly op: 'listAccounts' }
  | { readonly op: 'getAccount'; readonly brokerAccountId: string }
  | { readonly op: 'placeOrder'; readonly brokerAccountId: string; readonly order: BrokerOrder }
  | ({ readonly op: 'replaceOrder' } & OrderReplacement)
  | ({ readonly op: 'cancelOrder'; readonly reason: string } & OrderName)
  | ({ readonly op: 'getOrder' } & OrderName);

/** Why a broker did not do it. `ambiguous` means that it may have: look it up, never send it again blindly. */
export interface BrokerError {
  readonly kind: 'not_connected' | 'rejected' | 'not_open' | 'transient' | 'ambiguous';
  readonly code: string;
  readonly detail: string;
}

export type BrokerResult<Value = unknown> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: BrokerError };

/** What every broker can do for us. Adding one means implementing this, and passing the contract suite. */
export interface BrokerAdapter {
  /** Whether the broker answers and takes the credentials. */
  health(): Promise<BrokerResult<null>>;
  listAccounts(): Promise<BrokerResult<readonly DiscoveredAccount[]>>;
  getAccount(brokerAccountId: string): Promise<BrokerResult<BrokerAccountSnapshot>>;
  /** Idempotent by `order.clientOrderId`: a repeat answers what the first one did. */
  placeOrder(brokerAccountId: string, order: BrokerOrder): Promise<BrokerResult<OrderAcknowledgement>>;
  /** Asks for other terms; `not_open` when the order is at its end. */
  replaceOrder(
    order: OrderReplacement,
  ): Promise<BrokerResult<{ readonly brokerOrderId: string; readonly replacedAt: UtcInstant }>>;
  /** Cancels what is left; `not_open` when the order is at its end. */
  cancelOrder(order: OrderName & { readonly reason: string }): Promise<BrokerResult<null>>;
  /** Looks an order up by its client order id; null when the broker never had it. */
  getOrder(order: OrderName): Promise<BrokerResult<BrokerOrderSnapshot | null>>;
}

/** Routes a call to an adapter. */
export const callAdapter = (adapter: BrokerAdapter, call: BrokerCall): Promise<BrokerResult> => {
  switch (call.op) {
    case 'health':
      return adapter.health();
    case 'listAccounts':
      return adapter.listAccounts();
    case 'getAccount':
      return adapter.getAccount(call.brokerAccountId);
    case 'placeOrder':
      return adapter.placeOrder(call.brokerAccountId, call.order);
    case 'replaceOrder':
      return adapter.replaceOrder(call);
    case 'cancelOrder':
      return adapter.cancelOrder(call);
    case 'getOrder':
      return adapter.getOrder(call);
  }
};

/** A refusal of the broker. */
export const brokerError = (
  kind: BrokerError['kind'],
  code: string,
  detail: string,
): BrokerResult<never> => ({
  ok: false,
  error: { kind, code, detail },
});
