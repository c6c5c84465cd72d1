import { decimal, text } from '../../core/decimal.ts';
import { assetOf } from '../shared/derivatives.ts';
import { equityOf, figuresAt, multiplierFor } from './buying-power.ts';
import { feesOf } from './fees.ts';
import { averagePrice, equityValue, marketValue } from './holdings.ts';
import { requirementOf } from './maintenance.ts';
import { type Holding, type VirtualBrokerState, type WorkingOrder, workingOrders } from './state.ts';
import { moneyText } from './values.ts';

const positionResource = (holding: Holding) => ({
  symbol: holding.symbol,
  ...assetOf(holding.asset),
  side: holding.quantity.startsWith('-') ? 'short' : 'long',
  quantity: text(decimal(holding.quantity).abs()),
  averagePrice: averagePrice(holding),
  marketPrice: holding.mark,
  marketValue: moneyText(marketValue(holding)),
  unrealizedPnl: moneyText(marketValue(holding).minus(holding.cost)),
  netRealizedPnl: holding.netRealizedPnl,
  equity: moneyText(equityValue(holding)),
});

const orderResource = (order: WorkingOrder) => ({
  orderId: order.orderId,
  clientOrderId: order.clientOrderId,
  brokerOrderId: order.brokerOrderId,
  symbol: order.symbol,
  side: order.side,
  orderType: order.orderType,
  timeInForce: order.timeInForce,
  quantity: order.quantity,
  remainingQuantity: order.remaining,
  limitPrice: order.limitPrice,
  stopPrice: order.stopPrice,
  trailAmount: order.trailAmount,
  trailPercent: order.trailPercent,
  waterMark: order.waterMark,
  triggered: order.triggered,
  reservedCash: order.reservedCash,
  acceptedAt: order.acceptedAt,
  expiresAt: order.expiresAt,
});

/** A virtual account as its user sees it, or null when there is none: its terms, its money, what it holds and what works. */
export const virtualAccountResource = (state: VirtualBrokerState) => {
  if (state.status === 'absent' || state.status === 'deleted' || state.asOf === null) return null;
  const { balance, equity, buyingPower, asOf } = figuresAt(state, state.asOf);
  return {
    virtualAccountId: state.virtualAccountId,
    accountId: state.accountId,
    brokerConnectionId: state.brokerConnectionId,
    name: state.name,
    status: state.status,
    currency: state.currency,
    accountType: state.accountType,
    profile: state.profile,
    session: state.session,
    allowFlip: state.allowFlip,
    partialFillProbability: state.partialFillProbability,
    slippageBps: state.slippageBps,
    latencyMs: state.latencyMs,
    fees: feesOf(state),
    startingCash: state.startingCash,
    cash: balance,
    equity,
    buyingPower,
    marginMultiplier: multiplierFor(state, equityOf(state)),
    maintenanceRequirement: moneyText(requirementOf(state)),
    marginCall: state.marginCall,
    netRealizedPnl: state.netRealizedPnl,
    positions: Object.values(state.holdings).map(positionResource),
    orders: workingOrders(state).map(orderResource),
    asOf,
  };
};
