import { type DecimalString, decimal, text } from '../../../core/decimal.ts';
import type { Instrument } from '../../shared/instrument.ts';
import { notional } from '../../shared/quote.ts';
import { found, type Outcome, refuse } from '../pricing/outcome.ts';
import { type EntryBasis, stopPrice } from '../pricing/stops.ts';
import { type ProtectionRules, protectionFor, protectionRules } from './entry-protection.ts';
import { entryQuantity } from './entry-quantity.ts';
import type { EntryRequest } from './entry-request.ts';
import { entryTerms } from './entry-terms.ts';
import { timeInForceOf } from './market.ts';
import type { EnterStep } from './plan.ts';

const instrumentOf = ({ configuration, signal, market, side }: EntryRequest): Outcome<Instrument> => {
  const { instrument } = market;
  if (instrument === null)
    return refuse('unknown_symbol', `${signal.symbol ?? configuration.symbol} is not a known instrument`);
  if (instrument.assetType !== configuration.assetType)
    return refuse(
      'asset_type_mismatch',
      `${instrument.symbol} is of type ${instrument.assetType}, the automation trades ${configuration.assetType}`,
    );
  const borrowed =
    side === 'short' && (instrument.assetType === 'stock' || instrument.assetType === 'crypto');
  if (borrowed && !instrument.shortable)
    return refuse('not_shortable', `${instrument.symbol} cannot be sold short`);
  return found(instrument);
};

/** The stop that sizing by risk goes by; one in money for the whole position has no price before the quantity is known. */
const sizingStop = ({ stop }: ProtectionRules, basis: EntryBasis): Outcome<DecimalString | null> =>
  stop === null || stop.type === 'dollar' ? found(null) : stopPrice(stop, basis);

const positionValueRefusal = (
  { configuration, account, entry }: EntryRequest,
  price: DecimalString,
  quantity: DecimalString,
  multiplier: DecimalString,
): Outcome<never> | null => {
  const limit = configuration.riskLimits.maxPositionValue;
  if (limit === null) return null;
  const held = entry === 'add' ? (account.position?.quantity ?? '0') : '0';
  const value = notional(price, text(decimal(held).plus(quantity)), multiplier);
  return decimal(value).gt(limit)
    ? refuse('max_position_value', `the position would be worth ${value}, allowed are ${limit}`)
    : null;
};

/** The entry step for one account, or why there is none: terms, then stop, then quantity, then what protects it. */
export const planEntry = (request: EntryRequest): Outcome<EnterStep> => {
  const { signal, configuration, market, side, entry } = request;
  if (entry === 'add' && !configuration.pyramiding.enabled)
    return refuse('pyramiding_disabled', 'the automation does not add to positions');
  const known = instrumentOf(request);
  if (!known.ok) return known;
  const instrument = known.value;
  const { multiplier, tickSize } = instrument;
  const orderSide = side === 'long' ? 'buy' : 'sell';
  const terms = entryTerms(signal, orderSide, configuration.orderPreferences, instrument, market);
  if (!terms.ok) return terms;
  const { referencePrice } = terms.value;
  const rules = protectionRules(signal, configuration, market.atr);
  if (!rules.ok) return rules;
  const basis = { side, entryPrice: referencePrice, quantity: null, multiplier, tickSize };
  const stop = sizingStop(rules.value, basis);
  if (!stop.ok) return stop;
  const quantity = entryQuantity(request, instrument, terms.value, stop.value);
  if (!quantity.ok) return quantity;
  const tooLarge = positionValueRefusal(request, referencePrice, quantity.value, multiplier);
  if (tooLarge) return tooLarge;
  const protection = protectionFor(rules.value, signal, configuration, {
    ...basis,
    quantity: quantity.value,
  });
  if (!protection.ok) return protection;
  return found({
    kind: 'enter',
    entry,
    positionSide: side,
    side: orderSide,
    quantity: quantity.value,
    ...terms.value,
    timeInForce: timeInForceOf(signal.timeInForce, instrument.assetType),
    extendedHours: signal.extendedHours,
    multiplier,
    tickSize,
    protection: protection.value,
  });
};
