import type { UtcInstant } from '../core/instant.ts';
import type { AccountFigures, BrokerOrder } from '../domains/shared/trading.ts';

/** An account as a broker tells of it. */
export interface DiscoveredAccount {
  /** Our id of it: derived from user, broker and the broker's own account id. */
  readonly accountId: string;
  readonly brokerAccountId: string;
  readonly name: string;
  readonly environment: string;
  readonly assetType: string;
  readonly currency: string;
  readonly status: string;
  readonly figures: AccountFigures;
}

/** The broker has the order; its figures as of then contain it. */
export interface OrderAcknowledgement {
  readonly brokerOrderId: string;
  readonly acknowledgedAt: UtcInstant;
  readonly figures: AccountFigures;
}

/** Calls that a connection passes on to its broker. */
export type BrokerCall =
  | { readonly op: 'listAccounts' }
  | { readonly op: 'placeOrder'; readonly brokerAccountId: string; readonly order: BrokerOrder }
  | {
      readonly op: 'cancelOrder';
      readonly brokerAccountId: string;
      readonly orderId: string;
      readonly clientOrderId: string;
      readonly reason: string;
    };

/** Why a broker did not do it. `ambiguous` means that it may have: look it up, never send it again blindly. */
export interface BrokerError {
  readonly kind: 'not_connected' | 'rejected' | 'not_open' | 'transient' | 'ambiguous';
  readonly code: string;
  readonly detail: string;
}

export type BrokerResult<Value = unknown> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: BrokerError };

/** What every broker can do for us. Adding one means implementing this. */
export interface BrokerAdapter {
  listAccounts(): Promise<BrokerResult<readonly DiscoveredAccount[]>>;
  /** Idempotent by `order.clientOrderId`: a repeat answers what the first one did. */
  placeOrder(brokerAccountId: string, order: BrokerOrder): Promise<BrokerResult<OrderAcknowledgement>>;
  cancelOrder(
    brokerAccountId: string,
    order: { readonly orderId: string; readonly clientOrderId: string; readonly reason: string },
  ): Promise<BrokerResult<null>>;
}

/** Routes a call to an adapter. */
export const callAdapter = (adapter: BrokerAdapter, call: BrokerCall): Promise<BrokerResult> => {
  switch (call.op) {
    case 'listAccounts':
      return adapter.listAccounts();
    case 'placeOrder':
      return adapter.placeOrder(call.brokerAccountId, call.order);
    case 'cancelOrder':
      return adapter.cancelOrder(call.brokerAccountId, call);
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
