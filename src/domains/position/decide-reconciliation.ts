import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import { decimal, sum, text } from '../../core/decimal.ts';
import { epochMs } from '../../core/instant.ts';
import { notional } from '../shared/quote.ts';
import type { ReconcilePositionCommand } from './care-commands.ts';
import { PositionReconciledEvent } from './care-events.ts';
import type { PositionEvent } from './events.ts';
import { goneUnseen } from './exits.ts';
import { figuresOf } from './figures.ts';
import { idsOf } from './naming.ts';
import { NO_PLAN, opened } from './opening.ts';
import {
  type BrokerPositionData,
  explainedByFills,
  type ReconciliationResult,
  reconcile,
} from './reconciliation.ts';
import type { PositionFigures, UnknownExit } from './records.ts';
import type { PositionBook, PositionDoc } from './state.ts';
import { signedQuantity, takeShare } from './values.ts';

/** A comparison that finds nothing is an event at most once an hour. */
const SYNCED_INTERVAL_MS = 3_600_000;

const absolute = (quantity: string) => text(decimal(quantity).abs());

/** A position that only the broker knows is imported as it is there (PO-U9). */
const imported = (
  command: ReconcilePositionCommand,
  broker: BrokerPositionData,
  reconciliationId: string,
  env: DecisionEnv,
) =>
  opened(
    {
      ...command,
      ...NO_PLAN,
      tickSize: command.tickSize,
      fillId: `reconciliation:${reconciliationId}`,
      orderId: null,
      strategyId: null,
      automationId: null,
      signalId: null,
      side: decimal(broker.quantity).gt(0) ? 'long' : 'short',
      quantity: absolute(broker.quantity),
      price: broker.averagePrice,
      commission: '0',
      filledAt: broker.lastUpdated,
      accountEquityAtEntry: command.accountEquity,
      marketCondition: null,
      entryReason: 'imported',
    },
    env,
  );

/** What is no longer at the broker, at our average cost; null when nothing is missing there. */
const missingPart = (position: PositionDoc, quantity: string): UnknownExit | null => {
  const missing = decimal(position.quantity).minus(quantity);
  if (!missing.gt(0)) return null;
  const share = (total: string) => takeShare(total, text(missing), position.quantity).share;
  return {
    quantity: text(missing),
    entryValue: share(position.entryValue),
    entryCommission: share(position.entryCommission),
  };
};

/** The broker wins for quantity and average. */
const figuresOfBroker = (
  position: PositionDoc,
  broker: BrokerPositionData,
  missing: UnknownExit | null,
): PositionFigures => {
  const quantity = absolute(broker.quantity);
  const { day, entryCommission, exitedValue, side } = position;
  const change = text(decimal(quantity).minus(position.quantity));
  return {
    ...figuresOf(position),
    quantity,
    averageEntryPrice: broker.averagePrice,
    entryValue: notional(broker.averagePrice, quantity, position.multiplier),
    entryCommission: missing
      ? text(decimal(entryCommission).minus(missing.entryCommission))
      : entryCommission,
    exitedValue: missing ? sum([exitedValue, missing.entryValue]) : exitedValue,
    day: { ...day, openingQuantity: sum([day.openingQuantity, signedQuantity(side, change)]) },
  };
};

const reconciled = (
  ids: ReturnType<typeof idsOf>,
  result: ReconciliationResult,
  figures: PositionFigures | null = null,
  unknownExit: UnknownExit | null = null,
): PositionEvent => PositionReconciledEvent({ ...ids, ...result, figures, unknownExit });

const isWorthTelling = ({ lastReconciledAt, syncDiscrepancy }: PositionDoc, now: ReconciliationResult) =>
  lastReconciledAt === null ||
  syncDiscrepancy ||
  epochMs(now.reconciledAt) - epochMs(lastReconciledAt) >= SYNCED_INTERVAL_MS;

const resolve = (
  command: ReconcilePositionCommand,
  broker: BrokerPositionData | null,
  open: PositionDoc | null,
  result: ReconciliationResult,
  env: DecisionEnv,
): readonly PositionEvent[] => {
  const importing = broker && imported(command, broker, result.reconciliationId, env);
  if (open === null) return importing ? [importing, reconciled(idsOfImport(importing), result)] : [];
  if (result.isSynced) return isWorthTelling(open, result) ? [reconciled(idsOf(open), result)] : [];
  const isSameSide = decimal(result.domainQuantity).times(result.brokerQuantity).gt(0);
  if (broker === null || importing === null)
    return [reconciled(idsOf(open), result), goneUnseen(open, env.now)];
  if (!isSameSide) return [reconciled(idsOf(open), result), goneUnseen(open, env.now), importing];
  const missing = missingPart(open, absolute(broker.quantity));
  return [reconciled(idsOf(open), result, figuresOfBroker(open, broker, missing), missing)];
};

const idsOfImport = ({ data: { positionId, userId, accountId, symbol } }: ReturnType<typeof opened>) => ({
  positionId,
  userId,
  accountId,
  symbol,
});

/** Compares the book with the broker's position and lets the broker win, unless fills on their way explain the difference. */
export const reconcilePosition = (
  command: ReconcilePositionCommand,
  book: PositionBook,
  env: DecisionEnv,
): Decision<PositionEvent> => {
  const { open, recentFillIds } = book;
  const broker = command.broker && !decimal(command.broker.quantity).isZero() ? command.broker : null;
  const symbol = open?.symbol ?? command.symbol;
  if (command.symbol !== symbol) return reject('wrong_instrument', `this position is in ${symbol}`, 'symbol');
  if (broker && broker.symbol !== symbol)
    return reject('wrong_instrument', `this position is in ${symbol}`, 'broker.symbol');
  const ours = open ? signedQuantity(open.side, open.quantity) : '0';
  const { fillsInFlight, assetType } = command;
  if (explainedByFills(ours, broker?.quantity ?? '0', fillsInFlight, recentFillIds, env.now)) return accept();
  const reconciliationId = env.idOf('reconciliation', env.commandId);
  const result = reconcile(open, broker, assetType, { reconciliationId, now: env.now });
  return accept(...resolve(command, broker, open, result, env));
};
