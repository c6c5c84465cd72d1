import { Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import { epochMs } from '../../core/instant.ts';
import type { Quote } from '../shared/quote.ts';
import { withMarks } from './evolve-account.ts';
import { hasMoved, isBreached } from './maintenance.ts';
import type { VirtualBrokerState, WorkingOrder } from './state.ts';
import { bookOf, holdingOf, isMarginUsed } from './state.ts';
import { electionPrice, isElected, isWaitingStop, movedWaterMark } from './triggers.ts';

/** A quote's numbers, parsed once. */
interface Prices {
  readonly bid: Decimal;
  readonly ask: Decimal;
  readonly last: Decimal;
  readonly isSound: boolean;
}

const pricesOf = (quote: Quote): Prices => {
  const [bid, ask, last] = [decimal(quote.bid), decimal(quote.ask), decimal(quote.last)];
  return { bid, ask, last, isSound: bid.gt(0) && ask.gt(0) && last.gt(0) && bid.lte(ask) };
};

const knownPrices = new WeakMap<Quote, Prices>();

/** The numbers of a quote; a quote is met by many orders, so they are remembered with it. */
export const quotePrices = (quote: Quote): Prices => {
  const known = knownPrices.get(quote);
  if (known) return known;
  const prices = pricesOf(quote);
  knownPrices.set(quote, prices);
  return prices;
};

export { wantedSymbols } from './state.ts';

interface OrderPrices {
  readonly limit: Decimal | null;
  readonly election: Decimal | null;
}

const knownOrders = new WeakMap<object, OrderPrices>();

/** An order meets many quotes that do nothing to it, so its numbers are remembered with it too. */
const orderPrices = (order: WorkingOrder): OrderPrices => {
  const known = knownOrders.get(order);
  if (known) return known;
  const limit = order.limitPrice === null ? null : decimal(order.limitPrice);
  const prices = { limit, election: isWaitingStop(order) ? electionPrice(order) : null };
  knownOrders.set(order, prices);
  return prices;
};

type PricedOrder = Pick<WorkingOrder, 'side' | 'limitPrice'>;

/**
 * Price at which a quote would fill the order, or null: market at ask or bid, limit only when marketable (brokers 4.1, VB-U5,
 * VB-U6). A limit better than the quote gets the quote, so the improvement is the user's.
 */
export const marketablePrice = ({ side, limitPrice }: PricedOrder, quote: Quote): DecimalString | null => {
  const { bid, ask, isSound } = quotePrices(quote);
  if (!isSound) return null;
  if (limitPrice !== null && (side === 'buy' ? ask.gt(limitPrice) : bid.lt(limitPrice))) return null;
  return side === 'buy' ? quote.ask : quote.bid;
};

const isNewer = ({ lastQuoteAt, notBefore }: WorkingOrder, quote: Quote): boolean => {
  const at = epochMs(quote.at);
  return (
    (lastQuoteAt === null || at > epochMs(lastQuoteAt)) && (notBefore === null || at >= epochMs(notBefore))
  );
};

const endsWithQuote = ({ timeInForce }: WorkingOrder) => timeInForce === 'ioc' || timeInForce === 'fok';

const mayAct = (order: WorkingOrder, quote: Quote): boolean => {
  const { bid, ask, last } = quotePrices(quote);
  const { limit, election } = orderPrices(order);
  if (isWaitingStop(order)) {
    if (isElected(order.side, election, last)) return true;
    return order.orderType === 'trailing_stop' && movedWaterMark(order, last) !== null;
  }
  if (limit === null || endsWithQuote(order)) return true;
  return order.side === 'buy' ? ask.lte(limit) : bid.gte(limit);
};

/** True when this quote can fill, elect, move or end this order; one that has filled it before cannot (VB-U13). */
export const canFill = (order: WorkingOrder, quote: Quote): boolean =>
  order.symbol === quote.symbol &&
  quotePrices(quote).isSound &&
  mayAct(order, quote) &&
  isNewer(order, quote);

/** Working orders that this quote can do something to, the oldest first. */
export const ordersMet = (state: VirtualBrokerState, quote: Quote): readonly WorkingOrder[] => {
  if (!quotePrices(quote).isSound) return [];
  const met: WorkingOrder[] = [];
  for (const page of bookOf(state, quote.symbol))
    for (const orderId in page) {
      const order = page[orderId];
      if (order && mayAct(order, quote) && isNewer(order, quote)) met.push(order);
    }
  for (const order of Object.values(state.late)) if (order.symbol === quote.symbol) met.push(order);
  return met;
};

/** Whether a price matters to the margin: it moves what is held, or it brings or cures a margin call (VB-U3). */
const movesMargin = (state: VirtualBrokerState, { symbol, last }: Quote): boolean => {
  if (!isMarginUsed(state) || !holdingOf(state, symbol)) return false;
  const mark = { symbol, price: last };
  return hasMoved(state, mark) || isBreached(withMarks(state, [mark])) !== (state.status === 'restricted');
};

/** True when a quote can change anything in this account; what it cannot is not worth a command. */
export const isAwaited = (state: VirtualBrokerState, quote: Quote): boolean =>
  ordersMet(state, quote).length > 0 || (quotePrices(quote).isSound && movesMargin(state, quote));

/** How often an eligible order is filled only in part, and the seed that decides when (brokers 4.1). */
export interface FillRandomness {
  readonly probability: DecimalString;
  /** Numbers from 0 to 1 that depend on the account's seed, the order and the count of its trades only. */
  readonly draw: (purpose: 'partial' | 'size') => Decimal;
}

/** How an account's profile fills. */
export interface FillRules extends FillRandomness {
  /** A fill takes at most what the quote offers, if it says so (VB-U8). */
  readonly isSizeCapped: boolean;
  /** Hundredths of a percent by which the price is worse, never beyond a limit (VB-U9). */
  readonly slippageBps: number;
}

/** A fill that a quote gives an order, and the numbers that were drawn for it. */
export interface MatchedFill {
  readonly quantity: DecimalString;
  readonly price: DecimalString;
  readonly draws: { readonly partial: DecimalString; readonly size: DecimalString | null } | null;
}

const PRICE_PLACES = 8;

const slipped = (price: DecimalString, { side, limitPrice }: PricedOrder, bps: number): DecimalString => {
  if (bps === 0) return price;
  const factor = new Decimal(side === 'buy' ? bps : -bps).div(10_000).plus(1);
  const worse = decimal(price).times(factor).toDecimalPlaces(PRICE_PLACES);
  const limit = limitPrice ?? worse;
  return text(side === 'buy' ? Decimal.min(worse, limit) : Decimal.max(worse, limit));
};

const offered = (order: WorkingOrder, quote: Quote, { isSizeCapped }: FillRules): Decimal => {
  const size = order.side === 'buy' ? quote.askSize : quote.bidSize;
  return isSizeCapped && size !== undefined
    ? Decimal.min(order.remaining, Decimal.max(0, size))
    : decimal(order.remaining);
};

/**
 * What one quote fills of one order, or null; the order is no waiting stop and the quote is sound and newer. Whole units only are
 * split; the rest waits for the next quote. FOK is filled whole or not at all.
 */
export const match = (order: WorkingOrder, quote: Quote, rules: FillRules): MatchedFill | null => {
  const at = marketablePrice(order, quote);
  if (at === null) return null;
  const price = slipped(at, order, rules.slippageBps);
  const most = offered(order, quote, rules);
  if (order.timeInForce === 'fok')
    return most.eq(order.remaining) ? { quantity: order.remaining, price, draws: null } : null;
  if (most.isZero()) return null;
  if (rules.probability === '0' || most.lte(1)) return { quantity: text(most), price, draws: null };
  const partial = rules.draw('partial');
  if (partial.gte(rules.probability))
    return { quantity: text(most), price, draws: { partial: text(partial), size: null } };
  const size = rules.draw('size');
  const part = most.minus(1).times(size).floor().plus(1);
  return {
    quantity: text(Decimal.min(part, most)),
    price,
    draws: { partial: text(partial), size: text(size) },
  };
};
