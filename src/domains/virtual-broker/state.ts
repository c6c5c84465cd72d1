import { Decimal, type DecimalString, decimal, sum, text } from '../../core/decimal.ts';
import { epochMs, plusMs, type UtcInstant } from '../../core/instant.ts';
import { notional } from '../shared/quote.ts';
import type { AccountFigures, BrokerOrder } from '../shared/trading.ts';

/** An accepted order that is not finished. */
export interface WorkingOrder extends BrokerOrder {
  readonly brokerOrderId: string;
  readonly remaining: DecimalString;
  readonly reservedCash: DecimalString;
  readonly trades: number;
  /** The last quote that filled some of it: the same quote never fills it twice. */
  readonly lastQuoteAt: UtcInstant | null;
  readonly correlationId: string;
}

/** How an order ended. */
export interface ClosedOrder {
  readonly status: 'filled' | 'cancelled' | 'rejected';
  readonly code: string | null;
  readonly detail: string | null;
}

/** A holding at average cost; `mark` is the last price this account saw. */
export interface Holding {
  readonly quantity: DecimalString;
  readonly averagePrice: DecimalString;
  readonly multiplier: DecimalString;
  readonly mark: DecimalString;
}

/** A virtual cash account. */
export interface VirtualBrokerState {
  readonly status: 'absent' | 'active';
  readonly accountId: string;
  readonly name: string;
  readonly currency: string;
  readonly seed: string;
  readonly partialFillProbability: DecimalString;
  readonly cash: DecimalString;
  readonly holdings: Readonly<Record<string, Holding>>;
  readonly working: Readonly<Record<string, WorkingOrder>>;
  /** Recently finished orders by client order id, the newest last. */
  readonly closed: Readonly<Record<string, ClosedOrder>>;
  readonly asOf: UtcInstant | null;
}

export const initialVirtualBroker: VirtualBrokerState = {
  status: 'absent',
  accountId: '',
  name: '',
  currency: 'USD',
  seed: '',
  partialFillProbability: '0',
  cash: '0',
  holdings: {},
  working: {},
  closed: {},
  asOf: null,
};

const workingOrders = (state: VirtualBrokerState) => Object.values(state.working);

/** Cash less what open buy orders reserve: what a cash account may spend (domains 4.4, users 2). */
export const buyingPower = (state: VirtualBrokerState): DecimalString =>
  text(decimal(state.cash).minus(sum(workingOrders(state).map((order) => order.reservedCash))));

/** Quantity of a symbol that no open sell order has claimed. */
export const availableQuantity = (state: VirtualBrokerState, symbol: string): DecimalString => {
  const sells = workingOrders(state).filter((order) => order.symbol === symbol && order.side === 'sell');
  const held = state.holdings[symbol]?.quantity ?? '0';
  return text(decimal(held).minus(sum(sells.map((order) => order.remaining))));
};

/** Symbols whose quotes can still change something here. */
export const wantedSymbols = (state: VirtualBrokerState): readonly string[] => [
  ...new Set(workingOrders(state).map((order) => order.symbol)),
];

/** The account's money, holdings at the last price it saw; `asOf` always grows, so that newer figures can be told. */
export const figuresOf = (state: VirtualBrokerState, now: UtcInstant): AccountFigures => {
  const holdings = Object.values(state.holdings).map((held) =>
    notional(held.mark, held.quantity, held.multiplier),
  );
  const asOf = state.asOf !== null && epochMs(state.asOf) >= epochMs(now) ? plusMs(state.asOf, 1) : now;
  return {
    balance: state.cash,
    equity: text(new Decimal(state.cash).plus(sum(holdings))),
    buyingPower: buyingPower(state),
    asOf,
  };
};
