import { reject } from '../../core/decider.ts';
import { Decimal, type DecimalString, decimal, sum, text } from '../../core/decimal.ts';
import { assetOf, expirationOf, intrinsicValue, plainAsset } from '../shared/derivatives.ts';
import type { OrderSide } from '../shared/trading.ts';
import { ordersIn } from './book.ts';
import { equityOf, multiplierFor, spendable } from './buying-power.ts';
import { claimedQuantity, closable, closingRest, fillable, freeToClose } from './claims.ts';
import type { SettleExpiryCommand } from './commands.ts';
import type { Refused } from './decide-account.ts';
import { cancelOrder, expireOrder } from './endings.ts';
import { virtualBrokerEvents as events } from './events.ts';
import type { SETTLEMENT_OUTCOMES } from './events-account.ts';
import { type HoldingTrade, isFuture, tradeHolding } from './holdings.ts';
import { ledgerOf } from './ledger.ts';
import { watchMargin } from './margin.ts';
import { bookOf, type Holding, holdingOf, type VirtualBrokerState } from './state.ts';
import type { Turn } from './turn.ts';
import { money } from './values.ts';

/** An option worth less is not exercised (domains 4.4). */
const LEAST_INTRINSIC = '0.01';

/** Shares that an option turns into. */
interface StockTrade {
  readonly symbol: string;
  readonly side: OrderSide;
  readonly quantity: DecimalString;
  readonly price: DecimalString;
  readonly marginable: boolean;
}

interface Settlement {
  readonly outcome: (typeof SETTLEMENT_OUTCOMES)[number];
  readonly settlementPrice: DecimalString;
  readonly stockTrade: StockTrade | null;
}

const inCash = (outcome: Settlement['outcome'], settlementPrice: DecimalString): Settlement => ({
  outcome,
  settlementPrice,
  stockTrade: null,
});

const isShort = ({ quantity }: Holding) => quantity.startsWith('-');

/** The shares that exercise or assignment moves at the strike: calls are bought from, puts sold to, the one who wrote them. */
const sharesOf = (state: VirtualBrokerState, held: Holding): StockTrade | null => {
  const { optionUnderlyingSymbol: symbol, optionStrikePrice: price, optionType } = held.asset;
  if (symbol === null || price === null) return null;
  const buys = (optionType === 'call') !== isShort(held);
  return {
    symbol,
    side: buys ? 'buy' : 'sell',
    quantity: text(money(decimal(held.quantity).abs().times(held.multiplier))),
    price,
    marginable: holdingOf(state, symbol)?.marginable ?? true,
  };
};

/** Whether a long option can become shares: the funds suffice to buy them, or the shares are there to be sold or covered. */
const canExercise = (
  state: VirtualBrokerState,
  { symbol, side, quantity, price, marginable }: StockTrade,
) => {
  if (side === 'sell' || !closable(state, symbol, side).isZero())
    return freeToClose(state, symbol, side).gte(quantity);
  const weight = marginable ? 1 : multiplierFor(state, equityOf(state));
  return decimal(price).times(quantity).times(weight).lte(spendable(state));
};

const settlementOf = (
  state: VirtualBrokerState,
  held: Holding,
  underlyingPrice: DecimalString,
): Settlement => {
  const { option } = assetOf(held.asset);
  if (!option || isFuture(held.asset)) return inCash('cash_settled', underlyingPrice);
  const intrinsic = intrinsicValue(option, underlyingPrice);
  if (decimal(intrinsic).lt(LEAST_INTRINSIC)) return inCash('worthless', '0');
  if (held.asset.assetType === 'future_option') return inCash('cash_settled', intrinsic);
  const stockTrade = sharesOf(state, held);
  if (!stockTrade) return inCash('cash_settled', intrinsic);
  if (!isShort(held))
    return canExercise(state, stockTrade)
      ? { outcome: 'exercised', settlementPrice: '0', stockTrade }
      : inCash('sold_at_intrinsic', intrinsic);
  const isCovered =
    stockTrade.side === 'buy' || closable(state, stockTrade.symbol, 'sell').gte(stockTrade.quantity);
  return isCovered
    ? { outcome: 'assigned', settlementPrice: '0', stockTrade }
    : inCash('cash_settled', intrinsic);
};

const tradeAtEnd = (held: Holding, price: DecimalString): HoldingTrade => ({
  symbol: held.symbol,
  asset: held.asset,
  multiplier: held.multiplier,
  marginable: held.marginable,
  side: isShort(held) ? 'buy' : 'sell',
  quantity: text(decimal(held.quantity).abs()),
  price,
  commission: '0',
});

/** What a settlement realizes: of the contract, and of shares that it closes. */
const realizedBy = (
  state: VirtualBrokerState,
  held: Holding,
  { settlementPrice, stockTrade }: Settlement,
) => {
  const ended = tradeHolding(held, tradeAtEnd(held, settlementPrice));
  const shares =
    stockTrade &&
    tradeHolding(holdingOf(state, stockTrade.symbol), {
      ...stockTrade,
      asset: plainAsset('stock'),
      multiplier: '1',
      commission: '0',
    });
  return { ofContract: ended.realizedPnl, all: sum([ended.realizedPnl, shares?.realizedPnl ?? '0']) };
};

const cashOf = (
  held: Holding,
  { settlementPrice, stockTrade }: Settlement,
  realized: DecimalString,
): Decimal => {
  if (isFuture(held.asset)) return decimal(realized);
  const own = decimal(settlementPrice).times(held.quantity).times(held.multiplier);
  const paid = stockTrade ? decimal(stockTrade.price).times(stockTrade.quantity) : new Decimal(0);
  return money(stockTrade?.side === 'buy' ? own.minus(paid) : own.plus(paid));
};

/** Orders that would close more than is held now, because a settlement took it, are cancelled, the newest first. */
const trimClosers = (turn: Turn, symbol: string): void => {
  for (const side of ['buy', 'sell'] as const)
    for (const order of fillable(turn.state, symbol).toReversed()) {
      if (order.side !== side || closingRest(order).isZero() || turn.state.late[order.orderId]) continue;
      if (claimedQuantity(turn.state, symbol, side).lte(closable(turn.state, symbol, side))) break;
      cancelOrder(turn, order, 'nothing_to_close');
    }
};

const settle = (turn: Turn, held: Holding, underlyingPrice: DecimalString): void => {
  const { state, env } = turn;
  const settlement = settlementOf(state, held, underlyingPrice);
  const realized = realizedBy(state, held, settlement);
  const cash = cashOf(held, settlement, realized.ofContract);
  const settlementId = env.newId();
  const ledger = ledgerOf(state.cash, [{ type: 'settlement', amount: cash, reference: settlementId }]);
  const data = {
    ...turn.identity,
    settlementId,
    symbol: held.symbol,
    ...held.asset,
    multiplier: held.multiplier,
    side: isShort(held) ? ('short' as const) : ('long' as const),
    quantity: text(decimal(held.quantity).abs()),
    ...settlement,
    underlyingPrice,
    netRealizedPnl: realized.all,
    cash: text(cash),
    ledger,
    settledAt: env.now,
  };
  turn.happenWithFigures((figures) => events.VirtualPositionSettled({ ...data, figures }));
  if (settlement.stockTrade) trimClosers(turn, settlement.stockTrade.symbol);
};

/**
 * Settles a contract that has expired (domains 4.4): its orders end; a long option in the money becomes shares if the account can,
 * else it is sold at its intrinsic value; a short one is assigned; others are worthless; futures are settled in cash.
 */
export const settleExpiry = ({ symbol, date, underlyingPrice }: SettleExpiryCommand, turn: Turn): Refused => {
  const orders = ordersIn(bookOf(turn.state, symbol));
  const held = holdingOf(turn.state, symbol);
  const asset = held?.asset ?? orders[0];
  if (!asset) return null;
  const expiry = expirationOf(assetOf(asset));
  if (expiry === null) return reject('never_expires', `${symbol} never expires`, 'symbol');
  if (date < expiry) return reject('not_expired', `${symbol} expires on ${expiry}`, 'date');
  for (const order of orders) expireOrder(turn, order, 'contract_expired');
  if (held) settle(turn, held, underlyingPrice);
  watchMargin(turn);
  return null;
};
