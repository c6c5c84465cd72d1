import { reject } from '../../../core/decider.ts';
import { type DecimalString, decimal } from '../../../core/decimal.ts';
import type { OrderType } from '../../shared/trading.ts';
import { MAX_PRICE } from '../values.ts';
import type { Refusal, WishedTerms } from './proposal.ts';

type PriceTerms = Pick<
  WishedTerms,
  'orderType' | 'limitPrice' | 'stopPrice' | 'trailAmount' | 'trailPercent'
>;

/** Which prices a type needs (OR-U1); one that is not needed is refused, not ignored. */
const NEEDS: Readonly<
  Record<OrderType, { readonly limit: boolean; readonly stop: boolean; readonly trail: boolean }>
> = {
  market: { limit: false, stop: false, trail: false },
  limit: { limit: true, stop: false, trail: false },
  stop: { limit: false, stop: true, trail: false },
  stop_limit: { limit: true, stop: true, trail: false },
  trailing_stop: { limit: false, stop: false, trail: true },
};

const spoken = (orderType: OrderType) => orderType.replace('_', ' ');

const presence = (
  needed: boolean,
  value: DecimalString | null,
  { code, name, field }: { readonly code: string; readonly name: string; readonly field: string },
  orderType: OrderType,
): Refusal => {
  if (needed === (value !== null)) return null;
  return needed
    ? reject(`${code}_required`, `a ${spoken(orderType)} order needs a ${name}`, field)
    : reject(`${code}_not_allowed`, `a ${spoken(orderType)} order takes no ${name}`, field);
};

const trailRefusal = ({ orderType, trailAmount, trailPercent }: PriceTerms, at: string): Refusal => {
  const given = [trailAmount, trailPercent].filter((value) => value !== null).length;
  if (!NEEDS[orderType].trail)
    return given === 0
      ? null
      : reject(
          'trail_not_allowed',
          `a ${spoken(orderType)} order takes no trail`,
          `${at}trail${trailAmount === null ? 'Percent' : 'Amount'}`,
        );
  return given === 1
    ? null
    : reject(
        'trail_required',
        'a trailing stop needs a trail as an amount or as a percentage, one of them',
        `${at}trailAmount`,
      );
};

const rangeRefusal = (value: DecimalString | null, field: string): Refusal => {
  if (value === null) return null;
  const price = decimal(value);
  return price.gt(0) && price.lte(MAX_PRICE)
    ? null
    : reject('invalid_price', `a price must be above 0 and at most ${MAX_PRICE}`, field);
};

const trailRangeRefusal = ({ trailAmount, trailPercent }: PriceTerms, at: string): Refusal => {
  if (trailPercent === null) return rangeRefusal(trailAmount, `${at}trailAmount`);
  const percent = decimal(trailPercent);
  return percent.gt(0) && percent.lt(100)
    ? null
    : reject('invalid_trail', 'a trail is above 0 and below 100 percent', `${at}trailPercent`);
};

/** OR-U1: the type has the prices it needs and no others, and each is in range (OR-R5). */
export const priceFieldsRefusal = (terms: PriceTerms, at = ''): Refusal => {
  const { orderType, limitPrice, stopPrice } = terms;
  const needs = NEEDS[orderType];
  const limit = { code: 'limit_price', name: 'limit price', field: `${at}limitPrice` };
  const stop = { code: 'stop_price', name: 'stop price', field: `${at}stopPrice` };
  return (
    presence(needs.limit, limitPrice, limit, orderType) ??
    presence(needs.stop, stopPrice, stop, orderType) ??
    trailRefusal(terms, at) ??
    rangeRefusal(limitPrice, limit.field) ??
    rangeRefusal(stopPrice, stop.field) ??
    trailRangeRefusal(terms, at)
  );
};
