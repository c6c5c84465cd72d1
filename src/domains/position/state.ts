import type { DecimalString } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import type { AssetType } from '../shared/instrument.ts';
import type { EntryReason, ExitReason, PositionSide, PositionStatus } from './values.ts';

/** One position, open or closed, as its events tell it (domains 4.7). Money in account currency. */
export interface PositionDoc {
  readonly positionId: string;
  readonly userId: string;
  readonly accountId: string;
  readonly strategyId: string | null;
  readonly automationId: string | null;
  readonly symbol: string;
  readonly assetType: AssetType;
  readonly multiplier: DecimalString;
  readonly side: PositionSide;
  readonly status: PositionStatus;
  /** Units still open. */
  readonly quantity: DecimalString;
  /** Unchanged by exits; kept when closed. */
  readonly averageEntryPrice: DecimalString;
  /** What is still open of Σ quantity · price · multiplier over the entries. */
  readonly entryValue: DecimalString;
  /** What is still open of the entries' commissions. */
  readonly entryCommission: DecimalString;
  /** Number of entries; the opening one is the first (PO-R2). */
  readonly entries: number;
  readonly exits: number;
  /** Net of all commissions that the exits carried. */
  readonly realizedPnl: DecimalString;
  readonly totalCommission: DecimalString;
  readonly entryReason: EntryReason;
  readonly accountEquityAtEntry: DecimalString | null;
  readonly openedAt: UtcInstant;
  readonly closedAt: UtcInstant | null;
  /** Price of the closing fill. */
  readonly exitPrice: DecimalString | null;
  readonly exitReason: ExitReason | null;
}

/** The book of one (account, instrument): at most one position is open in it. */
export interface PositionBook {
  readonly open: PositionDoc | null;
  /** The last fills booked, oldest first: a second line behind the command ids of the log. */
  readonly recentFillIds: readonly string[];
}
