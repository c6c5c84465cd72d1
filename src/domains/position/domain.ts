import type { DomainManifest } from '../../core/domain.ts';
import { anyView } from '../../core/view.ts';
import {
  adjustPositionCommand,
  completePositionManagementCommand,
  reArmExitCommand,
  reconcilePositionCommand,
  setStopLossCommand,
  setTakeProfitCommand,
  settleExpiredPositionCommand,
  updatePositionValuationCommand,
} from './care-commands.ts';
import {
  addToPositionCommand,
  closePositionCommand,
  openPositionCommand,
  type PositionCommand,
  reducePositionCommand,
  updatePositionCommand,
} from './commands.ts';
import { eventNotes } from './event-notes.ts';
import type { PositionEvent } from './events.ts';
import { type BookStatus, positionLifecycle } from './lifecycle.ts';
import { positionAggregate } from './position.ts';
import { rules } from './rules.ts';
import type { PositionBook } from './state.ts';
import { positionView } from './view.ts';

/** The manifest of positions (domains 4.7). */
export const positionDomain: DomainManifest<PositionBook, PositionCommand, PositionEvent, BookStatus> = {
  title: 'Position',
  purpose:
    'Exposure in one instrument on one account, built from entries and reduced by exits: quantity, average, P&L, stop and target.',
  identity:
    'One book per account and instrument; its log holds the successive positions, so at most one is open. A position’s id is derived from account, instrument and the fill that opened it.',
  aggregate: positionAggregate,
  lifecycle: positionLifecycle,
  commands: {
    UpdatePositionCommand: {
      schema: updatePositionCommand,
      summary: 'Books a fill that happened: opens, increases, reduces, closes or flips.',
    },
    OpenPositionCommand: {
      schema: openPositionCommand,
      summary: 'Opens a position where none is open, on an active account, with its plan.',
    },
    AddToPositionCommand: {
      schema: addToPositionCommand,
      summary: 'Adds to the open position if the pyramiding rules allow it.',
    },
    ReducePositionCommand: {
      schema: reducePositionCommand,
      summary: 'Takes a part of the open position, or all of it.',
    },
    ClosePositionCommand: {
      schema: closePositionCommand,
      summary: 'Closes the open position with all of its quantity.',
    },
    UpdatePositionValuationCommand: {
      schema: updatePositionValuationCommand,
      summary:
        'Tells the market’s price: values the position, moves a trailing stop, triggers stop and target.',
    },
    SetStopLossCommand: {
      schema: setStopLossCommand,
      summary: 'Sets, changes or removes the stop; more risk must be confirmed.',
    },
    SetTakeProfitCommand: {
      schema: setTakeProfitCommand,
      summary: 'Sets, changes or removes the target.',
    },
    ReArmExitCommand: {
      schema: reArmExitCommand,
      summary: 'Watches stop and target again after the closing order of a trigger ended unfilled.',
    },
    ReconcilePositionCommand: {
      schema: reconcilePositionCommand,
      summary: 'Compares the book with the broker’s position and lets the broker win.',
    },
    AdjustPositionCommand: {
      schema: adjustPositionCommand,
      summary: 'Books a split, symbol change, delisting, corrected trade, or trades found later, each once.',
    },
    SettleExpiredPositionCommand: {
      schema: settleExpiredPositionCommand,
      summary: 'Books how an expiring contract ended: worthless, exercised, assigned or settled in cash.',
    },
    CompletePositionManagementCommand: {
      schema: completePositionManagementCommand,
      summary: 'Notes that the saga which cared for a closed position has ended.',
    },
  },
  events: eventNotes,
  rules,
  views: [anyView(positionView)],
};
