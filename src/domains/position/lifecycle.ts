import { lifecycle, refused, to, unchanged } from '../../core/lifecycle.ts';
import type { PositionCommand } from './commands.ts';
import type { PositionBook } from './state.ts';

/** A book holds an open position or none; closed is where a position ends, and the book goes on (DESIGN 4). */
export const BOOK_STATUSES = ['flat', 'open'] as const;
export type BookStatus = (typeof BOOK_STATUSES)[number];

const NEVER_HERE =
  'a position that was never here is position_not_found, and a fill booked before changes nothing';

/** What each command does to a book without and with an open position (domains 4.7). */
export const positionLifecycle = lifecycle<PositionBook, PositionCommand['type'], BookStatus>({
  noun: 'position book',
  statuses: BOOK_STATUSES,
  statusOf: ({ open }) => (open === null ? 'flat' : 'open'),
  moves: {
    UpdatePositionCommand: { flat: to('open'), open: to('open', 'flat') },
    OpenPositionCommand: {
      flat: to('open'),
      open: refused('position_already_open', 'a fill booked before changes nothing'),
    },
    AddToPositionCommand: { flat: refused('position_not_open', NEVER_HERE), open: to('open') },
    ReducePositionCommand: { flat: refused('position_not_open', NEVER_HERE), open: to('open', 'flat') },
    ClosePositionCommand: { flat: refused('position_already_closed', NEVER_HERE), open: to('flat') },
    UpdatePositionValuationCommand: { flat: unchanged, open: to('open') },
    SetStopLossCommand: { flat: refused('position_not_open', NEVER_HERE), open: to('open') },
    SetTakeProfitCommand: { flat: refused('position_not_open', NEVER_HERE), open: to('open') },
    ReArmExitCommand: { flat: refused('position_not_open', NEVER_HERE), open: to('open') },
    ReconcilePositionCommand: { flat: to('open'), open: to('open', 'flat') },
    AdjustPositionCommand: {
      flat: refused(
        'position_not_open',
        'corrections and trades found later adjust what a closed position realized',
      ),
      open: to('open'),
    },
    SettleExpiredPositionCommand: {
      flat: refused('position_not_open', NEVER_HERE),
      open: to('open', 'flat'),
    },
    CompletePositionManagementCommand: {
      flat: to('flat'),
      open: refused('position_still_open', 'of a position that was closed before the open one'),
    },
  },
});
