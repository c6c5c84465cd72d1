import { type Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import type { AssetType } from '../shared/asset-type.ts';
import { TickSize } from '../shared/tick-size.ts';
import type { StopLossConfig, TakeProfitConfig } from './configs.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { PositionDoc } from './state.ts';
import { closingSide, type PositionSide, SHARE_SCALE } from './values.ts';

/** Smallest steps of prices where nobody told one. */
const DEFAULT_TICK: Record<AssetType, DecimalString> = {
  stock: '0.01',
  option: '0.01',
  future: '0.01',
  future_option: '0.01',
  crypto: '0.00000001',
};

/** The tick of an instrument: what is known of it, else the usual one of its kind. */
export const tickOf = (
  assetType: AssetType,
  known: DecimalString | null,
  futureTick: DecimalString | null = null,
): DecimalString => known ?? futureTick ?? DEFAULT_TICK[assetType];

/** What stops and targets of a position are measured from. */
export interface PriceBasis {
  readonly side: PositionSide;
  readonly quantity: DecimalString;
  readonly averageEntryPrice: DecimalString;
  readonly multiplier: DecimalString;
  readonly tickSize: DecimalString;
  readonly assetType: AssetType;
}

/** A price that was found, or why there is none. */
export type FoundPrice = { readonly kind: 'price'; readonly price: DecimalString } | Refusal;

/** What the stops and targets of a position are measured from, with its figures or those it is going to have. */
export const basisOf = (
  position: PositionDoc,
  { quantity, averageEntryPrice }: Pick<PositionDoc, 'quantity' | 'averageEntryPrice'> = position,
): PriceBasis => {
  const { side, multiplier, tickSize, asset } = position;
  return { side, quantity, averageEntryPrice, multiplier, tickSize, assetType: asset.assetType };
};

/**
 * A price of an exit on its tick: stops away from the market and targets toward it (domains 4.5, 11). What 28 digits leave below a price
 * that is on the tick, such as 97.999…97 for 98, is no reason to go a tick further.
 */
export const exitOnTick = (exact: DecimalString, basis: PriceBasis): DecimalString => {
  const price = text(decimal(exact).toDecimalPlaces(SHARE_SCALE));
  return TickSize.forExit(price, TickSize.at(basis, price), closingSide(basis.side));
};

const found = (exact: Decimal, basis: PriceBasis, what: string, field: string): FoundPrice => {
  const price = exitOnTick(text(exact), basis);
  return decimal(price).gt(0)
    ? { kind: 'price', price }
    : refusal('invalid_price', `the ${what} would be at ${price}, and prices are above zero`, field);
};

const against = (side: PositionSide, from: Decimal, distance: Decimal): Decimal =>
  side === 'long' ? from.minus(distance) : from.plus(distance);

/** Money per unit of a position: what `amount` is as a distance of price. */
const perUnit = (amount: DecimalString, { quantity, multiplier }: PriceBasis): Decimal =>
  decimal(amount).div(decimal(quantity).times(multiplier));

/**
 * Where a stop stands (domains 4.7, "Stops"): fixed = given; percentage and ATR from the average entry; dollar = entry ∓ amount/(q·m);
 * trailing from its water mark, which is the entry at the start. Answers `atr_required` or `invalid_price` when there is no such price.
 */
export const stopPriceOf = (
  config: StopLossConfig,
  basis: PriceBasis,
  { atr, waterMark }: { readonly atr: DecimalString | null; readonly waterMark: DecimalString | null },
): FoundPrice => {
  const entry = decimal(basis.averageEntryPrice);
  const at = (distance: Decimal, from = entry) =>
    found(against(basis.side, from, distance), basis, 'stop', 'stopLoss');
  switch (config.type) {
    case 'fixed':
      return found(decimal(config.price), basis, 'stop', 'stopLoss.price');
    case 'percentage':
      return at(entry.times(config.percentage).div(100));
    case 'atr':
      return atr === null
        ? refusal('atr_required', 'an ATR stop needs the average true range', 'atr')
        : at(decimal(atr).times(config.atrMultiplier));
    case 'dollar':
      return at(perUnit(config.dollarAmount, basis));
    case 'trailing': {
      const from = waterMark === null ? entry : decimal(waterMark);
      return at(
        config.trailAmount === null
          ? from.times(config.trailPercentage ?? 0).div(100)
          : decimal(config.trailAmount),
        from,
      );
    }
  }
};

/**
 * Where a target stands (domains 4.5, 11): price; entry ± dollar/(q·m); entry·(1 ± pct/100); entry ± ratio·|entry − stop|. Answers
 * `stop_loss_required` or `invalid_price` when there is no such price.
 */
export const targetPriceOf = (
  config: TakeProfitConfig,
  basis: PriceBasis,
  stopPrice: DecimalString | null,
): FoundPrice => {
  const entry = decimal(basis.averageEntryPrice);
  const at = (distance: Decimal) =>
    found(against(basis.side, entry, distance.neg()), basis, 'target', 'takeProfit');
  switch (config.type) {
    case 'price':
      return found(decimal(config.price), basis, 'target', 'takeProfit.price');
    case 'dollar':
      return at(perUnit(config.dollarAmount, basis));
    case 'percentage':
      return at(entry.times(config.percentage).div(100));
    case 'risk_reward':
      return stopPrice === null
        ? refusal('stop_loss_required', 'a risk-reward target needs a stop', 'takeProfit')
        : at(entry.minus(stopPrice).abs().times(config.riskRewardRatio));
  }
};

/** The tighter of two stops: the higher for a long position, the lower for a short one (PO-R7, PO-U4). */
export const tighterStop = (
  side: PositionSide,
  a: DecimalString | null,
  b: DecimalString | null,
): DecimalString | null => {
  if (a === null || b === null) return a ?? b;
  const [first, second] = [decimal(a), decimal(b)];
  return (side === 'long' ? first.gte(second) : first.lte(second)) ? a : b;
};

/** True when `a` is a better price for the position than `b`. */
export const isBetter = (side: PositionSide, a: DecimalString, b: DecimalString): boolean =>
  side === 'long' ? decimal(a).gt(b) : decimal(a).lt(b);

/** True when a market at `price` has reached the stop. */
export const stopIsHit = (side: PositionSide, stop: DecimalString, price: DecimalString): boolean =>
  !isBetter(side, price, stop);

/** True when a market at `price` has reached the target. */
export const targetIsHit = (side: PositionSide, target: DecimalString, price: DecimalString): boolean =>
  !isBetter(side, target, price);
