import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import { type DecimalString, decimal } from '../../core/decimal.ts';
import { epochMs, type UtcInstant } from '../../core/instant.ts';
import type { UpdatePositionValuationCommand } from './care-commands.ts';
import { PositionExitTriggeredEvent, PositionTrailingStopMovedEvent } from './care-events.ts';
import type { PositionEvent } from './events.ts';
import { valued } from './exits.ts';
import { idsOf } from './naming.ts';
import { basisOf, isBetter, stopIsHit, stopPriceOf, targetIsHit } from './prices.ts';
import { riskAmount } from './risk.ts';
import type { PositionBook, PositionDoc } from './state.ts';
import { closingSide, type ExitTrigger } from './values.ts';

/** A valuation is an event at most once a minute, a move of a trailing stop at most once a second (DESIGN 6). */
const VALUATION_INTERVAL_MS = 60_000;
const TRAILING_INTERVAL_MS = 1_000;

/** Prices of the market since the book's last event, from the position's point of view. */
interface Market {
  readonly price: DecimalString;
  readonly best: DecimalString;
  readonly worst: DecimalString;
  readonly at: UtcInstant;
}

const marketFor = (
  { side }: PositionDoc,
  { marketPrice, high, low, at }: UpdatePositionValuationCommand,
): Market => {
  const [top, bottom] = [high ?? marketPrice, low ?? marketPrice];
  const [best, worst] = side === 'long' ? [top, bottom] : [bottom, top];
  return {
    price: marketPrice,
    best: isBetter(side, marketPrice, best) ? marketPrice : best,
    worst: isBetter(side, worst, marketPrice) ? marketPrice : worst,
    at,
  };
};

const isDue = (last: UtcInstant | null, at: UtcInstant, intervalMs: number) =>
  last === null || epochMs(at) - epochMs(last) >= intervalMs;

/** Where a trailing stop would stand after this market, or null where it does not move (PO-U4). */
const trailedTo = (position: PositionDoc, { best }: Market): DecimalString | null => {
  const { stopLoss, side } = position;
  if (stopLoss?.config.type !== 'trailing' || stopLoss.heldAtBroker) return null;
  if (!isBetter(side, best, stopLoss.waterMark ?? position.averageEntryPrice)) return null;
  const found = stopPriceOf(stopLoss.config, basisOf(position), { atr: null, waterMark: best });
  return found.kind === 'price' && isBetter(side, found.price, stopLoss.price) ? found.price : null;
};

const moved = (
  position: PositionDoc,
  stopLossPrice: DecimalString,
  previous: DecimalString,
  market: Market,
) =>
  PositionTrailingStopMovedEvent({
    ...idsOf(position),
    waterMark: market.best,
    stopLossPrice,
    previousStopLossPrice: previous,
    riskAmount: riskAmount(position, stopLossPrice),
    movedAt: market.at,
  });

const triggered = (
  position: PositionDoc,
  trigger: ExitTrigger,
  triggerPrice: DecimalString,
  market: Market,
  env: DecisionEnv,
) =>
  PositionExitTriggeredEvent({
    ...idsOf(position),
    triggerId: env.idOf('exit trigger', position.positionId, trigger, env.commandId),
    trigger,
    triggerPrice,
    marketPrice: market.price,
    closingSide: closingSide(position.side),
    quantity: position.quantity,
    ...position.asset,
    multiplier: position.multiplier,
    strategyId: position.strategyId,
    automationId: position.automationId,
    signalId: position.signalId,
    triggeredAt: market.at,
  });

/**
 * What a market does to stop and target. Within one batch of trades nobody knows whether the low came before the high, so the stop as it was
 * is compared with the worst price, and a stop that the best price moved only with the last one. A move that leads to a trigger is told
 * before it, however soon after the last.
 */
const watched = (position: PositionDoc, market: Market, env: DecisionEnv): readonly PositionEvent[] => {
  const { side, stopLoss, takeProfit, pendingExit, tradable } = position;
  if (pendingExit !== null || !tradable) return [];
  if (stopLoss !== null && !stopLoss.heldAtBroker && stopIsHit(side, stopLoss.price, market.worst))
    return [triggered(position, 'stop_loss', stopLoss.price, market, env)];
  const events: PositionEvent[] = [];
  const trailed = trailedTo(position, market);
  if (trailed !== null && stopLoss !== null) {
    const hit = stopIsHit(side, trailed, market.price);
    if (hit || isDue(stopLoss.movedAt, market.at, TRAILING_INTERVAL_MS))
      events.push(moved(position, trailed, stopLoss.price, market));
    if (hit) return [...events, triggered(position, 'stop_loss', trailed, market, env)];
  }
  if (takeProfit !== null && !takeProfit.heldAtBroker && targetIsHit(side, takeProfit.price, market.best))
    events.push(triggered(position, 'take_profit', takeProfit.price, market, env));
  return events;
};

const isPrice = (price: DecimalString | null) => price === null || decimal(price).gt(0);

/** Values the open position and watches its stop and target; a price older than the last one recorded says nothing any more. */
export const updateValuation = (
  command: UpdatePositionValuationCommand,
  { open }: PositionBook,
  env: DecisionEnv,
): Decision<PositionEvent> => {
  if (!open) return accept();
  if (command.symbol !== open.symbol)
    return reject('wrong_instrument', `this position is in ${open.symbol}`, 'symbol');
  if (![command.marketPrice, command.high, command.low].every(isPrice))
    return reject('invalid_price', 'a price is above zero; no price is no valuation', 'marketPrice');
  const last = open.valuation?.at ?? null;
  if (last !== null && epochMs(command.at) < epochMs(last)) return accept();
  const market = marketFor(open, command);
  const valuation = isDue(last, command.at, VALUATION_INTERVAL_MS)
    ? [valued(open, market.price, [market.best, market.worst], market.at)]
    : [];
  return accept<PositionEvent>(...valuation, ...watched(open, market, env));
};
