import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import { type DecimalString, decimal, text } from '../../core/decimal.ts';
import {
  type Adjustment,
  correctedPnl,
  figuresAfterChange,
  figuresAfterCorrection,
  figuresAfterSplit,
  NO_PNL_CHANGE,
  type PnlChange,
  pnlOfFoundTrades,
} from './adjustments.ts';
import type { AdjustPositionCommand } from './care-commands.ts';
import { PositionAdjustedEvent } from './care-events.ts';
import type { PositionEvent } from './events.ts';
import { closedPosition, idsOf, latestPositionId, positionOfTrade, refuseUnlessOpen } from './naming.ts';
import { basisOf, exitOnTick } from './prices.ts';
import { remembers } from './recent-ids.ts';
import type { PositionFigures } from './records.ts';
import type { ClosedPosition, PositionBook, PositionDoc } from './state.ts';

type Decided = Decision<PositionEvent>;

const splitPrice = (position: PositionDoc, price: DecimalString | undefined, ratio: DecimalString) => {
  if (price === undefined) return null;
  const divided = exitOnTick(text(decimal(price).div(ratio)), basisOf(position));
  return decimal(divided).gt(0) ? divided : position.tickSize;
};

const adjusted = (
  position: PositionDoc,
  command: AdjustPositionCommand,
  figures: PositionFigures | null,
  change: PnlChange = NO_PNL_CHANGE,
): PositionEvent => {
  const { adjustment } = command;
  const { stopLoss, takeProfit } = position;
  const ratio = adjustment.kind === 'split' ? adjustment.ratio : null;
  const priceNow = (price: DecimalString | undefined) =>
    ratio === null ? (price ?? null) : splitPrice(position, price, ratio);
  return PositionAdjustedEvent({
    ...idsOf(position),
    adjustmentId: command.adjustmentId,
    adjustment,
    reason: command.reason,
    ...change,
    figures,
    stopLossPrice: priceNow(stopLoss?.price),
    takeProfitPrice: priceNow(takeProfit?.price),
    effectiveAt: command.effectiveAt,
  });
};

const adjustOpen = (position: PositionDoc, command: AdjustPositionCommand): Decided => {
  const { adjustment } = command;
  switch (adjustment.kind) {
    case 'split':
      return accept(adjusted(position, command, figuresAfterSplit(position, adjustment.ratio)));
    case 'symbol_change':
      return adjustment.newSymbol === position.symbol ? accept() : accept(adjusted(position, command, null));
    case 'delisting':
      return position.tradable ? accept(adjusted(position, command, null)) : accept();
    case 'correction': {
      const found = figuresAfterCorrection(position, adjustment);
      return found.kind === 'adjusted'
        ? accept(adjusted(position, command, found.value.figures, found.value.change))
        : found;
    }
    case 'trades_found': {
      const { side, multiplier, unknownExit } = position;
      const found = pnlOfFoundTrades(side, multiplier, unknownExit, adjustment);
      return found.kind === 'adjusted'
        ? accept(adjusted(position, command, figuresAfterChange(position, found.value), found.value))
        : found;
    }
  }
};

const closedAdjusted = (
  closed: ClosedPosition,
  command: AdjustPositionCommand,
  change: PnlChange,
  env: DecisionEnv,
): Decided => {
  const { positionId, accountId, symbol } = closed;
  const { adjustmentId, adjustment, reason, effectiveAt } = command;
  return accept<PositionEvent>(
    PositionAdjustedEvent({
      positionId,
      userId: env.userId,
      accountId,
      symbol,
      adjustmentId,
      adjustment,
      reason,
      ...change,
      figures: null,
      stopLossPrice: null,
      takeProfitPrice: null,
      effectiveAt,
    }),
  );
};

/** A closed position is immutable: only what it realized can change, by an adjustment that names the trade (PO-U11). */
const adjustClosed = (closed: ClosedPosition, command: AdjustPositionCommand, env: DecisionEnv): Decided => {
  const { adjustment } = command;
  const { side, multiplier, unknownExit } = closed;
  if (adjustment.kind === 'correction')
    return decimal(adjustment.quantityChange).isZero()
      ? closedAdjusted(closed, command, correctedPnl(adjustment), env)
      : refusalOfQuantity(closed);
  if (adjustment.kind !== 'trades_found')
    return reject('position_not_open', `position ${closed.positionId} is closed`);
  const found = pnlOfFoundTrades(side, multiplier, unknownExit, adjustment);
  return found.kind === 'adjusted' ? closedAdjusted(closed, command, found.value, env) : found;
};

const refusalOfQuantity = ({ positionId }: ClosedPosition): Decision<never> =>
  reject('position_not_open', `position ${positionId} is closed, and its quantities stay as they are`);

/** The position that an adjustment means when it names none: that of its trade, else the open one or the one closed last. */
const positionMeant = (book: PositionBook, adjustment: Adjustment): string | null =>
  adjustment.kind === 'correction' ? positionOfTrade(book, adjustment.tradeId) : latestPositionId(book);

/** Books what changes a position besides trades, each adjustment once (PO-U8, PO-U9, PO-U11). */
export const adjustPosition = (
  command: AdjustPositionCommand,
  book: PositionBook,
  env: DecisionEnv,
): Decided => {
  if (remembers(book.recentAdjustmentIds, command.adjustmentId)) return accept();
  const positionId = command.positionId ?? positionMeant(book, command.adjustment);
  if (positionId === null) return reject('position_not_found', 'no position here is meant by this');
  if (book.open?.positionId === positionId) return adjustOpen(book.open, command);
  const closed = closedPosition(book, positionId);
  return closed ? adjustClosed(closed, command, env) : refuseUnlessOpen(book, positionId);
};
