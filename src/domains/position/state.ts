import type { DecimalString } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import type { AssetFields } from '../shared/derivatives.ts';
import type { PyramidingConfig, StopLossConfig, TakeProfitConfig } from './configs.ts';
import { NO_RECENT_IDS, type RecentIds } from './recent-ids.ts';
import type { PositionFigures, UnknownExit } from './records.ts';
import type { EntryReason, ExitReason, ExitTrigger, PositionSide, PositionStatus } from './values.ts';

/** A stop in force. */
export interface StopLoss {
  readonly config: StopLossConfig;
  readonly price: DecimalString;
  /** Average true range it was set with; null for other types than `atr`. */
  readonly atr: DecimalString | null;
  /** Best price a trailing stop has followed; null for other types. */
  readonly waterMark: DecimalString | null;
  /** When the water mark moved it last. */
  readonly movedAt: UtcInstant | null;
  /** The broker holds it as an order of its own; the platform then neither moves nor triggers it (PO-U5). */
  readonly heldAtBroker: boolean;
}

/** A target in force. */
export interface TakeProfit {
  readonly config: TakeProfitConfig;
  readonly price: DecimalString;
  readonly heldAtBroker: boolean;
}

/** The last entry, all fills of its order together: what the next one is measured by (PO-R3, PO-R4). */
export interface LastEntry {
  readonly orderId: string | null;
  readonly quantity: DecimalString;
  readonly price: DecimalString;
}

/** One position, open or closed, as its events tell it (domains 4.7). Money in account currency. */
export interface PositionDoc extends PositionFigures {
  readonly positionId: string;
  readonly userId: string;
  readonly accountId: string;
  readonly strategyId: string | null;
  readonly automationId: string | null;
  readonly signalId: string | null;
  readonly symbol: string;
  readonly asset: AssetFields;
  readonly multiplier: DecimalString;
  readonly tickSize: DecimalString;
  readonly side: PositionSide;
  readonly status: PositionStatus;
  readonly openingFillId: string;
  /** Number of fills that entered and left. */
  readonly entries: number;
  readonly exits: number;
  /** Entries as orders: fills of one order are one entry, and the opening order is the first (PO-R2). */
  readonly pyramidingCount: number;
  /** The last orders that entered, the newest last. */
  readonly entryOrderIds: readonly string[];
  readonly lastEntry: LastEntry;
  readonly pyramiding: PyramidingConfig;
  readonly stopLoss: StopLoss | null;
  readonly takeProfit: TakeProfit | null;
  /** A stop was wanted when the position opened, but no price could be found for it. */
  readonly unprotected: boolean;
  /** Risk of the opening order by its first stop: the R of the R multiple (PO-U10). Null without a stop. */
  readonly initialRisk: DecimalString | null;
  /** A stop or target was hit and its closing order is on its way. */
  readonly pendingExit: { readonly triggerId: string; readonly trigger: ExitTrigger } | null;
  /** The last valuation that was recorded. */
  readonly valuation: { readonly price: DecimalString; readonly at: UtcInstant } | null;
  readonly entryReason: EntryReason;
  readonly marketCondition: string | null;
  readonly accountEquityAtEntry: DecimalString | null;
  readonly riskPercentage: DecimalString | null;
  readonly openedAt: UtcInstant;
  readonly closedAt: UtcInstant | null;
  /** Price of the closing fill. */
  readonly exitPrice: DecimalString | null;
  readonly exitReason: ExitReason | null;
  /** False once the instrument was delisted (PO-U8). */
  readonly tradable: boolean;
  readonly lastReconciledAt: UtcInstant | null;
  /** The last reconciliation left something for a person to look at. */
  readonly syncDiscrepancy: boolean;
  readonly unknownExit: UnknownExit | null;
  readonly managementCompletedAt: UtcInstant | null;
}

/** What a book remembers of a position that is closed. */
export interface ClosedPosition {
  readonly positionId: string;
  readonly openingFillId: string;
  readonly accountId: string;
  readonly symbol: string;
  readonly multiplier: DecimalString;
  readonly side: PositionSide;
  readonly unknownExit: UnknownExit | null;
  readonly managementCompleted: boolean;
}

/** The book of one (account, instrument): at most one position is open in it. */
export interface PositionBook {
  readonly open: PositionDoc | null;
  /** The last fills booked: a second line behind the command ids of the log. */
  readonly recentFillIds: RecentIds;
  readonly recentAdjustmentIds: RecentIds;
  /** The positions closed last, the newest first. */
  readonly recentlyClosed: readonly ClosedPosition[];
}

/** A book without events. */
export const emptyBook: PositionBook = {
  open: null,
  recentFillIds: NO_RECENT_IDS,
  recentAdjustmentIds: NO_RECENT_IDS,
  recentlyClosed: [],
};
