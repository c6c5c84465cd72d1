import type { Instrument } from '../domains/shared/instrument.ts';

/** Symbol, name and the price around which the simulated market moves. */
const LISTED: readonly (readonly [symbol: string, name: string, basePrice: number])[] = [
  ['AAPL', 'Apple Inc.', 190],
  ['AMD', 'Advanced Micro Devices, Inc.', 140],
  ['AMZN', 'Amazon.com, Inc.', 180],
  ['DIA', 'SPDR Dow Jones Industrial Average ETF', 390],
  ['F', 'Ford Motor Company', 12],
  ['GOOGL', 'Alphabet Inc. Class A', 165],
  ['INTC', 'Intel Corporation', 31],
  ['IWM', 'iShares Russell 2000 ETF', 205],
  ['JPM', 'JPMorgan Chase & Co.', 200],
  ['META', 'Meta Platforms, Inc.', 500],
  ['MSFT', 'Microsoft Corporation', 420],
  ['NFLX', 'Netflix, Inc.', 640],
  ['NVDA', 'NVIDIA Corporation', 120],
  ['QQQ', 'Invesco QQQ Trust', 470],
  ['SPY', 'SPDR S&P 500 ETF Trust', 540],
  ['TSLA', 'Tesla, Inc.', 220],
];

const instruments = new Map<string, Instrument>(
  LISTED.map(([symbol, name]) => [
    symbol,
    {
      symbol,
      name,
      assetType: 'stock',
      currency: 'USD',
      tickSize: '0.01',
      lotSize: '1',
      multiplier: '1',
      marginable: true,
      shortable: true,
      fractionable: false,
      option: null,
      future: null,
    },
  ]),
);

const basePrices = new Map(LISTED.map(([symbol, , basePrice]) => [symbol, basePrice]));

/** The instrument of a symbol, or null when nobody lists it. */
export const instrumentOf = (symbol: string): Instrument | null => instruments.get(symbol) ?? null;

/** Price around which a symbol's simulated market moves, or null when it is not listed. */
export const basePriceOf = (symbol: string): number | null => basePrices.get(symbol) ?? null;
