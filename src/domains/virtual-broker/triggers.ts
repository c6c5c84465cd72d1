import { type Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import type { WorkingOrder } from './state.ts';

type StopTerms = Pick<
  WorkingOrder,
  'side' | 'orderType' | 'stopPrice' | 'trailAmount' | 'trailPercent' | 'waterMark' | 'triggered'
>;

/** Below a price of one, prices move in smaller ticks (brokers 1). */
const tickAt = (price: Decimal): DecimalString => (price.gte(1) ? '0.01' : '0.0001');

/** True for a stop that waits for its price; once it was reached the order is a market or a limit order (VB-U7). */
export const isWaitingStop = ({
  orderType,
  triggered,
}: Pick<StopTerms, 'orderType' | 'triggered'>): boolean =>
  !triggered && orderType !== 'market' && orderType !== 'limit';

/** How far a trailing stop stays behind this price: money, or percent of it. */
export const trailDistance = (
  { trailAmount, trailPercent }: Pick<StopTerms, 'trailAmount' | 'trailPercent'>,
  from: DecimalString,
): Decimal =>
  trailAmount === null
    ? decimal(from)
        .times(trailPercent ?? 0)
        .div(100)
    : decimal(trailAmount);

/** Price at which a trailing stop would be elected from this water mark. */
export const trailingStop = (order: StopTerms, waterMark: DecimalString): Decimal => {
  const distance = trailDistance(order, waterMark);
  return order.side === 'sell' ? decimal(waterMark).minus(distance) : decimal(waterMark).plus(distance);
};

/** Price at which the stop is elected, or null while a trailing stop has seen no price. */
export const electionPrice = (order: StopTerms): Decimal | null => {
  if (order.orderType !== 'trailing_stop') return order.stopPrice === null ? null : decimal(order.stopPrice);
  return order.waterMark === null ? null : trailingStop(order, order.waterMark);
};

/** Whether a last trade elects a stop: a buy at or above it, a sell at or below (VB-U7). */
export const isElected = (side: WorkingOrder['side'], stop: Decimal | null, last: Decimal): boolean =>
  stop !== null && (side === 'buy' ? last.gte(stop) : last.lte(stop));

/** The water mark after a last trade, or null when it moves the stop by less than a tick or unfavourably (VB-U7). */
export const movedWaterMark = (order: StopTerms, last: Decimal): DecimalString | null => {
  if (order.waterMark === null) return text(last);
  const before = decimal(order.waterMark);
  if (order.side === 'sell' ? last.lte(before) : last.gte(before)) return null;
  const mark = text(last);
  const moved = trailingStop(order, mark).minus(trailingStop(order, order.waterMark)).abs();
  return moved.gte(tickAt(last)) ? mark : null;
};
