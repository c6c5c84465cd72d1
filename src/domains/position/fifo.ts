import { type DecimalString, decimal, sum, text, ZERO } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import { dateParts } from '../../core/local-date.ts';
import type { AssetType } from '../shared/asset-type.ts';
import type { PositionEvent } from './events.ts';
import { tradingDateOf } from './figures.ts';
import { type Lot, LotQueue } from './lots.ts';
import type { PositionExit, PositionFigures } from './records.ts';
import { grossPnl, type PositionSide, SHARE_SCALE, takeShare } from './values.ts';

type Data<Type extends PositionEvent['type']> = Extract<PositionEvent, { type: Type }>['data'];

/** A part of an exit and the lot it came from; `gain` is net, null when nobody knows the proceeds (PO-U9). */
export interface LotSale {
  readonly positionId: string;
  readonly exitId: string | null;
  readonly entryId: string;
  readonly openedAt: UtcInstant;
  readonly closedAt: UtcInstant;
  /** Year of the exchange's date on which the lot was left. */
  readonly taxYear: number;
  readonly quantity: DecimalString;
  readonly gain: DecimalString | null;
}

/** Realized gains by lots, first in first out (PO-U2). */
export interface FifoReport {
  readonly sales: readonly LotSale[];
  /** Net gains by tax year, corrections included; what nobody knows is left out. */
  readonly gainsByYear: Readonly<Record<number, DecimalString>>;
  /** Lots of the position that is open after the events, the oldest first. */
  readonly openLots: readonly Lot[];
}

/** Divides money by the quantities of lots; the last one takes the rest, so that nothing is lost. */
const allot = (total: DecimalString, lots: readonly Lot[]): readonly DecimalString[] => {
  let rest = total;
  let whole = sum(lots.map(({ quantity }) => quantity));
  return lots.map(({ quantity }) => {
    const taken = takeShare(rest, quantity, whole);
    rest = taken.rest;
    whole = text(decimal(whole).minus(quantity));
    return taken.share;
  });
};

/** Takes what happened to a book, event by event, and matches exits with lots. */
class FifoLedger {
  readonly sales: LotSale[] = [];
  readonly gainsByYear: Record<number, DecimalString> = {};
  readonly lots = new LotQueue();
  #side: PositionSide = 'long';
  #assetType: AssetType = 'stock';

  opened({ side, assetType, ...data }: Data<'PositionOpenedEvent'>): void {
    this.#side = side;
    this.#assetType = assetType;
    const { entryId, openedAt, quantity, entryValue: value, commission } = data;
    this.lots.replace([{ entryId, openedAt, quantity, value, commission }]);
  }

  increased({ entry }: Data<'PositionIncreasedEvent'>): void {
    const { entryId, timestamp: openedAt, quantity, value, commission } = entry;
    this.lots.add({ entryId, openedAt, quantity, value, commission });
  }

  exited(positionId: string, exit: PositionExit, lots: readonly Lot[]): void {
    const proceeds = allot(exit.value, lots);
    const fees = allot(exit.commission, lots);
    for (const [index, lot] of lots.entries()) {
      const gross = grossPnl(this.#side, lot.value, proceeds[index] ?? ZERO);
      const gain = decimal(gross)
        .minus(fees[index] ?? ZERO)
        .minus(lot.commission);
      this.#sold(positionId, lot, exit.exitId, exit.timestamp, text(gain));
    }
  }

  closed({ positionId, exit, closedAt }: Data<'PositionClosedEvent'>): void {
    const lots = this.lots.replace([]);
    if (exit) this.exited(positionId, exit, lots);
    else for (const lot of lots) this.#sold(positionId, lot, null, closedAt, null);
  }

  /** Where the broker's word replaced ours, one lot at its average takes the place of ours; what left unseen has no gain yet. */
  reconciled(data: Data<'PositionReconciledEvent'>): void {
    if (!data.figures) return;
    const { unknownExit, positionId, reconciledAt, reconciliationId } = data;
    const [oldest] = this.#replacedBy(data.figures, reconciliationId, reconciledAt);
    if (unknownExit && oldest) {
      const { quantity } = unknownExit;
      this.#sold(positionId, { ...oldest, quantity }, null, reconciledAt, null);
    }
  }

  adjusted(data: Data<'PositionAdjustedEvent'>): void {
    const { adjustment, figures, realizedPnlChange, effectiveAt, adjustmentId } = data;
    if (!decimal(realizedPnlChange).isZero()) this.#gained(effectiveAt, realizedPnlChange);
    if (adjustment.kind === 'split') this.lots.replace(this.lots.left().map(split(adjustment.ratio)));
    else if (adjustment.kind === 'correction' && figures)
      this.#replacedBy(figures, adjustmentId, effectiveAt);
  }

  #replacedBy(
    { quantity, entryValue: value, entryCommission: commission }: PositionFigures,
    entryId: string,
    at: UtcInstant,
  ): readonly Lot[] {
    const before = this.lots.left();
    const openedAt = before[0]?.openedAt ?? at;
    return this.lots.replace([{ entryId, openedAt, quantity, value, commission }]);
  }

  #gained(at: UtcInstant, gain: DecimalString): void {
    const { year } = dateParts(tradingDateOf(this.#assetType, at));
    this.gainsByYear[year] = sum([this.gainsByYear[year] ?? ZERO, gain]);
  }

  #sold(
    positionId: string,
    { entryId, openedAt, quantity }: Lot,
    exitId: string | null,
    closedAt: UtcInstant,
    gain: DecimalString | null,
  ): void {
    const taxYear = dateParts(tradingDateOf(this.#assetType, closedAt)).year;
    this.sales.push({ positionId, exitId, entryId, openedAt, closedAt, taxYear, quantity, gain });
    if (gain !== null) this.#gained(closedAt, gain);
  }
}

const split =
  (ratio: DecimalString) =>
  (lot: Lot): Lot => ({
    ...lot,
    quantity: text(decimal(lot.quantity).times(ratio).toDecimalPlaces(SHARE_SCALE)),
  });

/**
 * The tax report of a book, made from its log: exits take the oldest lots first. Once flat, Σ gains equals Σ realized by average cost
 * (PO-U2); only where the broker's figures or a correction replaced what we had, the lots before become one at the new average.
 */
export const fifoReport = (events: Iterable<PositionEvent>): FifoReport => {
  const ledger = new FifoLedger();
  for (const { type, data } of events)
    switch (type) {
      case 'PositionOpenedEvent':
        ledger.opened(data);
        break;
      case 'PositionIncreasedEvent':
        ledger.increased(data);
        break;
      case 'PositionReducedEvent':
        ledger.exited(data.positionId, data.exit, ledger.lots.take(data.exit.quantity));
        break;
      case 'PositionClosedEvent':
        ledger.closed(data);
        break;
      case 'PositionReconciledEvent':
        ledger.reconciled(data);
        break;
      case 'PositionAdjustedEvent':
        ledger.adjusted(data);
        break;
    }
  const { sales, gainsByYear, lots } = ledger;
  return { sales, gainsByYear, openLots: lots.left() };
};
