import { type DecimalString, decimal, text } from '../../core/decimal.ts';
import { groupBy, percentOf, sumKnown } from './figures.ts';

/** Market value of positions: what is held long, what is short (both above zero), their difference and their sum. Null without a price. */
export interface Exposure {
  readonly long: DecimalString | null;
  readonly short: DecimalString | null;
  readonly net: DecimalString | null;
  readonly gross: DecimalString | null;
}

/** Exposure to one symbol, sector or asset type; a sector nobody knows is null. */
export interface ExposureTo<Key> extends Exposure {
  readonly to: Key;
  /** Gross, in percent of equity. */
  readonly shareOfEquityPct: DecimalString | null;
}

/** What exposure is made of. */
export interface ExposedPosition {
  readonly side: 'long' | 'short';
  /** Quantity × price × multiplier, above zero on both sides; null without a price. */
  readonly marketValue: DecimalString | null;
}

/** The exposure of positions; zero for none. */
export const exposureOf = (positions: readonly ExposedPosition[]): Exposure => {
  const on = (side: ExposedPosition['side']) =>
    sumKnown(positions.filter((p) => p.side === side).map((p) => p.marketValue));
  const [long, short] = [on('long'), on('short')];
  const known = long !== null && short !== null;
  return {
    long,
    short,
    net: known ? text(decimal(long).minus(short)) : null,
    gross: known ? text(decimal(long).plus(short)) : null,
  };
};

const largestFirst = (a: Exposure, b: Exposure): number => {
  if (a.gross === null || b.gross === null) return Number(a.gross === null) - Number(b.gross === null);
  return decimal(b.gross).comparedTo(a.gross);
};

/** Exposure by some property of the positions, the largest first and the unknown last. */
export const exposuresBy = <Position extends ExposedPosition, Key extends string | null>(
  positions: readonly Position[],
  keyOf: (position: Position) => Key,
  equity: DecimalString | null,
): readonly ExposureTo<Key>[] =>
  [...groupBy(positions, keyOf)]
    .map(([to, members]) => {
      const exposure = exposureOf(members);
      return { to, ...exposure, shareOfEquityPct: percentOf(exposure.gross, equity) };
    })
    .sort((a, b) => largestFirst(a, b) || (String(a.to) < String(b.to) ? -1 : 1));
