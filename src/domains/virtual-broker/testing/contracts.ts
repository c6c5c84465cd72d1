import { localDate } from '../../../core/local-date.ts';
import {
  type AssetFields,
  flattenAsset,
  type OptionDetails,
  occSymbol,
  plainAsset,
} from '../../shared/derivatives.ts';
import { E_MINI } from '../../shared/testing/contracts.ts';
import type { BrokerOrder } from '../../shared/trading.ts';

/** The Friday on which the example options expire. */
export const EXPIRY = localDate(2026, 1, 16);

const details = (optionType: 'call' | 'put', strikePrice: string): OptionDetails => ({
  underlyingSymbol: 'AAPL',
  strikePrice,
  expirationDate: EXPIRY,
  optionType,
  optionAction: null,
  contractSize: '100',
  multiplier: '1',
});

/** What an order or a trade says of its asset. */
export interface Contract extends AssetFields {
  readonly symbol: string;
}

/** An option on AAPL for January 2026. */
export const option = (optionType: 'call' | 'put', strikePrice = '100'): Contract => {
  const terms = details(optionType, strikePrice);
  return {
    symbol: occSymbol(terms),
    ...flattenAsset({ assetType: 'option', option: terms, future: null }),
  };
};

/** The E-mini S&P 500 of December 2026: a point is worth 50. */
export const future: Contract = {
  symbol: 'ESZ26',
  ...flattenAsset({ assetType: 'future', option: null, future: E_MINI }),
};

/** An option on that future, settled in cash. */
export const futureOption: Contract = {
  symbol: 'ESZ26C5000',
  ...flattenAsset({
    assetType: 'future_option',
    option: {
      ...details('call', '5000'),
      underlyingSymbol: 'ESZ26',
      contractSize: '50',
      expirationDate: E_MINI.expirationDate,
    },
    future: E_MINI,
  }),
};

/** Bitcoin against the dollar. */
export const crypto: Contract = { symbol: 'BTCUSD', ...plainAsset('crypto') };

/** What an order for a contract says besides its own terms. */
export const orderFor = (contract: Contract): Partial<BrokerOrder> => {
  const { symbol, ...asset } = contract;
  const size = asset.assetType === 'option' ? '100' : '50';
  return { symbol, ...asset, multiplier: asset.assetType === 'crypto' ? '1' : size };
};
