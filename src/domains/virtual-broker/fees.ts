import { Decimal, type DecimalString, decimal } from '../../core/decimal.ts';
import type { AssetType } from '../shared/asset-type.ts';
import type { VirtualBrokerState } from './state.ts';
import { type FeeSchedule, type FillProfile, money, NO_FEES } from './values.ts';

/** What an account pays unless it has fees of its own (VB-U12); Alpaca's paper trading takes none (brokers 4.1). */
const FEES_OF_PROFILE: Readonly<Record<FillProfile, FeeSchedule>> = {
  alpaca_paper: NO_FEES,
  conservative: {
    perShare: '0',
    perOptionContract: '0.65',
    perFutureContract: '2.25',
    cryptoShare: '0.0025',
  },
};

type FeeTerms = Pick<VirtualBrokerState, 'profile' | 'fees'>;

/** The fees an account pays: its own, or else those of its profile. */
export const feesOf = ({ profile, fees }: FeeTerms): FeeSchedule => fees ?? FEES_OF_PROFILE[profile];

/** What one unit costs in fees at a price. */
export const feePerUnit = (
  terms: FeeTerms,
  assetType: AssetType,
  price: DecimalString,
  multiplier: DecimalString,
): Decimal => {
  const fees = feesOf(terms);
  switch (assetType) {
    case 'crypto':
      return decimal(price).times(multiplier).times(fees.cryptoShare);
    case 'option':
      return new Decimal(fees.perOptionContract);
    case 'future':
    case 'future_option':
      return new Decimal(fees.perFutureContract);
    case 'stock':
      return new Decimal(fees.perShare);
  }
};

/** The commission of a trade. */
export const commissionOf = (
  terms: FeeTerms,
  assetType: AssetType,
  trade: {
    readonly quantity: DecimalString;
    readonly price: DecimalString;
    readonly multiplier: DecimalString;
  },
): Decimal => money(feePerUnit(terms, assetType, trade.price, trade.multiplier).times(trade.quantity));
