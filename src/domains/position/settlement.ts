import type { DecimalString } from '../../core/decimal.ts';
import { decimal, text, ZERO } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import { assetOf, expirationOf, intrinsicValue } from '../shared/derivatives.ts';
import type { OrderSide } from '../shared/trading.ts';
import { tradingDateOf } from './figures.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { PositionDoc } from './state.ts';
import type { ExitReason } from './values.ts';

/** How an expiring contract ends. */
export const SETTLEMENT_OUTCOMES = ['worthless', 'exercise', 'assignment', 'cash_settlement'] as const;
export type SettlementOutcome = (typeof SETTLEMENT_OUTCOMES)[number];

const EXIT_REASON_OF: Record<SettlementOutcome, ExitReason> = {
  worthless: 'expired',
  exercise: 'exercised',
  assignment: 'assigned',
  cash_settlement: 'cash_settled',
};

/** What exercise or assignment brings into the account: a trade in the underlying at the strike. */
export interface Delivery {
  readonly symbol: string;
  readonly side: OrderSide;
  readonly quantity: DecimalString;
  readonly price: DecimalString;
}

/** How a settlement leaves the position: at which price per unit, why, and what is delivered. */
export interface Settlement {
  readonly settlementPrice: DecimalString;
  readonly exitReason: ExitReason;
  readonly delivery: Delivery | null;
}

type Found = ({ readonly kind: 'settlement' } & Settlement) | Refusal;

const deliveryOf = (position: PositionDoc, quantity: DecimalString): Delivery | null => {
  const { option } = assetOf(position.asset);
  if (option === null) return null;
  const buys = (option.optionType === 'call') === (position.side === 'long');
  // An option on a future delivers contracts, all others as many units as the contract holds.
  const perContract = position.asset.assetType === 'future_option' ? '1' : option.contractSize;
  return {
    symbol: option.underlyingSymbol,
    side: buys ? 'buy' : 'sell',
    quantity: text(decimal(quantity).times(perContract)),
    price: option.strikePrice,
  };
};

/**
 * Settles contracts that expire. Exercised and assigned options leave at zero and their underlying comes at the strike, as brokers book
 * it; a worthless one leaves at zero; a cash settlement at its price, which for an option follows from that of the underlying.
 */
export const settlementOf = (
  position: PositionDoc,
  command: {
    readonly outcome: SettlementOutcome;
    readonly settlementPrice: DecimalString | null;
    readonly underlyingPrice: DecimalString | null;
    readonly settledAt: UtcInstant;
  },
  quantity: DecimalString,
): Found => {
  const { outcome, settlementPrice, underlyingPrice, settledAt } = command;
  const asset = assetOf(position.asset);
  const expiration = expirationOf(asset);
  const field = 'outcome';
  if (expiration === null)
    return refusal('contract_never_expires', `${position.symbol} does not expire`, field);
  const settled = (price: DecimalString, delivery: Delivery | null): Found => ({
    kind: 'settlement',
    settlementPrice: price,
    exitReason: EXIT_REASON_OF[outcome],
    delivery,
  });
  if (outcome === 'exercise' || outcome === 'assignment') {
    const party = outcome === 'exercise' ? 'long' : 'short';
    if (asset.option === null || position.side !== party)
      return refusal('invalid_settlement', `${outcome} is of a ${party} option`, field);
    return settled(ZERO, deliveryOf(position, quantity));
  }
  if (tradingDateOf(position.asset.assetType, settledAt) < expiration)
    return refusal('not_expired', `the contract expires on ${expiration}`, 'settledAt');
  if (outcome === 'worthless')
    return asset.option === null
      ? refusal('invalid_settlement', 'only options expire worthless', field)
      : settled(ZERO, null);
  const price =
    settlementPrice ??
    (asset.option !== null && underlyingPrice !== null
      ? intrinsicValue(asset.option, underlyingPrice)
      : null);
  return price === null
    ? refusal('settlement_price_required', 'a cash settlement needs its price', 'settlementPrice')
    : settled(price, null);
};
