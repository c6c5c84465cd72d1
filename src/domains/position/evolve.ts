import { evolveBy } from '../../core/decider.ts';
import type { PositionEvent } from './events.ts';
import {
  positionAdjusted,
  positionReconciled,
  stopLossSet,
  takeProfitSet,
  trailingStopMoved,
} from './evolve-care.ts';
import { positionClosed, positionIncreased, positionOpened, positionReduced } from './evolve-trades.ts';
import { remember } from './recent-ids.ts';
import type { ClosedPosition, PositionBook, PositionDoc } from './state.ts';

/** Folds an event into its position; null is a position that does not exist. */
export const evolvePosition = evolveBy<PositionDoc | null, PositionEvent>({
  PositionOpenedEvent: (_, data) => positionOpened(data),
  PositionIncreasedEvent: (position, data) => position && positionIncreased(position, data),
  PositionReducedEvent: (position, data) => position && positionReduced(position, data),
  PositionClosedEvent: (position, data) => position && positionClosed(position, data),
  PositionPnLUpdatedEvent: (position, { price, valuedAt, mfe, mae }) =>
    position && { ...position, mfe, mae, valuation: { price, at: valuedAt } },
  PositionStopLossSetEvent: (position, data) => position && stopLossSet(position, data),
  PositionTakeProfitSetEvent: (position, data) => position && takeProfitSet(position, data),
  PositionTrailingStopMovedEvent: (position, data) => position && trailingStopMoved(position, data),
  PositionExitTriggeredEvent: (position, { triggerId, trigger }) =>
    position && { ...position, pendingExit: { triggerId, trigger } },
  PositionExitReArmedEvent: (position) => position && { ...position, pendingExit: null },
  PositionReconciledEvent: (position, data) => position && positionReconciled(position, data),
  PositionAdjustedEvent: (position, data) => position && positionAdjusted(position, data),
  PositionSettledEvent: (position) => position,
  PositionManagementCompleted: (position, { completedAt }) =>
    position && { ...position, managementCompletedAt: completedAt },
});

/** How many closed positions a book remembers. */
export const REMEMBERED_POSITIONS = 16;

const remembered = ({
  positionId,
  openingFillId,
  accountId,
  symbol,
  multiplier,
  side,
  unknownExit,
}: PositionDoc): ClosedPosition => ({
  positionId,
  openingFillId,
  accountId,
  symbol,
  multiplier,
  side,
  unknownExit,
  managementCompleted: false,
});

const changeClosed = (
  book: PositionBook,
  positionId: string,
  change: Partial<ClosedPosition>,
): PositionBook => ({
  ...book,
  recentlyClosed: book.recentlyClosed.map((closed) =>
    closed.positionId === positionId ? { ...closed, ...change } : closed,
  ),
});

const withFill = (
  book: PositionBook,
  fillId: string | undefined,
  open: PositionDoc | null,
): PositionBook => ({
  ...book,
  open,
  recentFillIds: fillId === undefined ? book.recentFillIds : remember(book.recentFillIds, fillId),
});

/** Folds an event into the book; a closed position leaves it and is remembered for a while. */
export const evolveBook = (book: PositionBook, event: PositionEvent): PositionBook => {
  const { type, data } = event;
  const isOpen = book.open?.positionId === data.positionId;
  const position = type === 'PositionOpenedEvent' || isOpen ? evolvePosition(book.open, event) : book.open;
  switch (type) {
    case 'PositionOpenedEvent':
      return withFill(book, data.fillId, position);
    case 'PositionIncreasedEvent':
      return withFill(book, data.entry.fillId, position);
    case 'PositionReducedEvent':
      return withFill(book, data.exit.fillId, position);
    case 'PositionClosedEvent': {
      const after = withFill(book, data.exit?.fillId, null);
      const recent = position ? [remembered(position), ...book.recentlyClosed] : book.recentlyClosed;
      return { ...after, recentlyClosed: recent.slice(0, REMEMBERED_POSITIONS) };
    }
    case 'PositionAdjustedEvent': {
      const recentAdjustmentIds = remember(book.recentAdjustmentIds, data.adjustmentId);
      const after = { ...book, open: position, recentAdjustmentIds };
      return data.adjustment.kind === 'trades_found' && !isOpen
        ? changeClosed(after, data.positionId, { unknownExit: null })
        : after;
    }
    case 'PositionManagementCompleted':
      return changeClosed(book, data.positionId, { managementCompleted: true });
    default:
      return position === book.open ? book : { ...book, open: position };
  }
};
