import { evolveBy } from '../../core/decider.ts';
import { Decimal, type DecimalString, decimal, sum, text } from '../../core/decimal.ts';
import type { LedgerEntry, VirtualBrokerEvent } from './events.ts';
import { type ClosedOrder, type Holding, initialVirtualBroker, type VirtualBrokerState } from './state.ts';

const REMEMBERED_CLOSED_ORDERS = 500;

const cashAfter = (cash: DecimalString, ledger: readonly LedgerEntry[]): DecimalString =>
  text(decimal(cash).plus(sum(ledger.map((entry) => entry.amount))));

const close = (state: VirtualBrokerState, clientOrderId: string, how: ClosedOrder): VirtualBrokerState => {
  const { [clientOrderId]: _closed, ...working } = state.working;
  const closed = Object.entries({ ...state.closed, [clientOrderId]: how }).slice(-REMEMBERED_CLOSED_ORDERS);
  return { ...state, working, closed: Object.fromEntries(closed) };
};

const bought = (
  held: Holding | undefined,
  quantity: DecimalString,
  price: DecimalString,
  multiplier: DecimalString,
): Holding => {
  const before = new Decimal(held?.quantity ?? 0);
  const total = before.plus(quantity);
  const cost = before.times(held?.averagePrice ?? 0).plus(new Decimal(quantity).times(price));
  return { quantity: text(total), averagePrice: text(cost.div(total)), multiplier, mark: price };
};

const sold = (
  holdings: VirtualBrokerState['holdings'],
  symbol: string,
  quantity: DecimalString,
  price: DecimalString,
) => {
  const { [symbol]: held, ...others } = holdings;
  if (!held) return holdings;
  const left = decimal(held.quantity).minus(quantity);
  return left.isZero() ? others : { ...others, [symbol]: { ...held, quantity: text(left), mark: price } };
};

/** How a fact changes a virtual account. Cash moves by ledger entries and by nothing else. */
export const evolveVirtualBroker = evolveBy<VirtualBrokerState, VirtualBrokerEvent>({
  VirtualAccountOpened: (_state, opened) => ({
    ...initialVirtualBroker,
    status: 'active',
    accountId: opened.accountId,
    name: opened.name,
    currency: opened.currency,
    seed: opened.seed,
    partialFillProbability: opened.partialFillProbability,
    cash: cashAfter('0', opened.ledger),
    asOf: opened.figures.asOf,
  }),
  VirtualOrderAccepted: (state, { order, brokerOrderId, reservedCash, correlationId, figures }) => {
    const accepted = { ...order, brokerOrderId, remaining: order.quantity, reservedCash, trades: 0 };
    const working = {
      ...state.working,
      [order.clientOrderId]: { ...accepted, lastQuoteAt: null, correlationId },
    };
    return { ...state, working, asOf: figures.asOf };
  },
  VirtualOrderRejected: (state, { clientOrderId, code, detail }) =>
    close(state, clientOrderId, { status: 'rejected', code, detail }),
  VirtualOrderCancelled: (state, { clientOrderId, reason, beforeArrival, figures }) => {
    const code = beforeArrival ? 'cancelled_before_arrival' : null;
    return {
      ...close(state, clientOrderId, { status: 'cancelled', code, detail: reason }),
      asOf: figures.asOf,
    };
  },
  TradeSimulatedEvent: (state, trade) => {
    const order = state.working[trade.clientOrderId];
    const holdings =
      trade.side === 'buy'
        ? {
            ...state.holdings,
            [trade.symbol]: bought(
              state.holdings[trade.symbol],
              trade.quantity,
              trade.price,
              trade.multiplier,
            ),
          }
        : sold(state.holdings, trade.symbol, trade.quantity, trade.price);
    const next = { ...state, holdings, cash: cashAfter(state.cash, trade.ledger), asOf: trade.figures.asOf };
    if (!order || decimal(trade.remainingQuantity).isZero())
      return close(next, trade.clientOrderId, { status: 'filled', code: null, detail: null });
    // Multiplied first: what one unit reserves times the rest stays exact, a share of a third would not.
    const reserved = decimal(order.reservedCash).times(trade.remainingQuantity).div(order.remaining);
    const left = {
      ...order,
      remaining: trade.remainingQuantity,
      reservedCash: text(reserved),
      trades: order.trades + 1,
      lastQuoteAt: trade.quoteAt,
    };
    return { ...next, working: { ...next.working, [trade.clientOrderId]: left } };
  },
});
