import { evolveBy } from '../../core/decider.ts';
import { decimal, sum, text, ZERO } from '../../core/decimal.ts';
import type { PositionEvent } from './events.ts';
import type { PositionBook, PositionDoc } from './state.ts';
import type { PositionExit } from './values.ts';

/** How many fill ids a book remembers. */
export const RECENT_FILLS = 256;

/** A book without events. */
export const emptyBook: PositionBook = { open: null, recentFillIds: [] };

const minus = (a: string, b: string) => text(decimal(a).minus(b));

const withExit = (position: PositionDoc, exit: PositionExit, realizedPnl: string): PositionDoc => ({
  ...position,
  quantity: minus(position.quantity, exit.quantity),
  entryValue: minus(position.entryValue, exit.entryValue),
  entryCommission: minus(position.entryCommission, exit.entryCommission),
  exits: exit.sequence,
  realizedPnl,
  totalCommission: sum([position.totalCommission, exit.commission]),
});

/** Folds an event into its position; null is a position that does not exist. */
export const evolvePosition = evolveBy<PositionDoc | null, PositionEvent>({
  PositionOpenedEvent: (_, data) => ({
    positionId: data.positionId,
    userId: data.userId,
    accountId: data.accountId,
    strategyId: data.strategyId,
    automationId: data.automationId,
    symbol: data.symbol,
    assetType: data.assetType,
    multiplier: data.multiplier,
    side: data.side,
    status: 'open',
    quantity: data.quantity,
    averageEntryPrice: data.entryPrice,
    entryValue: data.entryValue,
    entryCommission: data.commission,
    entries: 1,
    exits: 0,
    realizedPnl: ZERO,
    totalCommission: data.commission,
    entryReason: data.entryReason,
    accountEquityAtEntry: data.accountEquityAtEntry,
    openedAt: data.openedAt,
    closedAt: null,
    exitPrice: null,
    exitReason: null,
  }),
  PositionIncreasedEvent: (position, { entry, newQuantity, newAverageEntryPrice }) =>
    position && {
      ...position,
      quantity: newQuantity,
      averageEntryPrice: newAverageEntryPrice,
      entryValue: sum([position.entryValue, entry.value]),
      entryCommission: sum([position.entryCommission, entry.commission]),
      entries: entry.sequence,
      totalCommission: sum([position.totalCommission, entry.commission]),
    },
  PositionReducedEvent: (position, { exit, realizedPnl }) =>
    position && withExit(position, exit, realizedPnl),
  PositionClosedEvent: (position, { exit, realizedPnl, closedAt, exitPrice, exitReason }) =>
    position && {
      ...withExit(position, exit, realizedPnl),
      status: 'closed',
      closedAt,
      exitPrice,
      exitReason,
    },
});

const fillIdOf = evolveBy<string, PositionEvent>({
  PositionOpenedEvent: (_, data) => data.fillId,
  PositionIncreasedEvent: (_, data) => data.entry.fillId,
  PositionReducedEvent: (_, data) => data.exit.fillId,
  PositionClosedEvent: (_, data) => data.exit.fillId,
});

/** Folds an event into the book; a closed position leaves it. */
export const evolveBook = (book: PositionBook, event: PositionEvent): PositionBook => {
  const position = evolvePosition(book.open, event);
  return {
    open: position?.status === 'open' ? position : null,
    recentFillIds: [...book.recentFillIds, fillIdOf('', event)].slice(-RECENT_FILLS),
  };
};
