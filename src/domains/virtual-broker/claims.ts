import { Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import type { OrderSide } from '../shared/trading.ts';
import { ordersIn } from './book.ts';
import { bookOf, holdingOf, type VirtualBrokerState, type WorkingOrder } from './state.ts';

const ZERO = new Decimal(0);

/** What is left of an order that closes a position: it is filled first, before anything that opens. */
export const closingRest = (order: Pick<WorkingOrder, 'remaining' | 'openingQuantity'>): Decimal => {
  if (order.openingQuantity === order.remaining) return ZERO;
  return Decimal.max(0, decimal(order.remaining).minus(order.openingQuantity));
};

/** What is left of an order that opens exposure. */
export const openingRest = (order: Pick<WorkingOrder, 'remaining' | 'openingQuantity'>): Decimal =>
  order.openingQuantity === '0' ? ZERO : Decimal.min(order.remaining, order.openingQuantity);

/** Orders of a symbol that can still be filled, those that were said to be cancelled among them. */
export const fillable = (state: VirtualBrokerState, symbol: string): readonly WorkingOrder[] => {
  const working = ordersIn(bookOf(state, symbol));
  const late = Object.values(state.late);
  return late.length === 0 ? working : [...working, ...late.filter((order) => order.symbol === symbol)];
};

/** An order or the group it would belong to. */
interface Claimant {
  readonly orderId: string;
  readonly ocoGroupId: string | null;
}

/** Quantity that other orders of a side will close; a group claims once, as much as its largest member (brokers 4.1). */
export const claimedQuantity = (
  state: VirtualBrokerState,
  symbol: string,
  side: OrderSide,
  except: Claimant | null = null,
): Decimal => {
  let claimed = new Decimal(0);
  const groups = new Map<string, Decimal>();
  for (const order of fillable(state, symbol)) {
    if (order.side !== side || order.orderId === except?.orderId) continue;
    const rest = closingRest(order);
    if (rest.isZero()) continue;
    const { ocoGroupId } = order;
    if (ocoGroupId === null) claimed = claimed.plus(rest);
    else if (ocoGroupId !== except?.ocoGroupId)
      groups.set(ocoGroupId, Decimal.max(rest, groups.get(ocoGroupId) ?? 0));
  }
  for (const rest of groups.values()) claimed = claimed.plus(rest);
  return claimed;
};

const isWritten = ({ optionUnderlyingSymbol, optionType }: WorkingOrder, underlying: string): boolean =>
  optionUnderlyingSymbol === underlying && optionType === 'call';

const sharesFor = (order: WorkingOrder): Decimal =>
  order.side === 'sell' ? openingRest(order).times(order.multiplier) : ZERO;

/** Shares that calls written on them bind, held or still on order. */
export const coveredShares = (state: VirtualBrokerState, underlying: string): Decimal => {
  let bound = new Decimal(0);
  for (const { asset, quantity, multiplier } of Object.values(state.holdings))
    if (
      asset.optionUnderlyingSymbol === underlying &&
      asset.optionType === 'call' &&
      quantity.startsWith('-')
    )
      bound = bound.minus(decimal(quantity).times(multiplier));
  for (const book of Object.values(state.books)) {
    // All orders of a book are of one contract: the first tells whether the others matter.
    const [first] = Object.values(book[0] ?? {});
    if (first && isWritten(first, underlying))
      for (const order of ordersIn(book)) bound = bound.plus(sharesFor(order));
  }
  for (const order of Object.values(state.late))
    if (isWritten(order, underlying)) bound = bound.plus(sharesFor(order));
  return bound;
};

/** What of a position an order of this side could close: what is held against it. */
export const closable = (state: VirtualBrokerState, symbol: string, side: OrderSide): Decimal => {
  const held = decimal(holdingOf(state, symbol)?.quantity ?? '0');
  return Decimal.max(0, side === 'sell' ? held : held.neg());
};

/** Quantity an order of this side can close and nothing else has claimed. */
export const freeToClose = (
  state: VirtualBrokerState,
  symbol: string,
  side: OrderSide,
  except: Claimant | null = null,
): Decimal => {
  const held = closable(state, symbol, side);
  if (held.isZero()) return held;
  const claimed = claimedQuantity(state, symbol, side, except);
  const bound = side === 'sell' ? coveredShares(state, symbol) : 0;
  return Decimal.max(0, held.minus(claimed).minus(bound));
};

/** Quantity of a symbol that can be sold from what is held. */
export const availableQuantity = (state: VirtualBrokerState, symbol: string): DecimalString =>
  text(freeToClose(state, symbol, 'sell'));
