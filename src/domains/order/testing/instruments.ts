import type { LocalDate } from '../../../core/local-date.ts';
import type { Instrument } from '../../shared/instrument.ts';
import { INSTRUMENT } from './fixtures.ts';

/** A call on AAPL that costs 0.05 steps; it stands for 100 shares. */
export const OPTION: Instrument = {
  ...INSTRUMENT,
  symbol: 'AAPL260116C00150000',
  assetType: 'option',
  tickSize: '0.05',
  multiplier: '100',
  option: {
    underlyingSymbol: 'AAPL',
    strikePrice: '150',
    expirationDate: '2026-01-16' as LocalDate,
    optionType: 'call',
    optionAction: null,
    contractSize: '100',
    multiplier: '1',
  },
};

/** The S&P 500 future of March 2026: a tick of 0.25 is worth 12.50. */
export const FUTURE: Instrument = {
  ...INSTRUMENT,
  symbol: 'ESH26',
  assetType: 'future',
  tickSize: '0.01',
  multiplier: '50',
  future: {
    underlyingSymbol: 'ES',
    contractMonth: '202603',
    expirationDate: '2026-03-20' as LocalDate,
    contractSize: '50',
    tickSize: '0.25',
    tickValue: '12.5',
    multiplier: '1',
    exchange: 'CME',
    productCode: 'ES',
  },
};

/** Bitcoin in lots of 0.0001. */
export const CRYPTO: Instrument = {
  ...INSTRUMENT,
  symbol: 'BTC/USD',
  assetType: 'crypto',
  lotSize: '0.0001',
  shortable: false,
  fractionable: true,
};
