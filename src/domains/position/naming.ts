import { type Decision, reject } from '../../core/decider.ts';
import type { PositionEvent } from './events.ts';
import type { ClosedPosition, PositionBook, PositionDoc } from './state.ts';

/** What every event of a position names. */
export const idsOf = ({ positionId, userId, accountId, symbol }: PositionDoc) => ({
  positionId,
  userId,
  accountId,
  symbol,
});

/** The position that was closed here under this id, as far back as the book remembers. */
export const closedPosition = (book: PositionBook, positionId: string): ClosedPosition | undefined =>
  book.recentlyClosed.find((closed) => closed.positionId === positionId);

/** Refuses what was asked of a position that is not the open one: it is closed, or it was never here. */
export const refuseUnlessOpen = (
  book: PositionBook,
  positionId: string,
  closedCode = 'position_not_open',
): Decision<never> =>
  closedPosition(book, positionId)
    ? reject(closedCode, `position ${positionId} is closed`)
    : reject('position_not_found', `there is no position ${positionId} here`);

/** Decides about the position that a command names, if it is the open one. */
export const ofOpenPosition = (
  book: PositionBook,
  positionId: string,
  decide: (position: PositionDoc) => Decision<PositionEvent>,
  closedCode?: string,
): Decision<PositionEvent> =>
  book.open?.positionId === positionId ? decide(book.open) : refuseUnlessOpen(book, positionId, closedCode);

/** The open position, else the one closed last. */
export const latestPositionId = ({ open, recentlyClosed }: PositionBook): string | null =>
  (open ?? recentlyClosed[0])?.positionId ?? null;

/** The position that a trade was booked on, as far back as the book remembers trades and positions; null beyond that. */
export const positionOfTrade = (book: PositionBook, tradeId: string): string | null => {
  const positions = [...book.recentlyClosed.toReversed(), ...(book.open ? [book.open] : [])];
  const trades = book.recentFillIds.toReversed().flat();
  const opened = new Map(positions.map(({ openingFillId, positionId }) => [openingFillId, positionId]));
  // The oldest trade remembered may be of a position whose opening is forgotten.
  let current =
    positions.findLast(({ openingFillId }) => !trades.includes(openingFillId))?.positionId ?? null;
  for (const fillId of trades) {
    current = opened.get(fillId) ?? current;
    if (fillId === tradeId) return current;
  }
  return null;
};
