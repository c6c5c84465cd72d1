import type { DecisionEnv } from '../../core/decider.ts';
import type { DecimalString } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import { notional } from '../shared/quote.ts';
import { PositionIncreasedEvent } from './booking-events.ts';
import { figuresAfterEntry } from './figures.ts';
import { idsOf } from './naming.ts';
import {
  basisOf,
  exitOnTick,
  stopIsHit,
  stopPriceOf,
  targetIsHit,
  targetPriceOf,
  tighterStop,
} from './prices.ts';
import type { PositionFigures } from './records.ts';
import { riskAmount, riskPercent } from './risk.ts';
import type { PositionDoc } from './state.ts';
import type { EntryReason } from './values.ts';

/** A trade that adds to a position. */
export interface EntryFacts {
  readonly fillId: string;
  readonly orderId: string;
  readonly quantity: DecimalString;
  readonly price: DecimalString;
  readonly commission: DecimalString;
  readonly filledAt: UtcInstant;
  readonly accountEquityAtEntry: DecimalString | null;
  readonly marketCondition: string | null;
  readonly automationId: string | null;
  readonly signalId: string | null;
  readonly entryReason: EntryReason;
}

/** Entries after a fill: one more, unless its order has entered before (PO-R2). */
const pyramidingCountAfter = ({ pyramidingCount, entryOrderIds }: PositionDoc, orderId: string): number =>
  entryOrderIds.includes(orderId) ? pyramidingCount : pyramidingCount + 1;

/**
 * Where the stop stands after an entry (PO-R7): while the opening order fills, by its type from the new average; after an add, if the stop
 * moves with adds, by its type or from the break-even entry on at the average. It is never loosened, and never set where the fill's
 * price would hit it.
 */
const stopAfterEntry = (
  position: PositionDoc,
  figures: PositionFigures,
  pyramidingCount: number,
  price: DecimalString,
): DecimalString | null => {
  const { stopLoss, pyramiding, side } = position;
  if (stopLoss === null) return null;
  const isAdd = pyramidingCount > 1;
  const moves = pyramiding.enabled && pyramiding.moveStopOnPyramid && stopLoss.config.moveWithPyramids;
  if (isAdd && !moves) return stopLoss.price;
  const basis = basisOf(position, figures);
  const byType = stopPriceOf(stopLoss.config, basis, stopLoss);
  const breaksEven = isAdd && pyramidingCount >= pyramiding.breakevenAfterEntry;
  const recomputed = byType.kind === 'price' ? byType.price : stopLoss.price;
  const wanted = breaksEven ? exitOnTick(figures.averageEntryPrice, basis) : recomputed;
  return stopIsHit(side, wanted, price) ? stopLoss.price : tighterStop(side, stopLoss.price, wanted);
};

/** The target follows the average while the opening order fills; adds leave it where it is. */
const targetAfterEntry = (
  position: PositionDoc,
  figures: PositionFigures,
  pyramidingCount: number,
  price: DecimalString,
  stopPrice: DecimalString | null,
): DecimalString | null => {
  const { takeProfit, side } = position;
  if (takeProfit === null || pyramidingCount > 1) return takeProfit?.price ?? null;
  const target = targetPriceOf(takeProfit.config, basisOf(position, figures), stopPrice);
  return target.kind === 'price' && !targetIsHit(side, target.price, price) ? target.price : takeProfit.price;
};

/** The event of a trade that adds to the open position. */
export const increased = (facts: EntryFacts, position: PositionDoc, env: DecisionEnv) => {
  const { fillId, orderId, quantity, price, commission, accountEquityAtEntry } = facts;
  const { multiplier, stopLoss } = position;
  const value = notional(price, quantity, multiplier);
  const pyramidingCount = pyramidingCountAfter(position, orderId);
  const figures = figuresAfterEntry(position, { ...facts, value, timestamp: facts.filledAt });
  const newStopLossPrice = stopAfterEntry(position, figures, pyramidingCount, price);
  const risk =
    stopLoss === null
      ? null
      : riskAmount({ side: position.side, quantity, averageEntryPrice: price, multiplier }, stopLoss.price);
  return PositionIncreasedEvent({
    ...idsOf(position),
    entry: {
      entryId: env.idOf('entry', position.positionId, fillId),
      orderId,
      fillId,
      sequence: position.entries + 1,
      quantity,
      price,
      value,
      commission,
      timestamp: facts.filledAt,
      marketCondition: facts.marketCondition,
      stopLossAtEntry: stopLoss?.price ?? null,
      accountEquityAtEntry,
      riskPercentage: riskPercent(risk, accountEquityAtEntry),
      entryReason: facts.entryReason,
      automationId: facts.automationId,
      signalId: facts.signalId,
    },
    newQuantity: figures.quantity,
    newAverageEntryPrice: figures.averageEntryPrice,
    pyramidingCount,
    newStopLossPrice,
    newTakeProfitPrice: targetAfterEntry(position, figures, pyramidingCount, price, newStopLossPrice),
    riskAmount: newStopLossPrice === null ? null : riskAmount(basisOf(position, figures), newStopLossPrice),
    figures,
  });
};
