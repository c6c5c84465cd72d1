import { reject } from '../../../core/decider.ts';
import { type Decimal, type DecimalString, decimal } from '../../../core/decimal.ts';
import type { AssetType } from '../../shared/asset-type.ts';
import type { Instrument } from '../../shared/instrument.ts';
import { isMultipleOf, MAX_FRACTION_DIGITS, MAX_QUANTITY } from '../values.ts';
import type { Proposal, Refusal } from './proposal.ts';

/** Stocks under one unit of currency move in hundredths of a cent (OR-U5; brokers 1.4). */
const SUB_DOLLAR_TICK: DecimalString = '0.0001';
const CONTRACTS: ReadonlySet<AssetType> = new Set(['option', 'future', 'future_option']);

/** The smallest step of a price: of a stock by the price itself, of a future by its contract, else by the instrument (OR-U5). */
export const tickOf = ({ assetType, tickSize, future }: Instrument, price: Decimal): DecimalString => {
  if (assetType === 'stock' && price.lt(1)) return SUB_DOLLAR_TICK;
  return assetType === 'future' && future ? future.tickSize : tickSize;
};

/** OR-U5: a price is a multiple of its tick; what is not is refused and never rounded silently. */
export const tickRefusal = (instrument: Instrument, value: DecimalString | null, field: string): Refusal => {
  if (value === null) return null;
  const price = decimal(value);
  const tick = tickOf(instrument, price);
  return isMultipleOf(price, tick)
    ? null
    : reject('invalid_tick', `the price must be a multiple of ${tick}`, field);
};

/** OR-U5 for every price of an order; a trail in money counts as one. */
export const ticksRefusal = ({ terms, facts: { instrument }, at }: Proposal): Refusal =>
  tickRefusal(instrument, terms.limitPrice, `${at}limitPrice`) ??
  tickRefusal(instrument, terms.stopPrice, `${at}stopPrice`) ??
  tickRefusal(instrument, terms.trailAmount, `${at}trailAmount`);

const fractionRefusal = ({ terms, facts: { instrument }, quantity, at }: Proposal): Refusal => {
  const field = `${at}quantity`;
  if (CONTRACTS.has(instrument.assetType))
    return reject('whole_contracts_only', 'contracts are traded whole', field);
  if (quantity.decimalPlaces() > MAX_FRACTION_DIGITS)
    return reject('invalid_lot', `a quantity has at most ${MAX_FRACTION_DIGITS} decimals`, field);
  if (instrument.assetType === 'crypto') return null;
  if (!instrument.fractionable)
    return reject('invalid_lot', `${instrument.symbol} is traded in whole shares`, field);
  const isTaken =
    (terms.orderType === 'market' || terms.orderType === 'limit') &&
    terms.timeInForce === 'day' &&
    !terms.extendedHours;
  return isTaken
    ? null
    : reject(
        'fraction_not_allowed',
        'parts of a share are traded by market and limit day orders only',
        field,
      );
};

/** OR-U4, OR-R6: the quantity is positive, whole unless parts may be traded, a multiple of the lot, and within the user's limit. */
export const quantityRefusal = (proposal: Proposal): Refusal => {
  const { quantity, facts, at } = proposal;
  const { assetType, lotSize } = facts.instrument;
  const field = `${at}quantity`;
  if (quantity.lte(0)) return reject('invalid_quantity', 'the quantity must be greater than zero', field);
  const isWhole = quantity.isInteger();
  const fraction = isWhole ? null : fractionRefusal(proposal);
  if (fraction) return fraction;
  if ((isWhole || assetType !== 'stock') && !isMultipleOf(quantity, lotSize))
    return reject('invalid_lot', `the quantity must be a multiple of ${lotSize}`, field);
  const most = decimal(facts.maxQuantity).lt(MAX_QUANTITY) ? facts.maxQuantity : MAX_QUANTITY;
  return quantity.gt(most) ? reject('quantity_too_large', `an order may not exceed ${most}`, field) : null;
};
