import { type Decimal, type DecimalString, text } from '../../../core/decimal.ts';

/** The largest multiple of `step` that is not above the value. */
export const floorTo = (value: Decimal, step: DecimalString): Decimal => value.div(step).floor().times(step);

/** The smallest multiple of `step` that is not below the value. */
export const ceilTo = (value: Decimal, step: DecimalString): Decimal => value.div(step).ceil().times(step);

/** A limit price on the tick grid that is never worse than asked for: a buy rounds down, a sell up. */
export const limitOnTick = (side: 'buy' | 'sell', price: Decimal, tick: DecimalString): DecimalString =>
  text(side === 'buy' ? floorTo(price, tick) : ceilTo(price, tick));

/** A price at which a stop order fires, on the tick grid and away from the market: a buy stop stands above it, a sell stop below (AU-U11). */
export const stopOnTick = (side: 'buy' | 'sell', price: Decimal, tick: DecimalString): DecimalString =>
  text(side === 'buy' ? ceilTo(price, tick) : floorTo(price, tick));
