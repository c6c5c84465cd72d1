import { decimal, sum, text, ZERO } from '../../core/decimal.ts';
import { assetFieldsOf } from '../shared/derivatives.ts';
import { MAX_ENTRIES, pyramidingOf } from './configs.ts';
import type { PositionEvent } from './events.ts';
import { figuresAfterEntry, figuresAfterExit, figuresWhenGone, withFigures } from './figures.ts';
import type { PositionEntry, UnknownExit } from './records.ts';
import type { LastEntry, PositionDoc } from './state.ts';

/** The data of an event of a position. */
export type Data<Type extends PositionEvent['type']> = Extract<PositionEvent, { type: Type }>['data'];

const stopOfOpening = ({
  stopLoss,
  stopLossPrice,
  atr,
  exitsHeldAtBroker,
}: Data<'PositionOpenedEvent'>): PositionDoc['stopLoss'] =>
  stopLoss && stopLossPrice !== null
    ? {
        config: stopLoss,
        price: stopLossPrice,
        atr,
        waterMark: null,
        movedAt: null,
        heldAtBroker: exitsHeldAtBroker,
      }
    : null;

/** The position that an opening makes. */
export const positionOpened = (data: Data<'PositionOpenedEvent'>): PositionDoc => ({
  positionId: data.positionId,
  userId: data.userId,
  accountId: data.accountId,
  strategyId: data.strategyId,
  automationId: data.automationId,
  signalId: data.signalId,
  symbol: data.symbol,
  asset: assetFieldsOf(data),
  multiplier: data.multiplier,
  tickSize: data.tickSize,
  side: data.side,
  status: 'open',
  quantity: data.quantity,
  averageEntryPrice: data.entryPrice,
  entryValue: data.entryValue,
  entryCommission: data.commission,
  exitedValue: ZERO,
  realizedPnl: ZERO,
  realizedPnlGross: ZERO,
  totalCommission: data.commission,
  mfe: ZERO,
  mae: ZERO,
  day: {
    date: data.tradingDate,
    openingQuantity: ZERO,
    traded: text(data.side === 'long' ? decimal(data.entryValue).neg() : decimal(data.entryValue)),
    commission: data.commission,
  },
  openingFillId: data.fillId,
  entries: 1,
  exits: 0,
  pyramidingCount: 1,
  entryOrderIds: data.orderId === null ? [] : [data.orderId],
  lastEntry: { orderId: data.orderId, quantity: data.quantity, price: data.entryPrice },
  pyramiding: pyramidingOf(data),
  stopLoss: stopOfOpening(data),
  takeProfit:
    data.takeProfit && data.takeProfitPrice !== null
      ? { config: data.takeProfit, price: data.takeProfitPrice, heldAtBroker: data.exitsHeldAtBroker }
      : null,
  unprotected: data.stopLoss !== null && data.stopLossPrice === null,
  initialRisk: data.riskAmount,
  pendingExit: null,
  valuation: null,
  entryReason: data.entryReason,
  marketCondition: data.marketCondition,
  accountEquityAtEntry: data.accountEquityAtEntry,
  riskPercentage: data.riskPercentage,
  openedAt: data.openedAt,
  closedAt: null,
  exitPrice: null,
  exitReason: null,
  tradable: true,
  lastReconciledAt: null,
  syncDiscrepancy: false,
  unknownExit: null,
  managementCompletedAt: null,
});

/** Fills of the last entry's order belong to it, at their average price; a fill of an earlier order leaves the last entry as it is. */
const lastEntryAfter = (
  { lastEntry, entryOrderIds }: PositionDoc,
  { orderId, quantity, price }: PositionEntry,
): LastEntry => {
  if (!entryOrderIds.includes(orderId)) return { orderId, quantity, price };
  if (orderId !== lastEntry.orderId) return lastEntry;
  const before = decimal(lastEntry.quantity);
  const total = before.plus(quantity);
  const value = before.times(lastEntry.price).plus(decimal(quantity).times(price));
  return { orderId, quantity: text(total), price: text(value.div(total)) };
};

const ordersAfter = ({ entryOrderIds }: PositionDoc, orderId: string): readonly string[] =>
  entryOrderIds.includes(orderId) ? entryOrderIds : [...entryOrderIds, orderId].slice(-MAX_ENTRIES);

/** The position after an entry. */
export const positionIncreased = (
  position: PositionDoc,
  data: Data<'PositionIncreasedEvent'>,
): PositionDoc => {
  const { entry, newStopLossPrice, newTakeProfitPrice, pyramidingCount } = data;
  const { stopLoss, takeProfit, exits, initialRisk } = position;
  return {
    ...withFigures(position, data.figures ?? figuresAfterEntry(position, entry)),
    entries: entry.sequence,
    pyramidingCount,
    entryOrderIds: ordersAfter(position, entry.orderId),
    lastEntry: lastEntryAfter(position, entry),
    stopLoss: stopLoss && newStopLossPrice !== null ? { ...stopLoss, price: newStopLossPrice } : stopLoss,
    takeProfit:
      takeProfit && newTakeProfitPrice !== null ? { ...takeProfit, price: newTakeProfitPrice } : takeProfit,
    // The opening order is still filling: its risk grows with it.
    initialRisk: pyramidingCount === 1 && exits === 0 ? (data.riskAmount ?? initialRisk) : initialRisk,
  };
};

/** All that left a position unseen. */
export const unknownTogether = (unknown: UnknownExit | null, more: UnknownExit | null): UnknownExit | null =>
  unknown && more
    ? {
        quantity: sum([unknown.quantity, more.quantity]),
        entryValue: sum([unknown.entryValue, more.entryValue]),
        entryCommission: sum([unknown.entryCommission, more.entryCommission]),
      }
    : (unknown ?? more);

/** The position after a part of it left. */
export const positionReduced = (
  position: PositionDoc,
  { exit, figures }: Data<'PositionReducedEvent'>,
): PositionDoc => ({
  ...withFigures(position, figures ?? figuresAfterExit(position, exit)),
  exits: exit.sequence,
});

/** The position at its end; what was open of it and left unseen is remembered as unknown. */
export const positionClosed = (position: PositionDoc, data: Data<'PositionClosedEvent'>): PositionDoc => {
  const { exit, closedAt, exitPrice, exitReason } = data;
  const { quantity, entryValue, entryCommission, unknownExit } = position;
  const figures = data.figures ?? (exit ? figuresAfterExit(position, exit) : figuresWhenGone(position));
  return {
    ...withFigures(position, figures),
    status: 'closed',
    exits: exit?.sequence ?? position.exits,
    unknownExit: exit ? unknownExit : unknownTogether(unknownExit, { quantity, entryValue, entryCommission }),
    pendingExit: null,
    closedAt,
    exitPrice,
    exitReason,
  };
};
