import { Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import type { Quote } from '../shared/quote.ts';
import type { BrokerOrder } from '../shared/trading.ts';
import { buyingPower, FUTURE_INITIAL_MARGIN, mayShort, spendable, weightOf } from './buying-power.ts';
import { claimedQuantity, closable, fillable, freeToClose, openingRest } from './claims.ts';
import { feePerUnit } from './fees.ts';
import { holdingOf, type VirtualBrokerState } from './state.ts';
import { trailDistance } from './triggers.ts';
import { moneyText } from './values.ts';

/** What a market order reserves for a price that moves: 3 % (brokers 4.1, VB-U4). */
const MARKET_MARGIN = '1.03';

/** Why the broker refuses an order: a stable code and a sentence. */
export type Refusal = readonly [code: string, detail: string];

/** What may be borrowed for an instrument. */
export interface Borrowing {
  readonly marginable: boolean;
  readonly shortable: boolean;
}

/** What an order opens, and the money it holds for that. */
export interface Reservation {
  readonly openingQuantity: DecimalString;
  readonly reserveUnit: DecimalString;
  readonly reservedCash: DecimalString;
}

const isOption = ({ optionType }: BrokerOrder) => optionType !== null;
const isFuture = ({ assetType }: BrokerOrder) => assetType === 'future';

/** The worst price of a market order, or of a stop once it is elected; null when nobody knows one. */
const worstMarketPrice = (order: BrokerOrder, quote: Quote | null): Decimal | null => {
  const ask = quote ? decimal(quote.ask) : null;
  if (order.orderType === 'trailing_stop') {
    if (!ask) return null;
    return (order.side === 'buy' ? ask.plus(trailDistance(order, text(ask))) : ask).times(MARKET_MARGIN);
  }
  const stop = order.stopPrice === null ? null : decimal(order.stopPrice);
  const worst = stop && ask ? Decimal.max(stop, ask) : (stop ?? ask);
  return worst?.times(MARKET_MARGIN) ?? null;
};

/** The price an opening order is reserved at: its limit; of a short at least 3 % above the ask (brokers 4.1). */
const reservePrice = (order: BrokerOrder, quote: Quote | null): Decimal | null => {
  if (order.limitPrice === null) return worstMarketPrice(order, quote);
  const limit = decimal(order.limitPrice);
  return order.side === 'buy' || !quote ? limit : Decimal.max(limit, decimal(quote.ask).times(MARKET_MARGIN));
};

/** Money of one unit at a price: a future's initial margin, a short put's strike, nothing for a covered call, else what is paid. */
const unitCost = (order: BrokerOrder, price: Decimal): Decimal => {
  if (isFuture(order)) return price.times(order.multiplier).times(FUTURE_INITIAL_MARGIN);
  if (!isOption(order) || order.side === 'buy') return price.times(order.multiplier);
  return order.optionType === 'put'
    ? decimal(order.optionStrikePrice ?? '0').times(order.multiplier)
    : new Decimal(0);
};

const noData: Refusal = ['no_market_data', 'there is no quote to price the order with'];

/** Money that each opening unit holds, fees included; null without a price. */
const reserveUnit = (state: VirtualBrokerState, order: BrokerOrder, quote: Quote | null): Decimal | null => {
  const price = reservePrice(order, quote);
  return (
    price && unitCost(order, price).plus(feePerUnit(state, order.assetType, text(price), order.multiplier))
  );
};

const available = (state: VirtualBrokerState, order: BrokerOrder): Refusal => {
  const free = text(freeToClose(state, order.symbol, order.side, order));
  const verb = order.side === 'sell' ? 'sold' : 'bought back';
  return ['insufficient_quantity', `${free} ${order.symbol} can be ${verb}`];
};

/** Why this much may not be opened with a position against it, or null. */
const crossing = (state: VirtualBrokerState, order: BrokerOrder, quantity: Decimal): Refusal | null => {
  const against = closable(state, order.symbol, order.side);
  if (against.isZero()) return null;
  const claimed = claimedQuantity(state, order.symbol, order.side, order);
  if (order.positionEffect === 'open' || !state.allowFlip) {
    if (order.positionEffect !== 'open' && (state.accountType === 'cash' || quantity.lte(against)))
      return available(state, order);
    const held = holdingOf(state, order.symbol)?.quantity ?? '0';
    return ['crosses_zero', `the account holds ${held} ${order.symbol}: close that first`];
  }
  return claimed.isZero() ? null : available(state, order);
};

/** An opening order against one of the other side would end on either side of zero, by chance. */
const opposing = (state: VirtualBrokerState, order: BrokerOrder): Refusal | null => {
  const other = fillable(state, order.symbol).find(
    (working) => working.side !== order.side && openingRest(working).gt(0),
  );
  return other
    ? ['opposite_order_open', `a ${other.side} order that opens ${order.symbol} is open: cancel that first`]
    : null;
};

const shortRefusal = (
  state: VirtualBrokerState,
  order: BrokerOrder,
  borrowing: Borrowing,
  opening: Decimal,
): Refusal | null => {
  if (isOption(order)) {
    const { optionUnderlyingSymbol: underlying } = order;
    if (order.optionType === 'put' || underlying === null) return null;
    const free = freeToClose(state, underlying, 'sell');
    const needed = opening.times(order.multiplier);
    return needed.lte(free)
      ? null
      : ['uncovered_option', `needs ${text(needed)} ${underlying}, ${text(free)} are free to cover it`];
  }
  if (state.accountType === 'cash') return available(state, order);
  if (!borrowing.shortable) return ['not_shortable', `${order.symbol} is not easy to borrow`];
  return mayShort(state)
    ? null
    : ['insufficient_equity', 'selling short needs an equity of 2000 and a margin account'];
};

const openingRefusal = (
  state: VirtualBrokerState,
  order: BrokerOrder,
  borrowing: Borrowing,
  opening: Decimal,
): Refusal | null => {
  if (order.positionEffect === 'close') return available(state, order);
  const crossed = crossing(state, order, decimal(order.quantity));
  if (crossed) return crossed;
  if (state.status === 'restricted')
    return ['account_restricted', 'a margin call is open: only orders that reduce a position are taken'];
  if (isFuture(order) && state.accountType === 'cash')
    return ['margin_account_required', 'futures need a margin account'];
  if (order.side === 'sell' && !isFuture(order)) {
    const refused = shortRefusal(state, order, borrowing, opening);
    if (refused) return refused;
  }
  return opposing(state, order);
};

/**
 * What an order would open and reserve with `quantity` of it left, or why it is refused (VB-U2, VB-U4). What closes a position
 * reserves no money but claims quantity. `released` is money that the order holds already.
 */
export const reserve = (
  state: VirtualBrokerState,
  order: BrokerOrder,
  quantity: DecimalString,
  borrowing: Borrowing,
  quote: Quote | null,
  released: DecimalString = '0',
): Reservation | Refusal => {
  const free =
    order.positionEffect === 'open' ? new Decimal(0) : freeToClose(state, order.symbol, order.side, order);
  const opening = decimal(quantity).minus(Decimal.min(quantity, free));
  if (opening.isZero()) return { openingQuantity: '0', reserveUnit: '0', reservedCash: '0' };
  const refused = openingRefusal(state, order, borrowing, opening);
  if (refused) return refused;
  const unit = reserveUnit(state, order, quote);
  if (!unit) return noData;
  const needed = moneyText(unit.times(opening));
  const weight = weightOf(state, borrowing.marginable);
  const power = spendable(state).plus(decimal(released).times(weight));
  if (decimal(needed).times(weight).gt(power))
    return ['insufficient_buying_power', `needs ${needed}, ${buyingPower(state)} is available`];
  return { openingQuantity: text(opening), reserveUnit: text(unit), reservedCash: needed };
};

/** True for a refusal. */
export const isRefusal = (outcome: Reservation | Refusal): outcome is Refusal => Array.isArray(outcome);
