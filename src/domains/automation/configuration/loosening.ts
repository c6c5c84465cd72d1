import { type DecimalString, decimal } from '../../../core/decimal.ts';
import type { Configuration } from './configuration.ts';
import type { PositionSizing } from './position-sizing.ts';
import { RISK_LIMITS } from './risk-limits.ts';
import type { StopLoss } from './stop-loss.ts';

const grew = (before: DecimalString, after: DecimalString) => decimal(after).gt(before);

/** The one number of a sizing, or of a stop: the larger it is, the more is at risk. */
const sizeOf = (sizing: PositionSizing): DecimalString => {
  switch (sizing.type) {
    case 'fixed':
      return sizing.fixedQuantity;
    case 'amount':
      return sizing.amountPerPosition;
    case 'percent':
      return sizing.percentOfEquity;
    case 'risk_based':
      return sizing.riskPerPosition;
  }
};

const sizingLoosened = (before: PositionSizing, after: PositionSizing): boolean => {
  if (before.type !== after.type || grew(sizeOf(before), sizeOf(after))) return true;
  return (
    before.type === 'percent' && after.type === 'percent' && !before.useBuyingPower && after.useBuyingPower
  );
};

const same = (before: unknown, after: unknown) => JSON.stringify(before) === JSON.stringify(after);

/** A stop at a price, and one of another kind than before, cannot be compared with the old one: any such change counts. */
const stopLoosened = (before: StopLoss | null, after: StopLoss | null): boolean => {
  if (before === null || same(before, after)) return false;
  if (before.type === 'percentage' && after?.type === 'percentage')
    return grew(before.percentage, after.percentage);
  if (before.type === 'dollar' && after?.type === 'dollar')
    return grew(before.dollarAmount, after.dollarAmount);
  if (before.type === 'atr' && after?.type === 'atr' && before.atrPeriod === after.atrPeriod)
    return grew(before.atrMultiplier, after.atrMultiplier);
  return true;
};

const pyramidingLoosened = (
  { pyramiding: before }: Configuration,
  { pyramiding: after }: Configuration,
): boolean =>
  after.enabled &&
  (!before.enabled ||
    after.maxEntries > before.maxEntries ||
    grew(before.sizeFactor, after.sizeFactor) ||
    grew(after.minProfitFraction, before.minProfitFraction) ||
    grew(after.minSpacingFraction, before.minSpacingFraction) ||
    (before.moveStopOnPyramid && !after.moveStopOnPyramid) ||
    after.breakevenAfterEntry > before.breakevenAfterEntry);

const limitLoosened = (
  before: number | DecimalString | null,
  after: number | DecimalString | null,
): boolean => before !== null && (after === null || grew(String(before), String(after)));

const assetOf = ({ assetType, option, future }: Configuration) => ({ assetType, option, future });

/** The parts of a configuration that allow more risk than before; whoever makes them on a running automation confirms it (AU-U14). */
export const loosenedParts = (before: Configuration, after: Configuration): readonly string[] => {
  const parts: string[] = [];
  const note = (part: string, loosened: boolean) => loosened && parts.push(part);
  note('assetType', !same(assetOf(before), assetOf(after)));
  note('positionSizing', sizingLoosened(before.positionSizing, after.positionSizing));
  note('sidePreference', before.sidePreference !== after.sidePreference && before.sidePreference !== 'both');
  note('stopLoss', stopLoosened(before.stopLoss, after.stopLoss));
  note('pyramiding', pyramidingLoosened(before, after));
  note('autoSubmit', !before.autoSubmit && after.autoSubmit);
  note('allowSignalQuantity', !before.allowSignalQuantity && after.allowSignalQuantity);
  note(
    'riskLimits',
    RISK_LIMITS.some((limit) => limitLoosened(before.riskLimits[limit], after.riskLimits[limit])),
  );
  return parts;
};
