import { Decimal, decimal, text } from '../../core/decimal.ts';
import { findIn, putIn, takeFrom, withoutKey } from './book.ts';
import { remember } from './closed-orders.ts';
import {
  bookOf,
  type ClosedOrder,
  symbolKey,
  type VirtualBrokerState,
  type WorkingOrder,
  workingOrder,
} from './state.ts';
import { moneyText } from './values.ts';

/** A working order with this much left and the money that it still holds: what opens is filled last. */
export const withRemaining = (order: WorkingOrder, remaining: string): WorkingOrder => {
  if (order.reserveUnit === '0') return { ...order, remaining };
  const opening = Decimal.min(remaining, order.openingQuantity);
  return { ...order, remaining, reservedCash: moneyText(opening.times(order.reserveUnit)) };
};

const reservedAfter = (
  { reserved }: VirtualBrokerState,
  before: WorkingOrder | null,
  after: WorkingOrder | null,
): VirtualBrokerState['reserved'] => {
  const change = new Decimal(after?.reservedCash ?? 0).minus(before?.reservedCash ?? 0);
  if (change.isZero()) return reserved;
  const bucket = (before ?? after)?.marginable ? 'marginable' : 'full';
  return { ...reserved, [bucket]: text(decimal(reserved[bucket]).plus(change)) };
};

/** The state with this working order in its book, new or in the place it has. */
export const putOrder = (state: VirtualBrokerState, order: WorkingOrder): VirtualBrokerState => {
  const key = symbolKey(order.symbol);
  const book = bookOf(state, order.symbol);
  return {
    ...state,
    books: { ...state.books, [key]: putIn(book, order) },
    reserved: reservedAfter(state, findIn(book, order.orderId) ?? null, order),
  };
};

/** The state without this working order; `held` keeps what it reserves, because it will still be filled. */
export const takeOrder = (
  state: VirtualBrokerState,
  order: WorkingOrder,
  held = false,
): VirtualBrokerState => {
  const key = symbolKey(order.symbol);
  const book = takeFrom(bookOf(state, order.symbol), order.orderId);
  return {
    ...state,
    books: book.length === 0 ? withoutKey(state.books, key) : { ...state.books, [key]: book },
    reserved: held ? state.reserved : reservedAfter(state, order, null),
  };
};

/** Puts or removes an order that is filled although it was cancelled. */
export const setLate = (
  state: VirtualBrokerState,
  order: WorkingOrder,
  after: WorkingOrder | null,
): VirtualBrokerState => ({
  ...state,
  late: after ? { ...state.late, [order.orderId]: after } : withoutKey(state.late, order.orderId),
});

/** Gives back what a late order reserved. */
export const releaseLate = (state: VirtualBrokerState, order: WorkingOrder): VirtualBrokerState => ({
  ...setLate(state, order, null),
  reserved: reservedAfter(state, order, null),
});

/** Drops the late orders of a symbol, without fills. */
export const dropLate = (state: VirtualBrokerState, symbol: string): VirtualBrokerState =>
  Object.values(state.late)
    .filter((order) => order.symbol === symbol)
    .reduce(releaseLate, state);

type Ending = Pick<ClosedOrder, 'status' | 'code' | 'detail'>;

/** What is remembered of an order that ends; one that never worked has no fills. */
export const closedFrom = (
  order: WorkingOrder | null,
  ids: { readonly clientOrderId: string; readonly brokerOrderId: string },
  ending: Ending,
): ClosedOrder => ({
  ...ending,
  clientOrderId: ids.clientOrderId,
  brokerOrderId: ids.brokerOrderId,
  ocoGroupId: order?.ocoGroupId ?? null,
  filledQuantity: order ? text(decimal(order.quantity).minus(order.remaining)) : '0',
  fills: order?.fills ?? [],
  ambiguous: order?.ambiguous ?? false,
});

/** Ends an order, whether it works or never did. */
export const endOrder = (
  state: VirtualBrokerState,
  ids: { readonly orderId: string; readonly clientOrderId: string; readonly brokerOrderId: string },
  ending: Ending,
): VirtualBrokerState => {
  const order = workingOrder(state, ids.orderId);
  const taken = order ? takeOrder(state, order) : state;
  return { ...taken, closed: remember(state.closed, ids.orderId, closedFrom(order, ids, ending)) };
};
