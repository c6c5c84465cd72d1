import { Decimal, type DecimalString, decimal, text, ZERO } from '../../core/decimal.ts';
import type { Quote } from '../shared/quote.ts';
import type { Fill, OrderSide } from '../shared/trading.ts';

/** Every status of an order (state machine of domains 4.6, without what later issues add). */
export const ORDER_STATUSES = [
  'pending',
  'placed',
  'partially_filled',
  'filled',
  'cancel_pending',
  'cancelled',
  'rejected',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Statuses that nothing leaves. */
export const TERMINAL_STATUSES = ['filled', 'cancelled', 'rejected'] as const;
export type TerminalOrderStatus = (typeof TERMINAL_STATUSES)[number];

/** True for a status that nothing leaves. */
export const isTerminal = (status: OrderStatus): status is TerminalOrderStatus =>
  TERMINAL_STATUSES.some((terminal) => terminal === status);

/** Who sends an order to the broker and when; the rest of DESIGN 4 comes with its own issues. */
export const SUBMISSIONS = ['immediate'] as const;

/** Highest limit price, in the instrument's currency (OR-R5). */
export const MAX_LIMIT_PRICE: DecimalString = '1000000';

/** What a market buy reserves beyond the ask, as a factor: the price may move before it fills. */
export const MARKET_RESERVATION_FACTOR: DecimalString = '1.03';

/** True when `value` is a whole number of `step`s (ticks or lots; OR-R5). */
export const isMultipleOf = (value: DecimalString, step: DecimalString): boolean =>
  decimal(value).modulo(step).isZero();

/** What decides how much buying power an order holds. */
export interface ReservationInput {
  readonly side: OrderSide;
  readonly quantity: DecimalString;
  readonly limitPrice: DecimalString | null;
  readonly multiplier: DecimalString;
  readonly quote: Quote | null;
}

/**
 * Buying power an order reserves, in account currency (Order 11): for a buy its limit price, else 3 % above
 * the ask, times quantity and multiplier; zero for a sell. Null when a buy has neither a limit price nor a
 * quote.
 */
export const reservationFor = (order: ReservationInput): DecimalString | null => {
  if (order.side === 'sell') return ZERO;
  const marketPrice = order.quote && decimal(order.quote.ask).times(MARKET_RESERVATION_FACTOR);
  const price = order.limitPrice === null ? marketPrice : decimal(order.limitPrice);
  return price && text(price.times(order.quantity).times(order.multiplier));
};

/** Average price of fills, weighted by quantity (OR-R3); zero for none. */
export const averagePrice = (fills: readonly Fill[]): DecimalString => {
  let value = new Decimal(0);
  let quantity = new Decimal(0);
  for (const fill of fills) {
    value = value.plus(decimal(fill.price).times(fill.quantity));
    quantity = quantity.plus(fill.quantity);
  }
  return quantity.isZero() ? ZERO : text(value.div(quantity));
};
