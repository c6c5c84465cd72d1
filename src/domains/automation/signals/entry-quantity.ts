import { Decimal, type DecimalString, decimal, text } from '../../../core/decimal.ts';
import type { Instrument } from '../../shared/instrument.ts';
import { notional } from '../../shared/quote.ts';
import { type Outcome, refuse } from '../pricing/outcome.ts';
import { pyramidQuantity } from '../pricing/pyramid.ts';
import { cutQuantity, reservePerUnit } from '../pricing/sizing.ts';
import type { MarketSide } from '../values.ts';
import type { EntryRequest } from './entry-request.ts';
import { askedQuantity, bringsQuantity } from './entry-size.ts';
import type { EntryTerms } from './entry-terms.ts';

/** Parts of a share are traded long and by market or limit orders only (OR-U4); everything else goes in whole ones. */
const lotOf = (
  { assetType, lotSize }: Instrument,
  side: MarketSide,
  { orderType }: EntryTerms,
): DecimalString => {
  const takesParts = side === 'long' && (orderType === 'market' || orderType === 'limit');
  return assetType === 'stock' && !takesParts && decimal(lotSize).lt(1) ? '1' : lotSize;
};

/** Proceeds of the position that is closed before: a long pays out, a short costs nothing more than it has reserved. */
const freedBy = ({ account, entry }: EntryRequest, price: DecimalString, multiplier: DecimalString) =>
  entry === 'initial' && account.position?.side === 'long'
    ? decimal(notional(price, account.position.quantity, multiplier))
    : new Decimal(0);

/** The quantity of an entry: asked for or computed, cut to what the account can pay, in whole lots (AU-U4, AU-U9, AU-U10). */
export const entryQuantity = (
  request: EntryRequest,
  instrument: Instrument,
  terms: EntryTerms,
  stop: DecimalString | null,
): Outcome<DecimalString> => {
  const { signal, configuration, account, entry, side } = request;
  const { referencePrice: price, limitPrice } = terms;
  const { equity, buyingPower, position } = account;
  if (buyingPower === null)
    return refuse('account_figures_unknown', "the account's buying power is not known");
  const { multiplier } = instrument;
  const basis = { price, multiplier, stopPrice: stop, equity, buyingPower };
  const wish =
    entry === 'add' && position && !bringsQuantity(signal, configuration)
      ? pyramidQuantity(configuration.pyramiding, position.lastEntryQuantity)
      : askedQuantity(signal, configuration, basis, position);
  if (!wish.ok) return wish;
  // A future ties up margin that only the broker knows, and not its notional value.
  const spendable =
    instrument.assetType === 'future'
      ? null
      : text(decimal(buyingPower).plus(freedBy(request, price, multiplier)));
  return cutQuantity(wish.value, {
    spendable,
    reservePerUnit: reservePerUnit(basis, side === 'long' && limitPrice !== null),
    lotSize: lotOf(instrument, side, terms),
  });
};
