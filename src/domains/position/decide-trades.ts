import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import { type DecimalString, decimal, text } from '../../core/decimal.ts';
import { assetMismatch, assetOf } from '../shared/derivatives.ts';
import type {
  AddToPositionCommand,
  ClosePositionCommand,
  OpenPositionCommand,
  ReducePositionCommand,
  UpdatePositionCommand,
} from './commands.ts';
import { type EntryFacts, increased } from './entries.ts';
import type { PositionEvent } from './events.ts';
import { type ExitFacts, exited } from './exits.ts';
import { ofOpenPosition } from './naming.ts';
import { type Opening, opened, plannedExits } from './opening.ts';
import { pyramidRefusal } from './pyramiding.ts';
import { remembers } from './recent-ids.ts';
import type { PositionBook, PositionDoc } from './state.ts';
import { type EntryReason, type ExitReason, sideOf, takeShare } from './values.ts';

type Decided = Decision<PositionEvent>;

const isBooked = ({ recentFillIds }: PositionBook, fillId: string) => remembers(recentFillIds, fillId);

const openingOf = (fill: UpdatePositionCommand, entryReason: EntryReason): Opening => ({
  ...fill,
  strategyId: null,
  marketCondition: null,
  side: sideOf(fill.side),
  entryReason,
});

const entryOf = (fill: UpdatePositionCommand): EntryFacts => ({
  ...fill,
  marketCondition: null,
  entryReason: 'increase',
});

const exitReasonOf = (fill: UpdatePositionCommand, { pendingExit }: PositionDoc): ExitReason =>
  fill.exitReason ?? pendingExit?.trigger ?? (fill.automationId === null ? 'manual' : 'automation');

const exitOf = (fill: UpdatePositionCommand, exitReason: ExitReason): ExitFacts => ({
  ...fill,
  exitReason,
  triggeredBy: fill.automationId,
});

/** A fill that crosses zero closes with the old quantity and opens the rest on the other side (PO-U1, invariant 9). */
const flipped = (
  fill: UpdatePositionCommand,
  position: PositionDoc,
  rest: DecimalString,
  env: DecisionEnv,
): Decided => {
  const commission = takeShare(fill.commission, position.quantity, fill.quantity);
  const closing = { ...fill, quantity: position.quantity, commission: commission.share };
  const opening = { ...fill, fillId: `${fill.fillId}:open`, quantity: rest, commission: commission.rest };
  return accept<PositionEvent>(
    ...exited(exitOf(closing, 'flip'), position, env),
    opened(openingOf(opening, 'flip'), env),
  );
};

/** Books a fill that happened: it opens, increases, reduces, closes or flips, whatever it makes of the book (PO-U1). */
export const bookFill = (fill: UpdatePositionCommand, book: PositionBook, env: DecisionEnv): Decided => {
  const { open } = book;
  if (isBooked(book, fill.fillId)) return accept();
  if (!open) {
    const reason = fill.positionEffect === 'close' ? 'unmatched_close' : 'initial';
    return accept<PositionEvent>(opened(openingOf(fill, reason), env));
  }
  if (sideOf(fill.side) === open.side) return accept<PositionEvent>(increased(entryOf(fill), open, env));
  const rest = decimal(fill.quantity).minus(open.quantity);
  return rest.gt(0)
    ? flipped(fill, open, text(rest), env)
    : accept(...exited(exitOf(fill, exitReasonOf(fill, open)), open, env));
};

/** Opens a position; the account must be active and the plan for stop and target must hold. */
export const openPosition = (command: OpenPositionCommand, book: PositionBook, env: DecisionEnv): Decided => {
  if (isBooked(book, command.fillId)) return accept();
  if (book.open) return reject('position_already_open', `position ${book.open.positionId} is open`);
  if (!command.accountActive) return reject('account_inactive', 'the account is not active', 'accountId');
  const mismatch = assetMismatch(assetOf(command));
  if (mismatch) return reject('asset_mismatch', mismatch, 'assetType');
  const opening: Opening = { ...command, price: command.entryPrice, entryReason: 'initial' };
  const { stop, target } = plannedExits(opening);
  for (const found of [stop, target]) if (found?.kind === 'reject') return found;
  return accept<PositionEvent>(opened(opening, env));
};

const refusedAdd = (command: AddToPositionCommand, position: PositionDoc): Decision<never> | null => {
  if (!position.tradable) return reject('position_untradable', `${position.symbol} is delisted`);
  // Further fills of an order that was let in belong to its entry.
  if (position.entryOrderIds.includes(command.orderId)) return null;
  const rejection = pyramidRefusal(position, command, command.forcePyramid);
  return rejection && reject(rejection.code, rejection.detail);
};

/** Adds to a position, if the pyramiding rules allow it (PO-R1 … PO-R6). */
export const addToPosition = (
  command: AddToPositionCommand,
  book: PositionBook,
  env: DecisionEnv,
): Decided => {
  if (isBooked(book, command.fillId)) return accept();
  return ofOpenPosition(book, command.positionId, (position) => {
    const { accountEquity: accountEquityAtEntry } = command;
    const facts: EntryFacts = { ...command, accountEquityAtEntry, entryReason: 'pyramid' };
    return refusedAdd(command, position) ?? accept<PositionEvent>(increased(facts, position, env));
  });
};

/** Takes a part of a position; the whole quantity closes it. */
export const reducePosition = (
  command: ReducePositionCommand,
  book: PositionBook,
  env: DecisionEnv,
): Decided => {
  if (isBooked(book, command.fillId)) return accept();
  return ofOpenPosition(book, command.positionId, (position) =>
    decimal(command.quantity).gt(position.quantity)
      ? reject('insufficient_quantity', `only ${position.quantity} is open`, 'quantity')
      : accept(...exited({ ...command, price: command.exitPrice }, position, env)),
  );
};

/** Closes a position with all of its quantity. */
export const closePosition = (
  command: ClosePositionCommand,
  book: PositionBook,
  env: DecisionEnv,
): Decided => {
  if (isBooked(book, command.fillId)) return accept();
  const close = (position: PositionDoc) =>
    accept(...exited({ ...command, price: command.exitPrice, quantity: position.quantity }, position, env));
  return ofOpenPosition(book, command.positionId, close, 'position_already_closed');
};
