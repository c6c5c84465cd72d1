import type { ViewRow } from '../core/view.ts';
import { availableBuyingPower, type BrokerAccountState } from '../domains/broker-account/state.ts';
import type { Strategy } from '../domains/portfolio/state.ts';
import { type SummaryAccount, type SummaryPosition, summarize } from '../domains/portfolio/summary.ts';
import { type ClosedTrade, strategyStatistics, tradeStatistics } from '../domains/portfolio/trades.ts';
import type { PositionDoc } from '../domains/position/state.ts';
import { positionResource } from '../domains/position/view.ts';
import { quotesFor } from '../facts/quotes.ts';
import type { HttpContext } from './context.ts';
import { rowsOf } from './views.ts';

type AccountRow = ViewRow<BrokerAccountState>;
type PositionRow = ViewRow<PositionDoc>;

/** Accounts of the caller. */
export const accountRows = async (context: HttpContext): Promise<readonly AccountRow[]> =>
  (await rowsOf(context, 'broker_accounts')) as readonly AccountRow[];

const holdings = async (context: HttpContext, accountIds: readonly string[]) => {
  const wanted = new Set(accountIds);
  const [accounts, positions] = await Promise.all([accountRows(context), rowsOf(context, 'positions')]);
  return {
    accounts: accounts.filter(({ id }) => wanted.has(id)),
    positions: (positions as readonly PositionRow[]).filter(({ doc }) => wanted.has(doc.accountId)),
  };
};

/** No broker tells yet with how much an account began its day, so the day's result is not known either. */
const summaryAccount = ({ id, doc }: AccountRow): SummaryAccount => ({
  accountId: id,
  currency: doc.currency,
  cash: doc.details?.cash ?? doc.balance,
  equity: doc.equity,
  buyingPower: availableBuyingPower(doc),
  equityAtSessionStart: null,
  netDeposits: '0',
  marginUsed: doc.accountType === 'cash' ? '0' : (doc.details?.maintenanceMargin ?? null),
});

/** The figures of these accounts right now, per currency (PF-U2). */
export const summaryOf = async (context: HttpContext, accountIds: readonly string[]) => {
  const { accounts, positions } = await holdings(context, accountIds);
  const quotes = await quotesFor(context.env, positions);
  const summaryPosition = (row: PositionRow): SummaryPosition => {
    const { marketValue, unrealizedPnl } = positionResource(row, quotes.get(row.doc.symbol) ?? null);
    const { accountId, symbol, asset, side, status, realizedPnl } = row.doc;
    const { assetType } = asset;
    const sector = null;
    return { accountId, symbol, sector, assetType, side, status, marketValue, unrealizedPnl, realizedPnl };
  };
  return summarize(accounts.map(summaryAccount), positions.map(summaryPosition));
};

/** What closed positions on these accounts came to, per currency, in all and by strategy (PF-U3, PF-U5). */
export const statisticsOf = async (
  context: HttpContext,
  accountIds: readonly string[],
  strategies: readonly Strategy[],
) => {
  const { accounts, positions } = await holdings(context, accountIds);
  const closed = positions.filter(({ doc }) => doc.status === 'closed').map(({ doc }) => doc);
  const currencyOf = new Map(accounts.map(({ id, doc }) => [id, doc.currency]));
  return [...new Set(currencyOf.values())].sort().map((currency) => {
    const own = closed.filter(({ accountId }) => currencyOf.get(accountId) === currency);
    const known = own.filter(({ unknownExit }) => unknownExit === null);
    const trades = known.map(
      ({ realizedPnl: netPnl, automationId }): ClosedTrade => ({ netPnl, automationId }),
    );
    return {
      currency,
      ...tradeStatistics(trades),
      /** Closed positions nobody knows the result of; they are in no figure. */
      unknown: own.length - known.length,
      strategies: strategyStatistics(strategies, trades),
    };
  });
};
