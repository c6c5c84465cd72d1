import { Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import { epochMs, plusMs, type UtcInstant } from '../../core/instant.ts';
import type { AccountFigures } from '../shared/trading.ts';
import { equityValue, isFuture, marketValue } from './holdings.ts';
import type { Holding, VirtualBrokerState } from './state.ts';
import { moneyText } from './values.ts';

/** Equity below it makes a margin account act as cash (VB-U2, brokers 4.1). */
const LEAST_MARGIN_EQUITY = 2000;
const MARGIN_MULTIPLIER = 2;
/** Share of a future's notional that opening it takes; the exchanges' own figures per contract are not known here. */
export const FUTURE_INITIAL_MARGIN = '0.1';

/** Money a short put may have to pay: strike × size × multiplier of each contract, zero for all else. */
export const putCollateral = ({ asset, multiplier, quantity }: Holding): Decimal =>
  asset.optionType === 'put' && asset.optionStrikePrice !== null && quantity.startsWith('-')
    ? decimal(asset.optionStrikePrice).times(multiplier).times(quantity).abs()
    : new Decimal(0);

const isShortOption = ({ asset, quantity }: Holding) => asset.optionType !== null && quantity.startsWith('-');

/** What a holding binds of the buying power when it is paid in full: a covered call nothing, a short put its strike. */
const exposure = (holding: Holding): Decimal => {
  if (isFuture(holding.asset)) return marketValue(holding).abs().times(FUTURE_INITIAL_MARGIN);
  return isShortOption(holding) ? putCollateral(holding) : marketValue(holding).abs();
};

/** Cash and what the holdings are worth at their marks. */
export const equityOf = ({ cash, holdings }: VirtualBrokerState): Decimal => {
  let equity = new Decimal(cash);
  for (const key in holdings) {
    const holding = holdings[key];
    if (holding) equity = equity.plus(equityValue(holding));
  }
  return equity;
};

/** 1 for cash, 2 on margin (VB-U2). */
export const multiplierFor = ({ accountType }: VirtualBrokerState, equity: Decimal): number =>
  accountType === 'margin' && equity.gte(LEAST_MARGIN_EQUITY) ? MARGIN_MULTIPLIER : 1;

/** True when shares may be sold short: on margin, with enough equity. */
export const mayShort = (state: VirtualBrokerState): boolean => multiplierFor(state, equityOf(state)) > 1;

/** What an amount of money takes of the buying power: what cannot be bought on credit takes as much as it would have bought. */
export const weightOf = (state: VirtualBrokerState, marginable: boolean): number =>
  marginable ? 1 : multiplierFor(state, equityOf(state));

const cashPower = ({ cash, holdings, reserved }: VirtualBrokerState): Decimal => {
  let power = decimal(cash).minus(reserved.marginable).minus(reserved.full);
  for (const key in holdings) {
    const holding = holdings[key];
    if (holding) power = power.minus(putCollateral(holding));
  }
  return power;
};

const marginPower = (state: VirtualBrokerState, equity: Decimal): Decimal => {
  const multiplier = multiplierFor(state, equity);
  let bound = decimal(state.reserved.full).times(multiplier).plus(state.reserved.marginable);
  for (const key in state.holdings) {
    const holding = state.holdings[key];
    if (holding) bound = bound.plus(exposure(holding).times(holding.marginable ? 1 : multiplier));
  }
  return equity.times(multiplier).minus(bound);
};

/**
 * What may still be spent (VB-U2): on margin multiplier × equity − |long| − |short| − what open orders reserve, else cash less what
 * they reserve; below zero when prices went against the account.
 */
export const spendable = (state: VirtualBrokerState): Decimal =>
  state.accountType === 'margin' ? marginPower(state, equityOf(state)) : cashPower(state);

/** What may still be spent, never below zero. */
export const buyingPower = (state: VirtualBrokerState): DecimalString =>
  moneyText(Decimal.max(spendable(state), 0));

/** What may be taken out: no borrowed money, and nothing that positions or orders bind. */
export const withdrawable = (state: VirtualBrokerState): Decimal => {
  const free = spendable(state).div(multiplierFor(state, equityOf(state)));
  return Decimal.max(0, Decimal.min(state.cash, free));
};

/** An instant after the last figures: `asOf` always grows, so that newer figures can be told from older. */
export const nextAsOf = ({ asOf }: VirtualBrokerState, now: UtcInstant): UtcInstant =>
  asOf !== null && epochMs(asOf) >= epochMs(now) ? plusMs(asOf, 1) : now;

/** The account's money, holdings at the last price it saw, as of this instant. */
export const figuresAt = (state: VirtualBrokerState, asOf: UtcInstant): AccountFigures => {
  const equity = equityOf(state);
  const power = state.accountType === 'margin' ? marginPower(state, equity) : cashPower(state);
  return {
    balance: state.cash,
    equity: moneyText(equity),
    buyingPower: power.isNegative() ? '0' : moneyText(power),
    asOf,
  };
};

/** The account's money now; `asOf` always grows. */
export const figuresOf = (state: VirtualBrokerState, now: UtcInstant): AccountFigures =>
  figuresAt(state, nextAsOf(state, now));

/** The sum of two amounts, as text. */
export const plus = (a: DecimalString, b: DecimalString): DecimalString => text(decimal(a).plus(b));
