import type { Rejection } from '../core/decider.ts';
import { Decimal, type DecimalString, decimal } from '../core/decimal.ts';
import type { UtcInstant } from '../core/instant.ts';
import type { Effect, EffectOutcome } from '../core/saga.ts';
import type { CreateOrderCommand, OrderChecks } from '../domains/order/commands-create.ts';
import type { OrderSide, OrderType } from '../domains/shared/trading.ts';

/** What the port `order_facts` is asked: all that an order in this symbol on this account is judged by. */
export interface OrderFactsRequest {
  readonly accountId: string;
  readonly symbol: string;
  /** The automation the order is for, so that it can be stopped meanwhile; null for an order without one. */
  readonly automationId: string | null;
  /** Asks the position's own rules whether so much may be added at this price (PO-R1 to PO-R6); null adds nothing. */
  readonly add: { readonly price: DecimalString; readonly quantity: DecimalString } | null;
}

/** A stop or target that the position's book knows, and who watches it. */
export interface KnownExit {
  readonly price: DecimalString;
  readonly heldAtBroker: boolean;
}

/** A working order of this account that leaves the position: it claims units that another exit would need. */
export interface ClosingOrder {
  readonly orderId: string;
  readonly side: OrderSide;
  readonly orderType: OrderType;
  readonly stopPrice: DecimalString | null;
  readonly limitPrice: DecimalString | null;
  readonly filledQuantity: DecimalString;
}

/** What it answers, read just before; the order itself judges by `basis` (OR-U12). */
export interface OrderFacts
  extends Pick<CreateOrderCommand, 'accountId' | 'connectionId' | 'brokerId' | 'brokerAccountId'> {
  readonly nativeOco: boolean;
  readonly basis: OrderChecks;
  /** Null when no automation was asked for, or there is none. */
  readonly automationStatus: string | null;
  /** Why the position's own rules refuse the add that was asked for; null when they allow it or none was. */
  readonly addRefusal: Rejection | null;
  /** The open position in the symbol. */
  readonly position: {
    readonly positionId: string;
    readonly stop: KnownExit | null;
    readonly target: KnownExit | null;
  } | null;
  readonly closing: readonly ClosingOrder[];
  readonly readAt: UtcInstant;
}

/** Asks for the facts of an order right before it is made: a safety check, never a search for what to do (rule N-R2). */
export const askOrderFacts = (request: OrderFactsRequest): Effect => ({
  kind: 'call',
  key: request.accountId,
  port: 'order_facts',
  request,
});

/** The facts that were asked for, in the order of the questions. */
export const orderFactsIn = (outcomes: readonly EffectOutcome[]): readonly OrderFacts[] =>
  outcomes.flatMap((outcome) => (outcome.kind === 'call' ? [outcome.value as OrderFacts] : []));

/** Units that an order of this side can close; null when nobody knows what is held. */
export const closableBy = (
  side: OrderSide,
  { basis: { heldQuantity } }: { readonly basis: Pick<OrderChecks, 'heldQuantity'> },
): Decimal | null => {
  if (heldQuantity === null) return null;
  const held = decimal(heldQuantity);
  return Decimal.max(0, side === 'sell' ? held : held.neg());
};
