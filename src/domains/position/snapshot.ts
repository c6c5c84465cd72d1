import type { DecimalString } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import { notional } from '../shared/quote.ts';
import type { Lot } from './lots.ts';
import type { PositionDoc } from './state.ts';
import { investedValue, valuation } from './valuation.ts';
import { grossPnl, percentOf } from './values.ts';

/** An open position's P&L at a price and an instant (domains 5); unrealized is gross, realized net, by entry as its lots are left. */
export interface PnLSnapshot {
  readonly timestamp: UtcInstant;
  readonly marketPrice: DecimalString;
  readonly unrealizedPnl: DecimalString;
  readonly quantity: DecimalString;
  readonly averageEntryPrice: DecimalString;
  readonly pyramidingCount: number;
  /** By entry id. */
  readonly unrealizedPnlPerEntry: Readonly<Record<string, DecimalString>>;
  readonly realizedPnl: DecimalString;
  readonly totalPnl: DecimalString;
  /** Total P&L in percent of all that entered. */
  readonly pnlPercentage: DecimalString;
}

/** Takes a snapshot; the lots are those the FIFO report of the log leaves open. */
export const pnlSnapshot = (
  position: PositionDoc,
  lots: readonly Lot[],
  marketPrice: DecimalString,
  timestamp: UtcInstant,
): PnLSnapshot => {
  const { unrealizedPnl, totalPnl } = valuation(position, marketPrice);
  const { quantity, averageEntryPrice, pyramidingCount, realizedPnl, side, multiplier } = position;
  const perEntry = lots.map((lot) => {
    const marketValue = notional(marketPrice, lot.quantity, multiplier);
    return [lot.entryId, grossPnl(side, lot.value, marketValue)] as const;
  });
  return {
    timestamp,
    marketPrice,
    unrealizedPnl,
    quantity,
    averageEntryPrice,
    pyramidingCount,
    unrealizedPnlPerEntry: Object.fromEntries(perEntry),
    realizedPnl,
    totalPnl,
    pnlPercentage: percentOf(totalPnl, investedValue(position)),
  };
};
