import type { DecisionEnv } from '../../core/decider.ts';
import { type DecimalString, decimal, sum, text } from '../../core/decimal.ts';
import { epochMs, type UtcInstant } from '../../core/instant.ts';
import { notional } from '../shared/quote.ts';
import { PositionClosedEvent, PositionReducedEvent } from './booking-events.ts';
import { PositionPnLUpdatedEvent } from './care-events.ts';
import type { PositionEvent } from './events.ts';
import { excursions, figuresAfterExit, figuresWhenGone } from './figures.ts';
import { idsOf } from './naming.ts';
import type { PositionExit } from './records.ts';
import type { PositionDoc } from './state.ts';
import { valuation } from './valuation.ts';
import { type ExitReason, grossPnl, percentOf, takeShare } from './values.ts';

/** A trade or settlement that takes from a position; without an order it is a settlement. */
export interface ExitFacts {
  readonly fillId: string;
  readonly orderId: string | null;
  readonly quantity: DecimalString;
  readonly price: DecimalString;
  readonly commission: DecimalString;
  readonly filledAt: UtcInstant;
  readonly exitReason: ExitReason;
  readonly triggeredBy: string | null;
}

/** Gross s·x·(Px − A)·m; net = gross − exit commission − entry commission·x/q; in percent of x·A·m (domains 4.7). */
const exitOf = (facts: ExitFacts, position: PositionDoc, env: DecisionEnv): PositionExit => {
  const { fillId, orderId, quantity, price, commission } = facts;
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
    timestamp: facts.filledAt,
    holdingPeriodMs: Math.max(0, epochMs(facts.filledAt) - epochMs(position.openedAt)),
    exitReason: facts.exitReason,
    triggeredBy: facts.triggeredBy,
  };
};

const reduced = (facts: ExitFacts, position: PositionDoc, env: DecisionEnv) => {
  const exit = exitOf(facts, position, env);
  const figures = figuresAfterExit(position, exit);
  return PositionReducedEvent({
    ...idsOf(position),
    exit,
    remainingQuantity: figures.quantity,
    realizedPnl: figures.realizedPnl,
    figures,
  });
};

const closed = (facts: ExitFacts, position: PositionDoc, env: DecisionEnv) => {
  const exit = exitOf(facts, position, env);
  const figures = figuresAfterExit(position, exit);
  return PositionClosedEvent({
    ...idsOf(position),
    orderId: facts.orderId,
    exit,
    exitPrice: facts.price,
    commission: facts.commission,
    realizedPnl: position.unknownExit === null ? figures.realizedPnl : null,
    closedAt: facts.filledAt,
    exitReason: facts.exitReason,
    figures,
  });
};

/** A recorded valuation at `price`; the extremes widen the excursions. */
export const valued = (
  position: PositionDoc,
  price: DecimalString,
  extremes: readonly DecimalString[],
  valuedAt: UtcInstant,
) => {
  const { marketValue, unrealizedPnl, unrealizedPnlPct, totalPnl } = valuation(position, price);
  return PositionPnLUpdatedEvent({
    ...idsOf(position),
    price,
    quantity: position.quantity,
    averageEntryPrice: position.averageEntryPrice,
    marketValue,
    unrealizedPnl,
    unrealizedPnlPct,
    realizedPnl: position.realizedPnl,
    totalPnl,
    pyramidingCount: position.pyramidingCount,
    ...excursions(position, [price, ...extremes]),
    valuedAt,
  });
};

/** The events of an exit of at most the open quantity: a part leaves, or all of it, and a position that was valued is valued a last time. */
export const exited = (
  facts: ExitFacts,
  position: PositionDoc,
  env: DecisionEnv,
): readonly PositionEvent[] => {
  if (!decimal(facts.quantity).eq(position.quantity)) return [reduced(facts, position, env)];
  const closing = closed({ ...facts, quantity: position.quantity }, position, env);
  const isPriced = facts.orderId !== null && position.valuation !== null;
  return isPriced ? [valued(position, facts.price, [], facts.filledAt), closing] : [closing];
};

/** The event of a position that the broker no longer has: nobody knows for how much (PO-U9). */
export const goneUnseen = (position: PositionDoc, at: UtcInstant) =>
  PositionClosedEvent({
    ...idsOf(position),
    orderId: null,
    exit: null,
    exitPrice: null,
    commission: '0',
    realizedPnl: null,
    closedAt: at,
    exitReason: 'reconciled',
    figures: figuresWhenGone(position),
  });
