import type { DecimalString } from '../../core/decimal.ts';
import type { Quote } from '../shared/quote.ts';
import type { BrokerOrder } from '../shared/trading.ts';

/** Opens the account; a repeat changes nothing. */
export interface OpenVirtualAccountCommand {
  readonly type: 'OpenVirtualAccountCommand';
  readonly brokerConnectionId: string;
  /** Our BrokerAccount that mirrors this account. */
  readonly accountId: string;
  readonly name: string;
  readonly startingCash: DecimalString;
  readonly partialFillProbability: DecimalString;
}

/** Hands an order to the virtual broker, with the quote at that moment. Known client order ids change nothing. */
export interface SubmitVirtualOrderCommand {
  readonly type: 'SubmitVirtualOrderCommand';
  readonly order: BrokerOrder;
  readonly quote: Quote | null;
}

/** Cancels what is left of an order. An order that has not arrived yet will be refused when it does. */
export interface CancelVirtualOrderCommand {
  readonly type: 'CancelVirtualOrderCommand';
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly reason: string;
}

/** New quotes; only orders that they can fill are touched. */
export interface ApplyQuoteCommand {
  readonly type: 'ApplyQuoteCommand';
  readonly quotes: readonly Quote[];
}

export type VirtualBrokerCommand =
  | OpenVirtualAccountCommand
  | SubmitVirtualOrderCommand
  | CancelVirtualOrderCommand
  | ApplyQuoteCommand;
