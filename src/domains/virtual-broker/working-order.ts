import type { DecimalString } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import type { BrokerOrder } from '../shared/trading.ts';

/** One execution of an order, as a look-up of the order tells it. */
export interface OrderFill {
  readonly tradeId: string;
  readonly quantity: DecimalString;
  readonly price: DecimalString;
  readonly commission: DecimalString;
  readonly tradedAt: UtcInstant;
}

/** An accepted order that is not finished. */
export interface WorkingOrder extends BrokerOrder {
  readonly brokerOrderId: string;
  readonly marginable: boolean;
  readonly remaining: DecimalString;
  /** How much of its quantity opened exposure when it was accepted; the rest closes, and closes first. */
  readonly openingQuantity: DecimalString;
  /** Money held for each opening unit, fees included. */
  readonly reserveUnit: DecimalString;
  readonly reservedCash: DecimalString;
  readonly trades: number;
  /** Its newest executions. */
  readonly fills: readonly OrderFill[];
  /** The last quote that filled some of it: the same quote never fills it twice (VB-U13). */
  readonly lastQuoteAt: UtcInstant | null;
  /** A stop whose price was reached; it then is a market or a limit order. */
  readonly triggered: boolean;
  /** Best price since acceptance, which a trailing stop follows. */
  readonly waterMark: DecimalString | null;
  readonly waterMarkMovedAt: UtcInstant | null;
  /** Older quotes do nothing to it: than its acceptance allows, or than the one that moved or elected its stop. */
  readonly notBefore: UtcInstant | null;
  readonly expiresAt: UtcInstant | null;
  readonly dataDueAt: UtcInstant | null;
  readonly acceptedAt: UtcInstant;
  /** The answer to its submit shall be lost. */
  readonly ambiguous: boolean;
  readonly correlationId: string;
}
