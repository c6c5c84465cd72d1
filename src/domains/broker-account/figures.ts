import { Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import { epochMs, type UtcInstant } from '../../core/instant.ts';
import type { AssetType } from '../shared/asset-type.ts';

/** True when news as of `told` is newer than what is known, which may be nothing. */
export const isNewer = (told: UtcInstant, known: UtcInstant | null): boolean => {
  if (known === null) return true;
  // Instants of equal length sort as text; parsing is for the rare ones that are written differently.
  return told.length === known.length ? told > known : epochMs(told) > epochMs(known);
};

/** What a holding adds to the equity of its account. */
export interface Holding {
  readonly assetType: AssetType;
  /** Signed: negative for what was sold short; null while there is no price. */
  readonly marketValue: DecimalString | null;
  readonly unrealizedPnl: DecimalString | null;
}

/**
 * Equity: cash plus signed market values, but of a future its open result, because it costs nothing to hold (BA-U2). Null while a
 * figure is unknown: unknown is not zero (BA-R3).
 */
export const equityOf = (cash: DecimalString, holdings: readonly Holding[]): DecimalString | null => {
  let equity = decimal(cash);
  for (const { assetType, marketValue, unrealizedPnl } of holdings) {
    const worth = assetType === 'future' ? unrealizedPnl : marketValue;
    if (worth === null) return null;
    equity = equity.plus(worth);
  }
  return text(equity);
};

/** A day's result: what equity grew since the previous close, without what was paid in (BA-U2). */
export const dayPnl = (
  equity: DecimalString,
  equityAtPreviousClose: DecimalString,
  netDeposits: DecimalString,
): DecimalString => text(decimal(equity).minus(equityAtPreviousClose).minus(netDeposits));

/** A result in percent of what there was before; null where there was nothing. */
export const percentOf = (result: DecimalString, base: DecimalString): DecimalString | null =>
  decimal(base).gt(0) ? text(new Decimal(result).times(100).div(base)) : null;

/** Differences between figures below or at this are rounding (BA-U4). */
const TOLERANCE = new Decimal('0.01');

/** How far the broker's figure is from ours; null when one of them is unknown. */
export const differenceOf = (
  theirs: DecimalString | null,
  ours: DecimalString | null,
): DecimalString | null => (theirs === null || ours === null ? null : text(decimal(theirs).minus(ours)));

/** True for a difference that a person should know of (BA-U4). */
export const isNotable = (difference: DecimalString | null): boolean =>
  difference !== null && decimal(difference).abs().gt(TOLERANCE);
