import { accept, type Decision, type DecisionEnv, decideBy } from '../../core/decider.ts';
import { type DecimalString, decimal, sum, text } from '../../core/decimal.ts';
import { epochMs } from '../../core/instant.ts';
import { notional } from '../shared/quote.ts';
import type { PositionCommand, UpdatePositionCommand } from './commands.ts';
import {
  PositionClosedEvent,
  type PositionEvent,
  PositionIncreasedEvent,
  PositionOpenedEvent,
  PositionReducedEvent,
} from './events.ts';
import type { PositionBook, PositionDoc } from './state.ts';
import {
  type EntryReason,
  type ExitReason,
  grossPnl,
  type PositionExit,
  PYRAMIDING_DEFAULTS,
  percentOf,
  sideOf,
  takeShare,
} from './values.ts';

const idsOf = ({ positionId, userId, accountId, symbol }: PositionDoc) => ({
  positionId,
  userId,
  accountId,
  symbol,
});

const opened = (fill: UpdatePositionCommand, entryReason: EntryReason, env: DecisionEnv) => {
  const { fillId, orderId, accountId, automationId, symbol, assetType, multiplier, quantity, price } = fill;
  const positionId = env.idOf('position', accountId, symbol, fillId);
  return PositionOpenedEvent({
    positionId,
    userId: env.userId,
    accountId,
    strategyId: null,
    automationId,
    symbol,
    assetType,
    multiplier,
    side: sideOf(fill.side),
    quantity,
    entryPrice: price,
    entryValue: notional(price, quantity, multiplier),
    commission: fill.commission,
    stopLossPrice: null,
    stopLossType: null,
    takeProfitPrice: null,
    riskAmount: null,
    ...PYRAMIDING_DEFAULTS,
    entryReason,
    marketCondition: null,
    accountEquityAtEntry: fill.accountEquityAtEntry,
    openedAt: fill.filledAt,
    orderId,
    fillId,
    entryId: env.idOf('entry', positionId, fillId),
  });
};

const increased = (fill: UpdatePositionCommand, position: PositionDoc, env: DecisionEnv) => {
  const { fillId, orderId, quantity, price, commission } = fill;
  const newQuantity = sum([position.quantity, quantity]);
  const weighted = decimal(position.quantity)
    .times(position.averageEntryPrice)
    .plus(decimal(quantity).times(price));
  return PositionIncreasedEvent({
    ...idsOf(position),
    entry: {
      entryId: env.idOf('entry', position.positionId, fillId),
      orderId,
      fillId,
      sequence: position.entries + 1,
      quantity,
      price,
      value: notional(price, quantity, position.multiplier),
      commission,
      timestamp: fill.filledAt,
      marketCondition: null,
      stopLossAtEntry: null,
      accountEquityAtEntry: fill.accountEquityAtEntry,
      riskPercentage: null,
      entryReason: 'increase',
      automationId: fill.automationId,
      signalId: null,
    },
    newQuantity,
    newAverageEntryPrice: text(weighted.div(newQuantity)),
  });
};

const exitOf = (
  fill: UpdatePositionCommand,
  position: PositionDoc,
  exitReason: ExitReason,
  env: DecisionEnv,
): PositionExit => {
  const { fillId, orderId, quantity, price, commission } = fill;
  const value = notional(price, quantity, position.multiplier);
  const entryValue = takeShare(position.entryValue, quantity, position.quantity).share;
  const entryCommission = takeShare(position.entryCommission, quantity, position.quantity).share;
  const gross = grossPnl(position.side, entryValue, value);
  const netPnl = text(decimal(gross).minus(commission).minus(entryCommission));
  return {
    exitId: env.idOf('exit', position.positionId, fillId),
    orderId,
    fillId,
    sequence: position.exits + 1,
    quantity,
    price,
    value,
    commission,
    entryValue,
    entryCommission,
    costBasis: sum([entryValue, entryCommission]),
    grossPnl: gross,
    netPnl,
    pnlPercentage: percentOf(netPnl, notional(position.averageEntryPrice, quantity, position.multiplier)),
    timestamp: fill.filledAt,
    holdingPeriodMs: Math.max(0, epochMs(fill.filledAt) - epochMs(position.openedAt)),
    exitReason,
    triggeredBy: fill.automationId,
  };
};

const exitReasonOf = (fill: UpdatePositionCommand): ExitReason =>
  fill.automationId === null ? 'manual' : 'automation';

const reduced = (fill: UpdatePositionCommand, position: PositionDoc, env: DecisionEnv) => {
  const exit = exitOf(fill, position, exitReasonOf(fill), env);
  return PositionReducedEvent({
    ...idsOf(position),
    exit,
    remainingQuantity: text(decimal(position.quantity).minus(fill.quantity)),
    realizedPnl: sum([position.realizedPnl, exit.netPnl]),
  });
};

const closed = (
  fill: UpdatePositionCommand,
  position: PositionDoc,
  exitReason: ExitReason,
  env: DecisionEnv,
) => {
  const exit = exitOf(fill, position, exitReason, env);
  return PositionClosedEvent({
    ...idsOf(position),
    orderId: fill.orderId,
    exit,
    exitPrice: fill.price,
    commission: fill.commission,
    realizedPnl: sum([position.realizedPnl, exit.netPnl]),
    closedAt: fill.filledAt,
    exitReason,
  });
};

const flipped = (
  fill: UpdatePositionCommand,
  position: PositionDoc,
  rest: DecimalString,
  env: DecisionEnv,
) => {
  const commission = takeShare(fill.commission, position.quantity, fill.quantity);
  const closing = { ...fill, quantity: position.quantity, commission: commission.share };
  const opening = { ...fill, fillId: `${fill.fillId}:open`, quantity: rest, commission: commission.rest };
  return accept<PositionEvent>(closed(closing, position, 'flip', env), opened(opening, 'flip', env));
};

/** Books fills: open, increase, reduce, close or flip, whatever the fill makes of the book (Position 1). */
export const decidePosition = decideBy<PositionBook, PositionCommand, PositionEvent>({
  UpdatePositionCommand: (fill, { open, recentFillIds }, env): Decision<PositionEvent> => {
    if (recentFillIds.includes(fill.fillId)) return accept();
    if (!open) return accept(opened(fill, 'initial', env));
    if (sideOf(fill.side) === open.side) return accept(increased(fill, open, env));
    const rest = decimal(fill.quantity).minus(open.quantity);
    if (rest.gt(0)) return flipped(fill, open, text(rest), env);
    return accept(rest.isZero() ? closed(fill, open, exitReasonOf(fill), env) : reduced(fill, open, env));
  },
});
