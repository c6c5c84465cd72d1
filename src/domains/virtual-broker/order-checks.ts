import { decimal } from '../../core/decimal.ts';
import type { LocalDate } from '../../core/local-date.ts';
import { assetOf, multiplierOf, newAssetProblem } from '../shared/derivatives.ts';
import type { Instrument } from '../shared/instrument.ts';
import type { BrokerOrder } from '../shared/trading.ts';
import type { Refusal } from './reservation.ts';
import type { Holding } from './state.ts';

const invalid = (detail: string): Refusal => ['invalid_order', detail];

const AUCTION_OR_AT_ONCE = new Set(['ioc', 'fok', 'opg', 'cls']);

const isLimit = ({ orderType }: BrokerOrder) => orderType === 'limit' || orderType === 'stop_limit';
const isStop = ({ orderType }: BrokerOrder) => orderType === 'stop' || orderType === 'stop_limit';

const priceProblem = (order: BrokerOrder): Refusal | null => {
  const { orderType, limitPrice, stopPrice, trailAmount, trailPercent } = order;
  if (isLimit(order) !== (limitPrice !== null))
    return invalid(
      limitPrice === null
        ? `a ${orderType} order needs a limit price`
        : `a ${orderType} order takes no limit price`,
    );
  if (isStop(order) !== (stopPrice !== null))
    return invalid(
      stopPrice === null
        ? `a ${orderType} order needs a stop price`
        : `a ${orderType} order takes no stop price`,
    );
  const trails = [trailAmount, trailPercent].filter((trail) => trail !== null).length;
  if (trails !== (orderType === 'trailing_stop' ? 1 : 0))
    return invalid('a trailing stop, and no other order, needs a trail in money or in percent');
  return trailPercent !== null && decimal(trailPercent).gte(100)
    ? invalid('a trail in percent must be below 100')
    : null;
};

const timeProblem = ({ orderType, timeInForce, extendedHours }: BrokerOrder): Refusal | null => {
  const stops = orderType !== 'market' && orderType !== 'limit';
  if (stops && AUCTION_OR_AT_ONCE.has(timeInForce))
    return invalid(`a ${orderType} order is day or gtc, not ${timeInForce}`);
  return extendedHours && (orderType !== 'limit' || AUCTION_OR_AT_ONCE.has(timeInForce))
    ? invalid('only limit orders that are day or gtc work in extended hours')
    : null;
};

const quantityProblem = (order: BrokerOrder, instrument: Instrument): Refusal | null => {
  if (decimal(order.quantity).mod(instrument.lotSize).isZero()) return null;
  const isPart = instrument.fractionable && (order.orderType === 'market' || order.orderType === 'limit');
  return isPart && order.timeInForce === 'day'
    ? null
    : [
        'invalid_quantity',
        `${order.symbol} trades in lots of ${instrument.lotSize}; parts by market and limit day orders at most`,
      ];
};

/**
 * Why an order makes no sense to a broker on this date of its exchange; null when it does. `held` is what the account has of the
 * symbol: the same contract, or the order is for something else.
 */
export const orderProblem = (
  order: BrokerOrder,
  instrument: Instrument | null,
  today: LocalDate,
  held: Holding | undefined,
): Refusal | null => {
  const asset = assetOf(order);
  const problem = newAssetProblem(asset, today);
  if (problem !== null) return invalid(problem);
  if (!decimal(multiplierOf(asset)).eq(order.multiplier))
    return invalid(`the multiplier of ${order.symbol} is ${multiplierOf(asset)}`);
  if (instrument && instrument.symbol !== order.symbol)
    return invalid(`the instrument is ${instrument.symbol}, the order is for ${order.symbol}`);
  if (held && (held.asset.assetType !== order.assetType || !decimal(held.multiplier).eq(order.multiplier)))
    return invalid(`the account holds ${order.symbol} as ${held.asset.assetType} of ${held.multiplier}`);
  return (
    priceProblem(order) ?? timeProblem(order) ?? (instrument ? quantityProblem(order, instrument) : null)
  );
};
