import { type DecimalString, decimal } from '../../../core/decimal.ts';
import type { Instrument } from '../../shared/instrument.ts';
import type { OrderSide } from '../../shared/trading.ts';
import type { OrderPreferences } from '../configuration/order-preferences.ts';
import { found, type Outcome, refuse } from '../pricing/outcome.ts';
import { limitOnTick, stopOnTick } from '../pricing/rounding.ts';
import { type Market, touchPrice, withOffset } from './market.ts';
import type { EnterStep } from './plan.ts';
import type { Signal } from './signals.ts';

/** The kind of order an entry becomes, and its prices. */
export type EntryTerms = Pick<
  EnterStep,
  'orderType' | 'limitPrice' | 'stopPrice' | 'trailAmount' | 'trailPercent' | 'referencePrice'
>;

const NO_PRICES = { limitPrice: null, stopPrice: null, trailAmount: null, trailPercent: null };

const noMarketData = (symbol: string) => refuse('no_market_data', `there is no quote for ${symbol}`);

const noPrice = (price: DecimalString) =>
  refuse('invalid_price', `a price of ${price} is less than one tick`);

/**
 * Terms of an entry (AU-R5): the signal's kind of order, else a limit when it names a limit price, else the preference. A limit
 * without a price stands at the market's price, moved by the preferred offset.
 */
export const entryTerms = (
  signal: Signal,
  side: OrderSide,
  preferences: OrderPreferences,
  instrument: Instrument,
  market: Market,
): Outcome<EntryTerms> => {
  const orderType = signal.orderType ?? (signal.limitPrice === null ? preferences.entry : 'limit');
  const touch = touchPrice(market, side);
  const tick = instrument.tickSize;
  switch (orderType) {
    case 'market':
      if (touch === null) return noMarketData(instrument.symbol);
      return found({ ...NO_PRICES, orderType, referencePrice: touch });
    case 'trailing_stop': {
      if (touch === null) return noMarketData(instrument.symbol);
      const { trailAmount, trailPercent } = signal;
      return found({ ...NO_PRICES, orderType, trailAmount, trailPercent, referencePrice: touch });
    }
    case 'limit': {
      const given = signal.limitPrice ?? signal.price;
      if (given === null && touch === null) return noMarketData(instrument.symbol);
      const exact = given === null ? withOffset(side, touch ?? '0', preferences) : decimal(given);
      const limitPrice = limitOnTick(side, exact, tick);
      if (decimal(limitPrice).lte(0)) return noPrice(limitPrice);
      return found({ ...NO_PRICES, orderType, limitPrice, referencePrice: limitPrice });
    }
    case 'stop':
    case 'stop_limit': {
      const stopPrice = stopOnTick(side, decimal(signal.stopPrice ?? '0'), tick);
      const given = signal.limitPrice ?? signal.price;
      const exact = given === null ? withOffset(side, stopPrice, preferences) : decimal(given);
      const limitPrice = orderType === 'stop' ? null : limitOnTick(side, exact, tick);
      for (const price of [stopPrice, limitPrice])
        if (price !== null && decimal(price).lte(0)) return noPrice(price);
      return found({
        ...NO_PRICES,
        orderType,
        stopPrice,
        limitPrice,
        referencePrice: limitPrice ?? stopPrice,
      });
    }
  }
};
