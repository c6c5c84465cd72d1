import { Decimal, decimal } from '../../core/decimal.ts';
import { equityOf, putCollateral } from './buying-power.ts';
import type { PositionMark } from './event-fields.ts';
import { isFuture, marketValue } from './holdings.ts';
import { type Holding, holdingOf, type VirtualBrokerState } from './state.ts';

/** Shares of the value that must be owned (VB-U3). */
const LONG_SHARE = '0.3';
const LOW_PRICE = '2.5';
const SHORT_SHARE = '0.3';
const SHORT_PER_SHARE = 5;
const SHORT_LOW_PRICE = 5;
/** Share of a future's notional that holding it takes, below what opening it takes. */
const FUTURE_MAINTENANCE = '0.09';

/** What must be owned for a holding (VB-U3): long 30 %, all of it below 2.50 or when nothing lends on it; short by the tables of it. */
export const maintenance = (holding: Holding): Decimal => {
  const { asset, mark, quantity, multiplier, marginable } = holding;
  const value = marketValue(holding).abs();
  if (isFuture(asset)) return value.times(FUTURE_MAINTENANCE);
  const isShort = quantity.startsWith('-');
  if (asset.optionType !== null) return isShort ? putCollateral(holding).minus(value) : value;
  if (!isShort) return marginable && decimal(mark).gte(LOW_PRICE) ? value.times(LONG_SHARE) : value;
  const units = decimal(quantity).times(multiplier).abs();
  return decimal(mark).gte(SHORT_LOW_PRICE)
    ? Decimal.max(value.times(SHORT_SHARE), units.times(SHORT_PER_SHARE))
    : Decimal.max(value, units.times(LOW_PRICE));
};

/** What must be owned for all holdings; a cash account owns what it holds. */
export const requirementOf = ({ accountType, holdings }: VirtualBrokerState): Decimal => {
  let requirement = new Decimal(0);
  if (accountType === 'cash') return requirement;
  for (const holding of Object.values(holdings)) requirement = requirement.plus(maintenance(holding));
  return requirement;
};

/** True when less is owned than must be: the account is called for margin (VB-U3). */
export const isBreached = (state: VirtualBrokerState): boolean =>
  state.accountType === 'margin' && equityOf(state).lt(requirementOf(state));

/** A price that has moved less is not worth an event; a margin call is decided on newer prices anyway. */
const LEAST_MOVE = '0.005';
/** Whether a price has moved enough since the holding was last valued to be told. */
export const hasMoved = (state: VirtualBrokerState, { symbol, price }: PositionMark): boolean => {
  const before = decimal(holdingOf(state, symbol)?.mark ?? price);
  return decimal(price).minus(before).abs().gte(before.times(LEAST_MOVE));
};
