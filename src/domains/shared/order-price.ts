import { type DecimalString, decimal } from '../../core/decimal.ts';
import { canonicalDecimal } from './canonical.ts';
import { TickSize } from './tick-size.ts';
import type { OrderType } from './trading.ts';
import { invalid, type Parsed, valid } from './value.ts';

/** A price that an order may be sent with: above zero, on a tick of its instrument, in canonical form (OR-R5). */
export interface OrderPrice {
  readonly price: DecimalString;
  readonly orderType: OrderType;
  readonly tickSize: TickSize;
}

/** The highest limit. */
export const MAX_LIMIT_PRICE = 1_000_000;

const create = (input: string, orderType: OrderType, tickSize: TickSize): Parsed<OrderPrice> => {
  const price = canonicalDecimal(input);
  if (price === null || !decimal(price).gt(0))
    return invalid('invalid_price', 'a price is a decimal above zero in a string');
  if (!TickSize.isMultiple(price, tickSize))
    return invalid('invalid_tick', `the price must be a multiple of ${tickSize}`);
  const isLimit = orderType === 'limit' || orderType === 'stop_limit';
  if (isLimit && decimal(price).gt(MAX_LIMIT_PRICE))
    return invalid('price_too_high', `a limit is at most ${MAX_LIMIT_PRICE}`);
  return valid(Object.freeze({ price, orderType, tickSize }));
};

/** Prices of orders. */
export const OrderPrice = {
  create,
  /** The price of a quote, on the nearest tick. */
  fromQuote: (quoted: DecimalString, orderType: OrderType, tickSize: TickSize): Parsed<OrderPrice> =>
    create(TickSize.nearest(quoted, tickSize), orderType, tickSize),
  equals: (a: OrderPrice, b: OrderPrice): boolean =>
    a.price === b.price && a.orderType === b.orderType && a.tickSize === b.tickSize,
};
