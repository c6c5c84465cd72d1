import { Decimal, type DecimalString, decimal } from '../../core/decimal.ts';
import type { AssetType } from '../shared/asset-type.ts';
import { type FillProfile, money } from './values.ts';

/** Fees of the conservative profile (VB-U12): per contract and side, or a share of the value. */
const PER_CONTRACT: Partial<Record<AssetType, DecimalString>> = {
  option: '0.65',
  future: '2.25',
  future_option: '2.25',
};
const CRYPTO_SHARE = '0.0025';

/** What one unit costs in fees at a price; the Alpaca-paper profile takes none (brokers 4.1). */
export const feePerUnit = (
  profile: FillProfile,
  assetType: AssetType,
  price: DecimalString,
  multiplier: DecimalString,
): Decimal => {
  if (profile === 'alpaca_paper') return new Decimal(0);
  if (assetType === 'crypto') return decimal(price).times(multiplier).times(CRYPTO_SHARE);
  return new Decimal(PER_CONTRACT[assetType] ?? 0);
};

/** The commission of a trade. */
export const commissionOf = (
  profile: FillProfile,
  assetType: AssetType,
  trade: {
    readonly quantity: DecimalString;
    readonly price: DecimalString;
    readonly multiplier: DecimalString;
  },
): Decimal => money(feePerUnit(profile, assetType, trade.price, trade.multiplier).times(trade.quantity));
