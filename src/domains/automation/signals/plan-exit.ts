import { type Decimal, type DecimalString, decimal, text } from '../../../core/decimal.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { found, type Outcome, refuse } from '../pricing/outcome.ts';
import { limitOnTick, stopOnTick } from '../pricing/rounding.ts';
import { type SizingBasis, wholeLots } from '../pricing/sizing.ts';
import type { AccountContext, SignalPosition } from './account-context.ts';
import { askedQuantity, bringsQuantity } from './entry-size.ts';
import { type Market, timeInForceOf, touchPrice, withOffset } from './market.ts';
import type { ExitStep, PlanStep } from './plan.ts';
import type { Signal } from './signals.ts';

/** Everything an exit on one account is planned from. */
export interface ExitRequest {
  readonly signal: Signal;
  readonly configuration: Configuration;
  readonly account: AccountContext;
  readonly position: SignalPosition;
  readonly market: Market;
}

const sideOf = (position: SignalPosition) => (position.side === 'long' ? 'sell' : 'buy');

const MARKET = { orderType: 'market', limitPrice: null } as const;

/**
 * An exit goes to the market unless the signal gives a price or a kind (AU-U3) or the automation prefers limits; an exit is never
 * given up because a price is missing. Prices of a flip are its entry's, so `own` is false for the exit before it.
 */
const exitTerms = (
  { signal, configuration, position, market }: ExitRequest,
  own: boolean,
): Pick<ExitStep, 'orderType' | 'limitPrice'> => {
  const side = sideOf(position);
  const given = own ? (signal.limitPrice ?? signal.price) : null;
  const preferred = given === null ? configuration.orderPreferences.exit : 'limit';
  const wanted = own && signal.orderType !== null ? signal.orderType : preferred;
  if (wanted !== 'limit') return MARKET;
  const touch = touchPrice(market, side);
  const exact =
    given !== null ? decimal(given) : touch && withOffset(side, touch, configuration.orderPreferences);
  if (!exact) return MARKET;
  const limitPrice = market.instrument ? limitOnTick(side, exact, market.instrument.tickSize) : text(exact);
  return decimal(limitPrice).gt(0) ? { orderType: 'limit', limitPrice } : MARKET;
};

const exitStep = (request: ExitRequest, quantity: DecimalString, own: boolean): ExitStep => ({
  kind: 'exit',
  positionId: request.position.positionId,
  side: sideOf(request.position),
  quantity,
  ...exitTerms(request, own),
  timeInForce: timeInForceOf(own ? request.signal.timeInForce : null, request.configuration.assetType),
  extendedHours: request.signal.extendedHours,
});

/** Cancels those of the account's open orders that fit, if there are any. */
export const cancelSteps = (
  { openOrders }: AccountContext,
  fits: (order: AccountContext['openOrders'][number]) => boolean,
): readonly PlanStep[] => {
  const orderIds = openOrders.filter(fits).map(({ orderId }) => orderId);
  return orderIds.length > 0 ? [{ kind: 'cancel_orders', orderIds }] : [];
};

/** Cancels everything, then closes the whole position; `own` as the signal's own exit and not as the first half of a flip. */
export const closeSteps = (request: ExitRequest, own: boolean): readonly PlanStep[] => [
  ...cancelSteps(request.account, () => true),
  exitStep(request, request.position.quantity, own),
];

const partSteps = (request: ExitRequest, quantity: DecimalString): readonly PlanStep[] => {
  const { positionId, stopPrice, targetPrice } = request.position;
  const rest = text(decimal(request.position.quantity).minus(quantity));
  const cancels = cancelSteps(request.account, ({ closes }) => closes);
  const exit = exitStep(request, quantity, true);
  if (cancels.length === 0 || (stopPrice === null && targetPrice === null)) return [...cancels, exit];
  return [
    ...cancels,
    exit,
    { kind: 'await_exit' },
    { kind: 'protect', positionId, quantity: rest, stopPrice, targetPrice },
  ];
};

/** Takes part of the position; all of it when the part reaches the whole (AU-U4: capped to the position). */
const reduceBy = (request: ExitRequest, asked: Decimal): Outcome<readonly PlanStep[]> => {
  const { quantity } = request.position;
  if (asked.gte(quantity)) return found(closeSteps(request, true));
  const lots = request.market.instrument
    ? wholeLots(asked, request.market.instrument.lotSize)
    : refuse('unknown_symbol', 'without the instrument only the whole position can be closed');
  return lots.ok ? found(partSteps(request, lots.value)) : lots;
};

const basisOf = ({ account, market, position }: ExitRequest): SizingBasis => ({
  price: touchPrice(market, sideOf(position)) ?? position.averageEntryPrice,
  multiplier: market.instrument?.multiplier ?? '1',
  stopPrice: position.stopPrice,
  equity: account.equity,
  buyingPower: account.buyingPower,
});

/** Closes the position, or the part that the signal names where the automation permits that (AU-U3, AU-U4). */
export const planClose = (request: ExitRequest): Outcome<readonly PlanStep[]> => {
  if (!bringsQuantity(request.signal, request.configuration)) return found(closeSteps(request, true));
  return planReduce(request);
};

/** Takes as much of the position as an entry would be large, capped to the position (AU-U2). */
export const planReduce = (request: ExitRequest): Outcome<readonly PlanStep[]> => {
  const asked = askedQuantity(request.signal, request.configuration, basisOf(request), request.position);
  return asked.ok ? reduceBy(request, asked.value) : asked;
};

/** Moves the stop to the average entry price, if the market is beyond it and the stop is not there yet. */
export const planBreakeven = ({ position, market }: ExitRequest): Outcome<readonly PlanStep[]> => {
  const { positionId, side, averageEntryPrice, stopPrice } = position;
  const exitSide = sideOf(position);
  const touch = touchPrice(market, exitSide);
  if (touch === null || market.instrument === null)
    return refuse('no_market_data', 'the market is not known, so the stop cannot be judged');
  const price = stopOnTick(exitSide, decimal(averageEntryPrice), market.instrument.tickSize);
  const gain = side === 'long' ? decimal(touch).minus(price) : decimal(price).minus(touch);
  if (gain.lte(0) || decimal(price).lte(0))
    return refuse(
      'breakeven_not_reached',
      `the market is at ${touch}, a stop at ${price} would fire at once`,
    );
  const better =
    stopPrice !== null && (side === 'long' ? decimal(stopPrice).gte(price) : decimal(stopPrice).lte(price));
  return better
    ? refuse('signal_without_effect', `the stop at ${stopPrice} already protects the entry`)
    : found([{ kind: 'move_stop', positionId, stopPrice: price }]);
};
