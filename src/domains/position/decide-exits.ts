import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import type { DecimalString } from '../../core/decimal.ts';
import { canonicalJson } from '../../core/ids.ts';
import type { ReArmExitCommand, SetStopLossCommand, SetTakeProfitCommand } from './care-commands.ts';
import {
  PositionExitReArmedEvent,
  PositionStopLossSetEvent,
  PositionTakeProfitSetEvent,
} from './care-events.ts';
import type { PositionEvent } from './events.ts';
import { idsOf, ofOpenPosition } from './naming.ts';
import { basisOf, isBetter, stopIsHit, stopPriceOf, targetIsHit, targetPriceOf } from './prices.ts';
import { riskAmount, riskPercent } from './risk.ts';
import type { PositionBook, PositionDoc, StopLoss } from './state.ts';

type Decided = Decision<PositionEvent>;

const CONFIRM = reject(
  'confirmation_required',
  'this increases what the position can lose: confirm it',
  'confirmed',
);

/** The market as far as anybody knows: what the command says, the last valuation, the last entry. */
const marketOf = ({ valuation, lastEntry }: PositionDoc, told: DecimalString | null): DecimalString =>
  told ?? valuation?.price ?? lastEntry.price;

const stopSet = (
  position: PositionDoc,
  stop: Omit<StopLoss, 'movedAt'> | null,
  env: DecisionEnv,
): PositionEvent => {
  const risk = stop === null ? null : riskAmount(position, stop.price);
  return PositionStopLossSetEvent({
    ...idsOf(position),
    stopLoss: stop?.config ?? null,
    stopLossPrice: stop?.price ?? null,
    previousStopLossPrice: position.stopLoss?.price ?? null,
    waterMark: stop?.waterMark ?? null,
    atr: stop?.atr ?? null,
    heldAtBroker: stop?.heldAtBroker ?? false,
    riskAmount: risk,
    riskPercentage: riskPercent(risk, position.accountEquityAtEntry),
    setAt: env.now,
  });
};

const sameSetting = (
  current: { readonly config: unknown; readonly price: string; readonly heldAtBroker: boolean } | null,
  next: { readonly config: unknown; readonly price: string; readonly heldAtBroker: boolean },
) =>
  current !== null &&
  current.price === next.price &&
  current.heldAtBroker === next.heldAtBroker &&
  canonicalJson(current.config) === canonicalJson(next.config);

/** Sets, changes or removes a stop; on the wrong side of the market it is refused, and more risk must be confirmed (PO-U6). */
export const setStopLoss = (command: SetStopLossCommand, book: PositionBook, env: DecisionEnv): Decided =>
  ofOpenPosition(book, command.positionId, (position) => {
    const { stopLoss: config, heldAtBroker, atr, confirmed } = command;
    const { side, stopLoss: current, averageEntryPrice } = position;
    if (config === null) {
      if (current === null) return accept();
      return confirmed ? accept(stopSet(position, null, env)) : CONFIRM;
    }
    const market = marketOf(position, command.marketPrice);
    const best = isBetter(side, market, averageEntryPrice) ? market : null;
    const waterMark = config.type === 'trailing' ? best : null;
    const found = stopPriceOf(config, basisOf(position), { atr, waterMark });
    if (found.kind === 'reject') return found;
    const { price } = found;
    if (stopIsHit(side, price, market))
      return reject(
        'wrong_side_of_market',
        `the stop of a ${side} position must be ${side === 'long' ? 'below' : 'above'} the market at ${market}, and ${price} is not`,
        'stopLoss',
      );
    const next = { config, price, atr: config.type === 'atr' ? atr : null, waterMark, heldAtBroker };
    if (sameSetting(current, next)) return accept();
    if (current !== null && isBetter(side, current.price, price) && !confirmed) return CONFIRM;
    return accept(stopSet(position, next, env));
  });

/** Sets, changes or removes a target; one that the market has reached already is refused (PO-U6). */
export const setTakeProfit = (command: SetTakeProfitCommand, book: PositionBook, env: DecisionEnv): Decided =>
  ofOpenPosition(book, command.positionId, (position) => {
    const { takeProfit: config, heldAtBroker } = command;
    const { side, takeProfit: current, stopLoss } = position;
    const set = (price: DecimalString | null) =>
      accept<PositionEvent>(
        PositionTakeProfitSetEvent({
          ...idsOf(position),
          takeProfit: config,
          takeProfitPrice: price,
          previousTakeProfitPrice: current?.price ?? null,
          heldAtBroker: config !== null && heldAtBroker,
          setAt: env.now,
        }),
      );
    if (config === null) return current === null ? accept() : set(null);
    const found = targetPriceOf(config, basisOf(position), stopLoss?.price ?? null);
    if (found.kind === 'reject') return found;
    const market = marketOf(position, command.marketPrice);
    if (targetIsHit(side, found.price, market))
      return reject(
        'wrong_side_of_market',
        `the target of a ${side} position must be ${side === 'long' ? 'above' : 'below'} the market at ${market}, and ${found.price} is not`,
        'takeProfit',
      );
    return sameSetting(current, { config, price: found.price, heldAtBroker }) ? accept() : set(found.price);
  });

/** Watches stop and target again, because the closing order of this trigger ended unfilled (PO-U5). */
export const reArmExit = (command: ReArmExitCommand, book: PositionBook, env: DecisionEnv): Decided =>
  ofOpenPosition(book, command.positionId, (position) => {
    const { pendingExit } = position;
    if (pendingExit === null) return accept();
    const { triggerId } = pendingExit;
    if (command.triggerId !== null && command.triggerId !== triggerId) return accept();
    const { reason } = command;
    return accept<PositionEvent>(
      PositionExitReArmedEvent({ ...idsOf(position), triggerId, reason, reArmedAt: env.now }),
    );
  });
