import type { Rejection } from '../../core/decider.ts';
import { type Decimal, type DecimalString, decimal, text, ZERO } from '../../core/decimal.ts';
import { notional } from '../shared/quote.ts';
import { riskAmount, riskPercent } from './risk.ts';
import type { PositionDoc } from './state.ts';

/** What an add to a position is judged by. Figures of the account travel with the command. */
export interface PyramidProposal {
  readonly price: DecimalString;
  readonly quantity: DecimalString;
  readonly commission: DecimalString;
  readonly buyingPower: DecimalString;
  /** What the add ties up; null takes q·p·m + commission, which is too much for a future (PO-U3). */
  readonly requiredCapital: DecimalString | null;
  readonly accountEquity: DecimalString | null;
  /** Most of the equity that may be at risk, in percent; null sets no limit. */
  readonly riskLimitPct: DecimalString | null;
  /** What a trend filter says; null is no filter. */
  readonly trendIsValid: boolean | null;
}

/** Why an add is refused. */
export type PyramidFailure =
  | 'pyramiding_disabled'
  | 'max_entries_reached'
  | 'insufficient_profit'
  | 'insufficient_spacing'
  | 'insufficient_capital'
  | 'risk_limit_exceeded'
  | 'trend_is_against';

/** The judgement of an add (domains 5); percentages 0 to 100. */
export interface PyramidValidationResult {
  readonly isValid: boolean;
  readonly failureReasons: readonly PyramidFailure[];
  readonly isEnabled: boolean;
  readonly belowMaxEntries: boolean;
  readonly hasSufficientProfit: boolean;
  readonly hasSufficientSpacing: boolean;
  readonly hasSufficientCapital: boolean;
  readonly withinRiskLimits: boolean;
  readonly trendIsValid: boolean;
  /** Since the last entry, favourable moves positive on both sides (PO-R3). */
  readonly currentProfitPct: DecimalString;
  readonly spacingPct: DecimalString;
  /** Size the rules suggest: the previous entry times the size factor. */
  readonly calculatedQuantity: DecimalString;
  /** Risk of the whole position after the add, by its present stop; null when stop or equity is unknown. */
  readonly totalRiskPct: DecimalString | null;
}

/** Size of the next entry: the previous one times the size factor, 100, 50, 25 … (domains 4.7). */
export const nextPyramidSize = ({ lastEntry, pyramiding }: PositionDoc): DecimalString =>
  text(decimal(lastEntry.quantity).times(pyramiding.sizeFactor));

const totalRisk = (position: PositionDoc, { price, quantity, accountEquity }: PyramidProposal) => {
  if (position.stopLoss === null) return null;
  const { price: stop } = position.stopLoss;
  const added = riskAmount({ ...position, quantity, averageEntryPrice: price }, stop);
  return riskPercent(text(decimal(riskAmount(position, stop)).plus(added)), accountEquity);
};

const withinLimit = (risk: DecimalString | null, limit: DecimalString | null): boolean =>
  limit === null || (risk !== null && decimal(risk).lte(limit));

const moveSinceLastEntry = ({ side, lastEntry }: PositionDoc, price: DecimalString): Decimal => {
  const move = decimal(price).minus(lastEntry.price).div(lastEntry.price);
  return side === 'long' ? move : move.neg();
};

/**
 * Judges an add (PO-R1 … PO-R6), long and short alike. `force` skips profit, spacing and trend, and neither the maximum, the capital,
 * the risk limit nor the enabled flag. The flags always tell how it is; only `failureReasons` leave out what force skips.
 */
export const validatePyramid = (
  position: PositionDoc,
  proposal: PyramidProposal,
  force: boolean,
): PyramidValidationResult => {
  const { pyramiding, pyramidingCount, multiplier } = position;
  const profit = moveSinceLastEntry(position, proposal.price);
  const needed =
    proposal.requiredCapital ??
    text(decimal(notional(proposal.price, proposal.quantity, multiplier)).plus(proposal.commission));
  const totalRiskPct = totalRisk(position, proposal);
  const flags = {
    isEnabled: pyramiding.enabled,
    belowMaxEntries: pyramidingCount < pyramiding.maxEntries,
    hasSufficientProfit: profit.gte(pyramiding.minProfitFraction),
    hasSufficientSpacing: profit.abs().gte(pyramiding.minSpacingFraction),
    hasSufficientCapital: decimal(needed).lte(proposal.buyingPower),
    withinRiskLimits: withinLimit(totalRiskPct, proposal.riskLimitPct),
    trendIsValid: proposal.trendIsValid ?? true,
  };
  const checks: readonly (readonly [PyramidFailure, boolean])[] = [
    ['pyramiding_disabled', flags.isEnabled],
    ['max_entries_reached', flags.belowMaxEntries],
    ['insufficient_profit', force || flags.hasSufficientProfit],
    ['insufficient_spacing', force || flags.hasSufficientSpacing],
    ['insufficient_capital', flags.hasSufficientCapital],
    ['risk_limit_exceeded', flags.withinRiskLimits],
    ['trend_is_against', force || flags.trendIsValid],
  ];
  const failureReasons = checks.filter(([, passed]) => !passed).map(([reason]) => reason);
  return {
    isValid: failureReasons.length === 0,
    failureReasons,
    ...flags,
    currentProfitPct: profit.isZero() ? ZERO : text(profit.times(100)),
    spacingPct: text(profit.abs().times(100)),
    calculatedQuantity: nextPyramidSize(position),
    totalRiskPct,
  };
};

/** The judgement in a sentence, for the refusal. */
export const pyramidSummary = (result: PyramidValidationResult): string =>
  `${result.failureReasons.join(', ') || 'allowed'}: profit ${result.currentProfitPct} %, spacing ${result.spacingPct} %, ` +
  `suggested quantity ${result.calculatedQuantity}, total risk ${result.totalRiskPct ?? 'unknown'}`;

/** Why the rules refuse an add to this position, or null when they allow it. */
export const pyramidRefusal = (
  position: PositionDoc,
  proposal: PyramidProposal,
  force: boolean,
): Rejection | null => {
  const result = validatePyramid(position, proposal, force);
  if (result.isValid) return null;
  const { maxEntries } = position.pyramiding;
  if (!result.isEnabled)
    return { code: 'pyramiding_disabled', detail: 'this position takes no adds: pyramiding is off' };
  if (!result.belowMaxEntries)
    return {
      code: 'max_pyramid_entries_reached',
      detail: `this position has all of its ${maxEntries} entries`,
    };
  return { code: 'pyramid_validation_failed', detail: pyramidSummary(result) };
};
