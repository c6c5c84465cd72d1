import { decideBy } from '../../core/decider.ts';
import { guardedBy } from '../../core/lifecycle.ts';
import type { PositionCommand } from './commands.ts';
import { adjustPosition } from './decide-adjustments.ts';
import { completeManagement, settleExpired } from './decide-endings.ts';
import { reArmExit, setStopLoss, setTakeProfit } from './decide-exits.ts';
import { reconcilePosition } from './decide-reconciliation.ts';
import { addToPosition, bookFill, closePosition, openPosition, reducePosition } from './decide-trades.ts';
import { updateValuation } from './decide-valuation.ts';
import type { PositionEvent } from './events.ts';
import { positionLifecycle } from './lifecycle.ts';
import type { PositionBook } from './state.ts';

/** Decides for the book of one (account, instrument). */
export const decidePosition = guardedBy(
  positionLifecycle,
  decideBy<PositionBook, PositionCommand, PositionEvent>({
    UpdatePositionCommand: bookFill,
    OpenPositionCommand: openPosition,
    AddToPositionCommand: addToPosition,
    ReducePositionCommand: reducePosition,
    ClosePositionCommand: closePosition,
    UpdatePositionValuationCommand: updateValuation,
    SetStopLossCommand: setStopLoss,
    SetTakeProfitCommand: setTakeProfit,
    ReArmExitCommand: reArmExit,
    ReconcilePositionCommand: reconcilePosition,
    AdjustPositionCommand: adjustPosition,
    SettleExpiredPositionCommand: settleExpired,
    CompletePositionManagementCommand: completeManagement,
  }),
);
