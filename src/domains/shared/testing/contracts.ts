import { type LocalDate, localDate } from '../../../core/local-date.ts';
import type { AssetDetails, FutureDetails, OptionDetails } from '../derivatives.ts';

/** The Friday on which the example option expires. */
export const EXPIRY: LocalDate = localDate(2025, 1, 17);

/** The example of the guides: an Apple call, strike 150, January 2025. */
export const APPLE_CALL: OptionDetails = {
  underlyingSymbol: 'AAPL',
  strikePrice: '150',
  expirationDate: EXPIRY,
  optionType: 'call',
  optionAction: null,
  contractSize: '100',
  multiplier: '1',
};

/** The E-mini S&P 500 of December 2026: a tick of 0.25 is worth 12.50. */
export const E_MINI: FutureDetails = {
  underlyingSymbol: 'ES',
  contractMonth: '202612',
  expirationDate: localDate(2026, 12, 18),
  contractSize: '1',
  tickSize: '0.25',
  tickValue: '12.5',
  multiplier: '1',
  exchange: 'CME',
  productCode: 'ES',
};

/** An example of every asset type. */
export const STOCK: AssetDetails = { assetType: 'stock', option: null, future: null };
export const CRYPTO: AssetDetails = { assetType: 'crypto', option: null, future: null };
export const OPTION: AssetDetails = { assetType: 'option', option: APPLE_CALL, future: null };
export const FUTURE: AssetDetails = { assetType: 'future', option: null, future: E_MINI };
export const FUTURE_OPTION: AssetDetails = {
  assetType: 'future_option',
  option: {
    ...APPLE_CALL,
    underlyingSymbol: 'ESZ26',
    contractSize: '50',
    expirationDate: E_MINI.expirationDate,
  },
  future: E_MINI,
};
