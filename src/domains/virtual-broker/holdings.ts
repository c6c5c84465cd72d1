import { Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import type { AssetFields } from '../shared/derivatives.ts';
import type { OrderSide } from '../shared/trading.ts';
import type { Holding } from './state.ts';
import { money } from './values.ts';

/** What a trade does to a holding. */
export interface HoldingTrade {
  readonly symbol: string;
  readonly asset: AssetFields;
  readonly multiplier: DecimalString;
  readonly marginable: boolean;
  readonly side: OrderSide;
  readonly quantity: DecimalString;
  readonly price: DecimalString;
  readonly commission: DecimalString;
}

/** A holding after a trade, and what the trade realized. */
export interface TradedHolding {
  /** Null when nothing is left. */
  readonly holding: Holding | null;
  /** Before commission. */
  readonly realizedPnl: DecimalString;
  readonly netRealizedPnl: DecimalString;
}

/** True for contracts that are settled by their gains and losses instead of being paid. */
export const isFuture = ({ assetType }: AssetFields): boolean => assetType === 'future';

const signed = (side: OrderSide, quantity: DecimalString): Decimal =>
  side === 'buy' ? decimal(quantity) : decimal(quantity).neg();

/**
 * Average cost (brokers 4.2, rule 7): a trade with the holding adds to its cost; one against it realizes and leaves the average; one
 * through zero closes, then opens at its price.
 */
export const tradeHolding = (held: Holding | undefined, trade: HoldingTrade): TradedHolding => {
  const before = new Decimal(held?.quantity ?? 0);
  const change = signed(trade.side, trade.quantity);
  const after = before.plus(change);
  const unit = decimal(trade.price).times(trade.multiplier);
  const cost = new Decimal(held?.cost ?? 0);
  const closes = !before.isZero() && before.isNegative() !== change.isNegative();
  const closed = closes ? Decimal.min(before.abs(), change.abs()) : new Decimal(0);
  // Parts of the cost are rounded, but the last one is all that is left, so nothing is ever lost.
  const closedCost = closed.eq(before.abs()) ? cost : money(cost.times(closed).div(before.abs()));
  const proceeds = money(unit.times(closed).times(before.isNegative() ? -1 : 1));
  const realized = closed.isZero() ? new Decimal(0) : proceeds.minus(closedCost);
  const netRealized = realized.minus(trade.commission);
  const results = { realizedPnl: text(realized), netRealizedPnl: text(netRealized) };
  if (after.isZero()) return { holding: null, ...results };
  // What a flip pays for is split so that both parts make the whole.
  const paid = money(unit.times(change));
  const openedCost = closed.isZero() ? paid : paid.plus(proceeds);
  const remainingCost = closed.isZero() ? cost : cost.minus(closedCost);
  return {
    holding: {
      symbol: trade.symbol,
      asset: held?.asset ?? trade.asset,
      multiplier: trade.multiplier,
      marginable: trade.marginable,
      quantity: text(after),
      cost: text(remainingCost.plus(openedCost)),
      mark: trade.price,
      netRealizedPnl: text(netRealized.plus(held?.netRealizedPnl ?? 0)),
    },
    ...results,
  };
};

/** Cash that a trade moves before its commission: the price of what is paid for, the realized gain of a future. */
export const cashOfTrade = (trade: HoldingTrade, { realizedPnl }: TradedHolding): Decimal =>
  isFuture(trade.asset)
    ? decimal(realizedPnl)
    : money(decimal(trade.price).times(trade.multiplier).times(signed(trade.side, trade.quantity))).neg();

/** Price per unit at which the open quantity was taken on. */
export const averagePrice = ({ cost, quantity, multiplier }: Holding): DecimalString =>
  text(decimal(cost).div(decimal(quantity).times(multiplier)).abs());

/** Price × quantity × multiplier at the mark, negative when short. */
export const marketValue = ({ mark, quantity, multiplier }: Holding): Decimal =>
  decimal(mark).times(quantity).times(multiplier);

/** What a holding adds to equity: its market value, of a future only its open gain. */
export const equityValue = (holding: Holding): Decimal =>
  isFuture(holding.asset) ? marketValue(holding).minus(holding.cost) : marketValue(holding);
