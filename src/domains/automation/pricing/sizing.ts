import { Decimal, type DecimalString, decimal, text } from '../../../core/decimal.ts';
import { MAX_QUANTITY } from '../configuration/numbers.ts';
import type { PositionSizing } from '../configuration/position-sizing.ts';
import { found, type Outcome, refuse } from './outcome.ts';
import { floorTo } from './rounding.ts';

/** What a quantity is computed from (AU-U9); money in account currency. Figures nobody knew are null. */
export interface SizingBasis {
  readonly price: DecimalString;
  readonly multiplier: DecimalString;
  readonly stopPrice: DecimalString | null;
  readonly equity: DecimalString | null;
  readonly buyingPower: DecimalString | null;
}

/** Money that one unit costs: `p·m`. */
const unitCost = ({ price, multiplier }: SizingBasis): Decimal => decimal(price).times(multiplier);

const unknownFigure = (figure: string) =>
  refuse('account_figures_unknown', `the account's ${figure} is not known`);

/**
 * The quantity that a sizing wishes, neither rounded nor cut (AU-U9): FIXED `q`; AMOUNT `amount/(p·m)`; PERCENT
 * `percent/100·(E or B)/(p·m)`; RISK_BASED `risk/(|p − s|·m)`.
 */
export const wishedQuantity = (sizing: PositionSizing, basis: SizingBasis): Outcome<Decimal> => {
  switch (sizing.type) {
    case 'fixed':
      return found(decimal(sizing.fixedQuantity));
    case 'amount':
      return found(decimal(sizing.amountPerPosition).div(unitCost(basis)));
    case 'percent': {
      const base = sizing.useBuyingPower ? basis.buyingPower : basis.equity;
      if (base === null) return unknownFigure(sizing.useBuyingPower ? 'buying power' : 'equity');
      return found(decimal(base).times(sizing.percentOfEquity).div(100).div(unitCost(basis)));
    }
    case 'risk_based': {
      if (basis.stopPrice === null) return refuse('stop_required', 'sizing by risk needs a stop');
      const risk = decimal(basis.price).minus(basis.stopPrice).abs().times(basis.multiplier);
      if (risk.isZero()) return refuse('stop_wrong_side', 'the stop stands at the entry');
      return found(decimal(sizing.riskPerPosition).div(risk));
    }
  }
};

/** Rounds a quantity down to the lot (AU-U9); nothing left is a refusal. */
export const wholeLots = (quantity: Decimal, lotSize: DecimalString): Outcome<DecimalString> => {
  const rounded = floorTo(quantity, lotSize);
  return rounded.gt(0)
    ? found(text(rounded))
    : refuse('quantity_below_lot', `${text(quantity)} is less than one lot of ${lotSize}`);
};

/** What caps a quantity: money that may be spent, null when only the broker knows, and what an order reserves of it per unit. */
export interface SizingCaps {
  readonly spendable: DecimalString | null;
  readonly reservePerUnit: Decimal;
  readonly lotSize: DecimalString;
}

/** Reserved for an order without a limit, because it may fill above the market's price (brokers 4.1). */
const UNLIMITED_RESERVE = '1.03';

/** Money that one unit of an entry reserves: `p·m`, and 3 % more for a short and for what has no limit. */
export const reservePerUnit = (
  { price, multiplier }: Pick<SizingBasis, 'price' | 'multiplier'>,
  isLimited: boolean,
): Decimal => {
  const cost = decimal(price).times(multiplier);
  return isLimited ? cost : cost.times(UNLIMITED_RESERVE);
};

/**
 * Cuts a wish to buying power and to 1,000,000 units and rounds it down to the lot (AU-U10). A cut below half of the wish is a
 * refusal and no tiny order.
 */
export const cutQuantity = (wish: Decimal, caps: SizingCaps): Outcome<DecimalString> => {
  if (wish.lte(0)) return wholeLots(wish, caps.lotSize);
  const affordable = caps.spendable === null ? wish : decimal(caps.spendable).div(caps.reservePerUnit);
  const cut = Decimal.min(wish, affordable, MAX_QUANTITY);
  if (cut.times(2).gte(wish)) return wholeLots(cut, caps.lotSize);
  return affordable.lt(MAX_QUANTITY)
    ? refuse(
        'insufficient_buying_power',
        `buying power of ${caps.spendable} pays for less than half of ${text(wish)} units`,
      )
    : refuse('quantity_too_large', `${text(wish)} units are more than twice the limit of ${MAX_QUANTITY}`);
};
