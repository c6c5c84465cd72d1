import type { EventNote } from '../../core/domain.ts';
import type { PositionEvent } from './events.ts';

const told = (summary: string): EventNote => ({ summary, message: 'position_update' });

/** What people must know of each event; clients hear of all of them as an update of the position. */
export const eventNotes: { readonly [Type in PositionEvent['type']]: EventNote } = {
  PositionOpenedEvent: told(
    'A position was opened by a fill, the rest of a flip, or an import, with its plan for stop, target and adds.',
  ),
  PositionIncreasedEvent: told(
    'A fill added to the position: the entry, the new average, and where the stop stands.',
  ),
  PositionReducedEvent: told('A part of the position left: the exit with its P&L, and what remains.'),
  PositionClosedEvent: told(
    'The position is closed for good; its P&L is unknown when the broker had lost it.',
  ),
  PositionPnLUpdatedEvent: told(
    'The position was valued: at most once a minute, and once more at its close.',
  ),
  PositionStopLossSetEvent: told('The stop was set, changed or removed, with what it risks.'),
  PositionTakeProfitSetEvent: told('The target was set, changed or removed.'),
  PositionTrailingStopMovedEvent: told('The best price moved a trailing stop by a tick or more.'),
  PositionExitTriggeredEvent: told(
    'The market reached a stop or target: a closing order for all of the quantity must follow.',
  ),
  PositionExitReArmedEvent: told(
    'The closing order of a trigger ended unfilled; stop and target are watched again.',
  ),
  PositionReconciledEvent: told(
    'The position was compared with the broker’s, whose quantity and average win.',
  ),
  PositionAdjustedEvent: told(
    'A split, a new symbol, a delisting, a corrected trade or trades found later changed the position.',
  ),
  PositionSettledEvent: told(
    'An expiring contract was settled; what it delivers belongs to the underlying’s position.',
  ),
  PositionManagementCompleted: told('The saga that cared for the closed position has ended.'),
};
