import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import { decimal } from '../../core/decimal.ts';
import type { CompletePositionManagementCommand, SettleExpiredPositionCommand } from './care-commands.ts';
import { PositionManagementCompleted, PositionSettledEvent } from './care-events.ts';
import type { PositionEvent } from './events.ts';
import { exited } from './exits.ts';
import { closedPosition, idsOf, ofOpenPosition, refuseUnlessOpen } from './naming.ts';
import { remembers } from './recent-ids.ts';
import { settlementOf } from './settlement.ts';
import type { PositionBook } from './state.ts';

type Decided = Decision<PositionEvent>;

/** Books how an expiring contract ended: what was settled leaves the position, what was delivered is told. */
export const settleExpired = (
  command: SettleExpiredPositionCommand,
  book: PositionBook,
  env: DecisionEnv,
): Decided => {
  const { settlementId, outcome, settledAt, commission } = command;
  if (remembers(book.recentFillIds, settlementId)) return accept();
  const positionId = command.positionId ?? book.open?.positionId;
  if (positionId === undefined) return reject('position_not_open', 'there is no open position to settle');
  return ofOpenPosition(book, positionId, (position) => {
    const quantity = command.quantity ?? position.quantity;
    if (decimal(quantity).gt(position.quantity))
      return reject('insufficient_quantity', `only ${position.quantity} is open`, 'quantity');
    const settlement = settlementOf(position, command, quantity);
    if (settlement.kind === 'reject') return settlement;
    const { settlementPrice: price, exitReason, delivery } = settlement;
    const trade = { fillId: settlementId, orderId: null, quantity, price, commission, filledAt: settledAt };
    return accept<PositionEvent>(
      PositionSettledEvent({
        ...idsOf(position),
        settlementId,
        outcome,
        quantity,
        settlementPrice: price,
        delivery,
        settledAt,
      }),
      ...exited({ ...trade, exitReason, triggeredBy: null }, position, env),
    );
  });
};

/** Notes that the saga which cared for a closed position has ended. */
export const completeManagement = (
  { positionId, outcome }: CompletePositionManagementCommand,
  book: PositionBook,
  env: DecisionEnv,
): Decided => {
  if (book.open?.positionId === positionId)
    return reject('position_still_open', `position ${positionId} is open and cared for`);
  const closed = closedPosition(book, positionId);
  if (!closed) return refuseUnlessOpen(book, positionId);
  if (closed.managementCompleted) return accept();
  const { accountId, symbol } = closed;
  const { userId, sagaId, now: completedAt } = env;
  return accept<PositionEvent>(
    PositionManagementCompleted({ positionId, userId, accountId, symbol, sagaId, outcome, completedAt }),
  );
};
