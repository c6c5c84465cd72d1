import { type Decimal, type DecimalString, decimal, text, ZERO } from '../../core/decimal.ts';
import { assetOf } from '../shared/derivatives.ts';
import type { PositionDoc } from './state.ts';
import { type PositionSide, percentOf } from './values.ts';

/** What a stop risks: LONG q(A − stop)·m, SHORT q(stop − A)·m; negative is locked-in profit (domains 4.7). */
export const riskAmount = (
  position: {
    readonly side: PositionSide;
    readonly quantity: DecimalString;
    readonly averageEntryPrice: DecimalString;
    readonly multiplier: DecimalString;
  },
  stopPrice: DecimalString,
): DecimalString => {
  const distance = decimal(position.averageEntryPrice).minus(stopPrice);
  const perUnit = position.side === 'long' ? distance : distance.neg();
  return text(perUnit.times(position.quantity).times(position.multiplier));
};

/** Risk in percent of the account's equity; null when either is unknown. */
export const riskPercent = (
  risk: DecimalString | null,
  equity: DecimalString | null,
): DecimalString | null =>
  risk === null || equity === null || !decimal(equity).gt(0) ? null : percentOf(risk, equity);

/** What an open position risks by its stop now, or null without one. */
export const currentRisk = (position: PositionDoc): DecimalString | null =>
  position.stopLoss === null ? null : riskAmount(position, position.stopLoss.price);

/** What the target would bring for what the stop risks: |target − A| / |A − stop|; null without both (PO-U10). */
export const riskRewardRatio = ({
  stopLoss,
  takeProfit,
  averageEntryPrice,
}: PositionDoc): DecimalString | null => {
  if (stopLoss === null || takeProfit === null) return null;
  const risked = decimal(averageEntryPrice).minus(stopLoss.price).abs();
  return risked.isZero() ? null : text(decimal(takeProfit.price).minus(averageEntryPrice).abs().div(risked));
};

/** Net P&L in terms of the initial risk (PO-U10); null without a stop that risked something, or with a P&L nobody knows. */
export const rMultiple = ({ initialRisk, realizedPnl, unknownExit }: PositionDoc): DecimalString | null =>
  initialRisk === null || unknownExit !== null || !decimal(initialRisk).gt(0)
    ? null
    : text(decimal(realizedPnl).div(initialRisk));

/** The most that a position can lose; `amount` in account currency. */
export type MaximumLoss =
  | { readonly kind: 'unlimited' }
  | { readonly kind: 'limited'; readonly amount: DecimalString };

/**
 * The most an open position can lose before commissions (PO-U3): what was paid for what is long; a short put loses at most strike
 * minus premium; a short call and anything else short without end, unless a long option of the same contract covers it: then the
 * width of that spread, less the premium received.
 */
export const maximumLoss = (
  position: PositionDoc,
  coveringStrike: DecimalString | null = null,
): MaximumLoss => {
  const limited = (amount: Decimal): MaximumLoss => ({
    kind: 'limited',
    amount: amount.gt(0) ? text(amount) : ZERO,
  });
  if (position.side === 'long') return limited(decimal(position.entryValue));
  const { option } = assetOf(position.asset);
  const units = decimal(position.quantity).times(position.multiplier);
  const atRisk = (points: Decimal) => limited(points.times(units).minus(position.entryValue));
  if (option === null) return { kind: 'unlimited' };
  const strike = decimal(option.strikePrice);
  if (option.optionType === 'put') return atRisk(strike.minus(coveringStrike ?? ZERO));
  return coveringStrike === null ? { kind: 'unlimited' } : atRisk(strike.neg().plus(coveringStrike));
};
