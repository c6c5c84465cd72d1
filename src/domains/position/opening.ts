import type { DecisionEnv } from '../../core/decider.ts';
import type { DecimalString } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import { type AssetFields, assetFieldsOf } from '../shared/derivatives.ts';
import { notional } from '../shared/quote.ts';
import { PositionOpenedEvent } from './booking-events.ts';
import {
  flattenPyramiding,
  PYRAMIDING_DEFAULTS,
  type PyramidingConfig,
  type StopLossConfig,
  type TakeProfitConfig,
} from './configs.ts';
import { tradingDateOf } from './figures.ts';
import { type FoundPrice, stopIsHit, stopPriceOf, targetIsHit, targetPriceOf, tickOf } from './prices.ts';
import { refusal } from './refusal.ts';
import { riskAmount, riskPercent } from './risk.ts';
import type { EntryReason, PositionSide } from './values.ts';

/** How a position is to be left and added to; null wants nothing of the kind. */
export interface PositionPlan {
  readonly stopLoss: StopLossConfig | null;
  readonly takeProfit: TakeProfitConfig | null;
  readonly exitsHeldAtBroker: boolean;
  readonly atr: DecimalString | null;
  readonly tickSize: DecimalString | null;
  readonly pyramiding: PyramidingConfig | null;
}

/** A position without any plan. */
export const NO_PLAN: PositionPlan = {
  stopLoss: null,
  takeProfit: null,
  exitsHeldAtBroker: false,
  atr: null,
  tickSize: null,
  pyramiding: null,
};

/** All that is known of a position that opens. */
export interface Opening extends AssetFields, PositionPlan {
  readonly fillId: string;
  readonly orderId: string | null;
  readonly accountId: string;
  readonly strategyId: string | null;
  readonly automationId: string | null;
  readonly signalId: string | null;
  readonly symbol: string;
  readonly multiplier: DecimalString;
  readonly side: PositionSide;
  readonly quantity: DecimalString;
  readonly price: DecimalString;
  readonly commission: DecimalString;
  readonly filledAt: UtcInstant;
  readonly accountEquityAtEntry: DecimalString | null;
  readonly marketCondition: string | null;
  readonly entryReason: EntryReason;
}

const basisOfOpening = ({
  side,
  quantity,
  price,
  multiplier,
  assetType,
  tickSize,
  futureTickSize,
}: Opening) => ({
  side,
  quantity,
  averageEntryPrice: price,
  multiplier,
  tickSize: tickOf(assetType, tickSize, futureTickSize),
  assetType,
});

const wrongSide = (what: string, { side, price }: Opening, field: string): FoundPrice =>
  refusal(
    'wrong_side_of_market',
    `the ${what} of a ${side} position that opens at ${price} would be reached at once`,
    field,
  );

const plannedStop = (opening: Opening): FoundPrice | null => {
  if (opening.stopLoss === null) return null;
  const stop = stopPriceOf(opening.stopLoss, basisOfOpening(opening), { atr: opening.atr, waterMark: null });
  return stop.kind === 'price' && stopIsHit(opening.side, stop.price, opening.price)
    ? wrongSide('stop', opening, 'stopLoss')
    : stop;
};

const plannedTarget = (opening: Opening, stopPrice: DecimalString | null): FoundPrice | null => {
  if (opening.takeProfit === null) return null;
  const target = targetPriceOf(opening.takeProfit, basisOfOpening(opening), stopPrice);
  return target.kind === 'price' && targetIsHit(opening.side, target.price, opening.price)
    ? wrongSide('target', opening, 'takeProfit')
    : target;
};

const priceOf = (found: FoundPrice | null) => (found?.kind === 'price' ? found.price : null);

/** Where the planned stop and target stand, or why there are none. */
export const plannedExits = (opening: Opening) => {
  const stop = plannedStop(opening);
  return { stop, target: plannedTarget(opening, priceOf(stop)) };
};

/** The event of a position that opens; a stop or target that cannot be found is left without a price. */
export const opened = (opening: Opening, env: DecisionEnv) => {
  const { fillId, accountId, symbol, quantity, price, multiplier, accountEquityAtEntry } = opening;
  const positionId = env.idOf('position', accountId, symbol, fillId);
  const exits = plannedExits(opening);
  const stopLossPrice = priceOf(exits.stop);
  const basis = basisOfOpening(opening);
  const risk = stopLossPrice === null ? null : riskAmount(basis, stopLossPrice);
  return PositionOpenedEvent({
    positionId,
    userId: env.userId,
    accountId,
    strategyId: opening.strategyId,
    automationId: opening.automationId,
    signalId: opening.signalId,
    symbol,
    ...assetFieldsOf(opening),
    multiplier,
    tickSize: basis.tickSize,
    side: opening.side,
    quantity,
    entryPrice: price,
    entryValue: notional(price, quantity, multiplier),
    commission: opening.commission,
    stopLossPrice,
    stopLossType: opening.stopLoss?.type ?? null,
    stopLoss: opening.stopLoss,
    atr: opening.atr,
    takeProfitPrice: priceOf(exits.target),
    takeProfit: opening.takeProfit,
    exitsHeldAtBroker: opening.exitsHeldAtBroker,
    riskAmount: risk,
    riskPercentage: riskPercent(risk, accountEquityAtEntry),
    ...flattenPyramiding(opening.pyramiding ?? PYRAMIDING_DEFAULTS),
    entryReason: opening.entryReason,
    marketCondition: opening.marketCondition,
    accountEquityAtEntry,
    openedAt: opening.filledAt,
    tradingDate: tradingDateOf(opening.assetType, opening.filledAt),
    orderId: opening.orderId,
    fillId,
    entryId: env.idOf('entry', positionId, fillId),
  });
};
