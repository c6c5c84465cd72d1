import { type DecimalString, decimal, text } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import type { AssetFields } from '../shared/derivatives.ts';
import type { OrderSide } from '../shared/trading.ts';
import { spendable } from './buying-power.ts';
import { virtualBrokerEvents as events } from './events.ts';
import type { TRADE_CAUSES } from './events-orders.ts';
import { commissionOf } from './fees.ts';
import { cashOfTrade, isFuture, tradeHolding } from './holdings.ts';
import { cashAfter, ledgerOf } from './ledger.ts';
import { holdingOf, type VirtualBrokerState, type WorkingOrder } from './state.ts';
import type { Turn } from './turn.ts';

/** A trade to be booked. */
export interface BookedTrade {
  readonly cause: (typeof TRADE_CAUSES)[number];
  /** Null for a trade that no order made. */
  readonly order: WorkingOrder | null;
  readonly tradeId: string;
  readonly symbol: string;
  readonly asset: AssetFields;
  readonly multiplier: DecimalString;
  readonly marginable: boolean;
  readonly side: OrderSide;
  readonly quantity: DecimalString;
  readonly price: DecimalString;
  readonly remainingQuantity: DecimalString;
  readonly draws: { readonly partial: DecimalString; readonly size: DecimalString | null } | null;
  readonly quoteAt: UtcInstant | null;
}

const NO_ORDER = { orderId: null, clientOrderId: null, brokerOrderId: null, reportFault: 'none' } as const;

/** Overdrawing is impossible (VB-U4): a trade may leave less than nothing to spend only when it takes nothing from it. */
const isAffordable = (after: VirtualBrokerState, before: VirtualBrokerState): boolean => {
  const left = spendable(after);
  return !left.isNegative() || left.gte(spendable(before));
};

/** Whether a trade reduces what is held of its symbol. */
const reduces = (state: VirtualBrokerState, { symbol, side, quantity }: BookedTrade): boolean => {
  const held = decimal(holdingOf(state, symbol)?.quantity ?? '0');
  return side === 'sell' ? held.gte(quantity) : held.neg().gte(quantity);
};

/**
 * Books a trade: cash, holding, reservation and figures move together. Answers false, and books nothing, when it would overdraw the
 * account; what reduces a position on margin never does.
 */
export const bookTrade = (turn: Turn, trade: BookedTrade): boolean => {
  const { state, env } = turn;
  const { order, asset, tradeId } = trade;
  const commission = commissionOf(state, asset.assetType, trade);
  const bookedTrade = { ...trade, commission: text(commission) };
  const traded = tradeHolding(holdingOf(state, trade.symbol), bookedTrade);
  const ledger = ledgerOf(state.cash, [
    {
      type: isFuture(asset) ? 'variation' : 'trade',
      amount: cashOfTrade(bookedTrade, traded),
      reference: tradeId,
    },
    { type: 'commission', amount: commission.neg(), reference: tradeId },
  ]);
  const ids = order ? turn.idsOf(order, 'trade', order.trades) : NO_ORDER;
  const data = {
    ...turn.identity,
    ...ids,
    cause: trade.cause,
    late: trade.cause === 'late_fill',
    tradeId,
    symbol: trade.symbol,
    ...asset,
    multiplier: trade.multiplier,
    marginable: trade.marginable,
    side: trade.side,
    quantity: trade.quantity,
    price: trade.price,
    commission: bookedTrade.commission,
    netRealizedPnl: traded.netRealizedPnl,
    remainingQuantity: trade.remainingQuantity,
    cashAfter: cashAfter(state.cash, ledger),
    ledger,
    draws: trade.draws,
    quoteAt: trade.quoteAt,
    tradedAt: env.now,
  };
  const flow = order ? { correlationId: order.correlationId } : undefined;
  const isFree = trade.cause === 'margin_call' || (state.accountType === 'margin' && reduces(state, trade));
  return turn.happenWithFigures(
    (figures) => events.TradeSimulatedEvent({ ...data, figures }, flow),
    isFree ? undefined : isAffordable,
  );
};
