import type { z } from 'zod';
import { Decimal, decimal, text } from '../../core/decimal.ts';
import { assetFieldsOf } from '../shared/derivatives.ts';
import { remember } from './closed-orders.ts';
import type { virtualBrokerEvents as events } from './events.ts';
import { tradeHolding } from './holdings.ts';
import { cashAfter } from './ledger.ts';
import {
  closedOrder,
  type OrderFill,
  symbolKey,
  type VirtualBrokerState,
  type WorkingOrder,
  workingOrder,
} from './state.ts';
import {
  closedFrom,
  dropLate,
  endOrder,
  putOrder,
  releaseLate,
  setLate,
  takeOrder,
  withRemaining,
} from './working-orders.ts';

type Data<Type extends keyof typeof events> = z.infer<(typeof events)[Type]['schema']>;

/** Executions that an order remembers for look-ups. */
const REMEMBERED_FILLS = 50;

/** The working order that an acceptance makes. */
export const acceptedOrder = (accepted: Data<'VirtualOrderAccepted'>): WorkingOrder => ({
  ...accepted.order,
  brokerOrderId: accepted.brokerOrderId,
  marginable: accepted.marginable,
  remaining: accepted.order.quantity,
  openingQuantity: accepted.openingQuantity,
  reserveUnit: accepted.reserveUnit,
  reservedCash: accepted.reservedCash,
  trades: 0,
  fills: [],
  lastQuoteAt: null,
  triggered: false,
  waterMark: accepted.waterMark,
  waterMarkMovedAt: null,
  notBefore: accepted.notBefore,
  expiresAt: accepted.expiresAt,
  dataDueAt: accepted.dataDueAt,
  acceptedAt: accepted.acceptedAt,
  ambiguous: accepted.ambiguous,
  correlationId: accepted.correlationId,
});

/** The order works and holds its reservation. */
export const onAccepted = (
  state: VirtualBrokerState,
  accepted: Data<'VirtualOrderAccepted'>,
): VirtualBrokerState => ({ ...putOrder(state, acceptedOrder(accepted)), asOf: accepted.figures.asOf });

/** Terms of an order after its changes; null changes nothing. */
export const changedOrder = (order: WorkingOrder, replaced: Data<'VirtualOrderReplaced'>): WorkingOrder => {
  const { changes } = replaced;
  return {
    ...order,
    quantity: changes.quantity ?? order.quantity,
    limitPrice: changes.limitPrice ?? order.limitPrice,
    stopPrice: changes.stopPrice ?? order.stopPrice,
    trailAmount: changes.trailAmount ?? order.trailAmount,
    trailPercent: changes.trailPercent ?? order.trailPercent,
    timeInForce: changes.timeInForce ?? order.timeInForce,
    remaining: replaced.remainingQuantity,
    openingQuantity: replaced.openingQuantity,
    reserveUnit: replaced.reserveUnit,
    reservedCash: replaced.reservedCash,
    expiresAt: replaced.expiresAt,
    waterMark: replaced.waterMark,
  };
};

/** The order works on other terms, in its place. */
export const onReplaced = (
  state: VirtualBrokerState,
  replaced: Data<'VirtualOrderReplaced'>,
): VirtualBrokerState => {
  const order = workingOrder(state, replaced.orderId);
  const next = order ? putOrder(state, changedOrder(order, replaced)) : state;
  return { ...next, asOf: replaced.figures.asOf };
};

/** The order is closed; one that will be filled late keeps what it holds. */
export const onCancelled = (
  state: VirtualBrokerState,
  cancelled: Data<'VirtualOrderCancelled'>,
): VirtualBrokerState => {
  const { reason, beforeArrival, lateFill, orderId, figures } = cancelled;
  const code = beforeArrival ? 'cancelled_before_arrival' : null;
  const ending = { status: 'cancelled', code, detail: reason } as const;
  const order = lateFill ? workingOrder(state, orderId) : null;
  if (!order) return { ...endOrder(state, cancelled, ending), asOf: figures.asOf };
  const held = setLate(takeOrder(state, order, true), order, order);
  const closed = remember(state.closed, orderId, closedFrom(order, cancelled, ending));
  return { ...held, closed, asOf: figures.asOf };
};

const changeOrder = (
  state: VirtualBrokerState,
  orderId: string,
  changes: Partial<WorkingOrder>,
): VirtualBrokerState => {
  const order = workingOrder(state, orderId);
  return order ? putOrder(state, { ...order, ...changes }) : state;
};

/** The stop was elected. */
export const onTriggered = (
  state: VirtualBrokerState,
  { orderId, quoteAt }: Data<'VirtualOrderTriggered'>,
): VirtualBrokerState => changeOrder(state, orderId, { triggered: true, notBefore: quoteAt });

/** The trailing stop follows a better price. */
export const onMoved = (
  state: VirtualBrokerState,
  { orderId, waterMark, quoteAt, movedAt }: Data<'VirtualTrailingStopMoved'>,
): VirtualBrokerState =>
  changeOrder(state, orderId, { waterMark, waterMarkMovedAt: movedAt, notBefore: quoteAt });

const fillOf = ({
  tradeId,
  quantity,
  price,
  commission,
  tradedAt,
}: Data<'TradeSimulatedEvent'>): OrderFill => ({
  tradeId,
  quantity,
  price,
  commission,
  tradedAt,
});

const filledOrder = (order: WorkingOrder, trade: Data<'TradeSimulatedEvent'>): WorkingOrder => ({
  ...withRemaining(order, trade.remainingQuantity),
  trades: order.trades + 1,
  fills: [...order.fills.slice(1 - REMEMBERED_FILLS), fillOf(trade)],
  lastQuoteAt: trade.quoteAt,
  dataDueAt: null,
});

const lateFilled = (
  state: VirtualBrokerState,
  order: WorkingOrder,
  trade: Data<'TradeSimulatedEvent'>,
): VirtualBrokerState => {
  const released = releaseLate(state, order);
  const known = closedOrder(state, order.orderId);
  if (!known) return released;
  const filledQuantity = text(decimal(known.filledQuantity).plus(trade.quantity));
  const fills = [...known.fills.slice(1 - REMEMBERED_FILLS), fillOf(trade)];
  return { ...released, closed: remember(state.closed, order.orderId, { ...known, filledQuantity, fills }) };
};

const orderAfter = (state: VirtualBrokerState, trade: Data<'TradeSimulatedEvent'>): VirtualBrokerState => {
  if (trade.cause === 'margin_call') return dropLate(state, trade.symbol);
  if (trade.orderId === null) return state;
  const late = trade.late ? state.late[trade.orderId] : undefined;
  if (late) return lateFilled(state, late, trade);
  const order = workingOrder(state, trade.orderId);
  if (!order) return state;
  const filled = filledOrder(order, trade);
  if (!decimal(trade.remainingQuantity).isZero()) return putOrder(state, filled);
  const ending = { status: 'filled', code: null, detail: null } as const;
  const closed = remember(state.closed, order.orderId, closedFrom(filled, order, ending));
  return { ...takeOrder(state, order), closed };
};

/** Cash, holding and order after a trade. */
export const onTraded = (
  state: VirtualBrokerState,
  trade: Data<'TradeSimulatedEvent'>,
): VirtualBrokerState => {
  const key = symbolKey(trade.symbol);
  const { [key]: held, ...others } = state.holdings;
  const { holding, netRealizedPnl } = tradeHolding(held, {
    ...trade,
    asset: held?.asset ?? assetFieldsOf(trade),
  });
  return {
    ...orderAfter(state, trade),
    holdings: holding ? { ...state.holdings, [key]: holding } : others,
    cash: cashAfter(state.cash, trade.ledger),
    netRealizedPnl: text(new Decimal(state.netRealizedPnl).plus(netRealizedPnl)),
    asOf: trade.figures.asOf,
  };
};
