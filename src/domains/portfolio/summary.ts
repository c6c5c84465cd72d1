import { type DecimalString, decimal, sum, text } from '../../core/decimal.ts';
import type { AssetType } from '../shared/asset-type.ts';
import { type Exposure, type ExposureTo, exposureOf, exposuresBy } from './exposure.ts';
import { groupBy, percentOf, ratio, sumKnown } from './figures.ts';

/** What a summary knows of an account; money in the account's currency, null where nobody has told. */
export interface SummaryAccount {
  readonly accountId: string;
  readonly currency: string;
  readonly cash: DecimalString;
  readonly equity: DecimalString | null;
  readonly buyingPower: DecimalString | null;
  /** Equity when the session began. */
  readonly equityAtSessionStart: DecimalString | null;
  /** Deposits less withdrawals since then. */
  readonly netDeposits: DecimalString;
  /** What positions bind as margin; zero on a cash account. */
  readonly marginUsed: DecimalString | null;
}

/** What a summary knows of a position; money in its account's currency, null without a price. */
export interface SummaryPosition {
  readonly accountId: string;
  readonly symbol: string;
  readonly sector: string | null;
  readonly assetType: AssetType;
  readonly side: 'long' | 'short';
  readonly status: 'open' | 'closed';
  readonly marketValue: DecimalString | null;
  readonly unrealizedPnl: DecimalString | null;
  readonly realizedPnl: DecimalString;
}

/** The figures of one currency (PF-U2); a figure that cannot be told is null, never zero. */
export interface CurrencySummary {
  readonly currency: string;
  readonly accounts: number;
  readonly openPositions: number;
  readonly equity: DecimalString | null;
  readonly cash: DecimalString;
  readonly buyingPower: DecimalString | null;
  readonly exposure: Exposure;
  readonly bySymbol: readonly ExposureTo<string>[];
  readonly bySector: readonly ExposureTo<string | null>[];
  readonly byAssetType: readonly ExposureTo<AssetType>[];
  readonly unrealizedPnl: DecimalString | null;
  readonly realizedPnl: DecimalString;
  /** Equity less equity at session start less what was deposited since. */
  readonly dayPnl: DecimalString | null;
  readonly dayPnlPct: DecimalString | null;
  readonly marginUsed: DecimalString | null;
  readonly marginUsedPct: DecimalString | null;
  /** Gross exposure over equity. */
  readonly leverage: DecimalString | null;
  /** Symbols of open positions without a price, which is why figures are unknown. */
  readonly unpriced: readonly string[];
}

const dayPnlOf = ({ equity, equityAtSessionStart, netDeposits }: SummaryAccount): DecimalString | null =>
  equity === null || equityAtSessionStart === null
    ? null
    : text(decimal(equity).minus(equityAtSessionStart).minus(netDeposits));

const summarizeCurrency = (
  currency: string,
  accounts: readonly SummaryAccount[],
  positions: readonly SummaryPosition[],
): CurrencySummary => {
  const open = positions.filter(({ status }) => status === 'open');
  const equity = sumKnown(accounts.map((account) => account.equity));
  const marginUsed = sumKnown(accounts.map((account) => account.marginUsed));
  const dayPnl = sumKnown(accounts.map(dayPnlOf));
  const exposure = exposureOf(open);
  const leverage = ratio(exposure.gross, equity);
  const unpriced = open.filter(({ marketValue }) => marketValue === null).map(({ symbol }) => symbol);
  return {
    currency,
    accounts: accounts.length,
    openPositions: open.length,
    equity,
    cash: sum(accounts.map(({ cash }) => cash)),
    buyingPower: sumKnown(accounts.map(({ buyingPower }) => buyingPower)),
    exposure,
    bySymbol: exposuresBy(open, ({ symbol }) => symbol, equity),
    bySector: exposuresBy(open, ({ sector }) => sector, equity),
    byAssetType: exposuresBy(open, ({ assetType }) => assetType, equity),
    unrealizedPnl: sumKnown(open.map(({ unrealizedPnl }) => unrealizedPnl)),
    realizedPnl: sum(positions.map(({ realizedPnl }) => realizedPnl)),
    dayPnl,
    dayPnlPct: percentOf(dayPnl, sumKnown(accounts.map((account) => account.equityAtSessionStart))),
    marginUsed,
    marginUsedPct: percentOf(marginUsed, equity),
    leverage: leverage && text(leverage),
    unpriced: [...new Set(unpriced)].sort(),
  };
};

/**
 * The figures of these accounts and of the positions on them, per currency and never added across currencies (PF-U2). Positions of
 * other accounts are left out. Without accounts there is one summary of zeros in the base currency (PF-U4).
 */
export const summarize = (
  accounts: readonly SummaryAccount[],
  positions: readonly SummaryPosition[],
  baseCurrency = 'USD',
): readonly CurrencySummary[] => {
  if (accounts.length === 0) return [summarizeCurrency(baseCurrency, [], [])];
  const positionsOf = groupBy(positions, ({ accountId }) => accountId);
  return [...groupBy(accounts, ({ currency }) => currency)]
    .map(([currency, members]) => {
      const held = members.flatMap(({ accountId }) => positionsOf.get(accountId) ?? []);
      return summarizeCurrency(currency, members, held);
    })
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
};
