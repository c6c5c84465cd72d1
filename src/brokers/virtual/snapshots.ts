import { decimal, sum, text } from '../../core/decimal.ts';
import { instant, type UtcInstant } from '../../core/instant.ts';
import type { Fill } from '../../domains/shared/trading.ts';
import { averagePrice } from '../../domains/virtual-broker/holdings.ts';
import {
  type ClosedOrder,
  closedOrder,
  type OrderFill,
  type VirtualBrokerState,
  type WorkingOrder,
  workingOrder,
  workingOrders,
} from '../../domains/virtual-broker/state.ts';
import type { BrokerOrderSnapshot, BrokerOrderStatus, BrokerPosition } from '../port.ts';

const fillOf = ({ tradeId, price, quantity, commission, tradedAt }: OrderFill): Fill => ({
  fillId: tradeId,
  price,
  quantity,
  commission,
  filledAt: tradedAt,
});

const averageOf = (fills: readonly OrderFill[]) => {
  const quantity = sum(fills.map((fill) => fill.quantity));
  if (decimal(quantity).isZero()) return null;
  const value = sum(fills.map((fill) => text(decimal(fill.price).times(fill.quantity))));
  return text(decimal(value).div(quantity));
};

const ENDED: Readonly<Record<ClosedOrder['status'], BrokerOrderStatus>> = {
  filled: 'filled',
  cancelled: 'canceled',
  rejected: 'rejected',
  expired: 'expired',
};

const ofWorking = (order: WorkingOrder): BrokerOrderSnapshot => {
  const filledQuantity = sum(order.fills.map((fill) => fill.quantity));
  return {
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    brokerOrderId: order.brokerOrderId,
    status: decimal(filledQuantity).gt(0) ? 'partially_filled' : 'working',
    filledQuantity,
    averageFillPrice: averageOf(order.fills),
    reason: null,
    fills: order.fills.map(fillOf),
  };
};

const ofClosed = (orderId: string, order: ClosedOrder): BrokerOrderSnapshot => ({
  orderId,
  clientOrderId: order.clientOrderId,
  brokerOrderId: order.brokerOrderId,
  status: ENDED[order.status],
  filledQuantity: order.filledQuantity,
  averageFillPrice: averageOf(order.fills),
  reason: order.detail ?? order.code,
  fills: order.fills.map(fillOf),
});

/** The order as the virtual broker lists it, or null when it never had it. */
export const orderSnapshot = (state: VirtualBrokerState, orderId: string): BrokerOrderSnapshot | null => {
  const working = workingOrder(state, orderId);
  if (working) return ofWorking(working);
  const closed = closedOrder(state, orderId);
  return closed && ofClosed(orderId, closed);
};

/** Every order that still works. */
export const openOrderSnapshots = (state: VirtualBrokerState): readonly BrokerOrderSnapshot[] =>
  workingOrders(state).map(ofWorking);

/** Everything that is held, at average cost. */
export const positionSnapshots = (state: VirtualBrokerState): readonly BrokerPosition[] =>
  Object.values(state.holdings).map((holding) => ({
    symbol: holding.symbol,
    quantity: holding.quantity,
    averagePrice: averagePrice(holding),
  }));

/** When the account's figures last changed. */
export const asOf = (state: VirtualBrokerState): UtcInstant => state.asOf ?? instant(0);
