import { type DecimalString, decimal, sum, text, ZERO } from '../../core/decimal.ts';
import { groupBy, percentOf } from './figures.ts';
import type { Strategy } from './state.ts';

/** A position that was closed, as far as statistics go; net of all commissions. */
export interface ClosedTrade {
  readonly netPnl: DecimalString;
  readonly automationId: string | null;
}

/** What closed positions of one currency came to (PF-U3); losses are numbers above zero, a trade that came to nothing is neither. */
export interface TradeStatistics {
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly netPnl: DecimalString;
  readonly winRatePct: DecimalString;
  readonly averageWin: DecimalString;
  readonly averageLoss: DecimalString;
  /** Profit over loss; null when nothing was lost, for then it has no number. */
  readonly profitFactor: DecimalString | null;
  /** What a trade came to on average. */
  readonly expectancy: DecimalString;
}

const average = (total: DecimalString, count: number): DecimalString =>
  count === 0 ? ZERO : text(decimal(total).div(count));

/** Statistics of closed trades; zeros for none (PF-U4). */
export const tradeStatistics = (trades: readonly ClosedTrade[]): TradeStatistics => {
  const results = trades.map(({ netPnl }) => decimal(netPnl));
  const won = results.filter((result) => result.gt(0)).map(text);
  const lost = results.filter((result) => result.lt(0)).map((result) => text(result.neg()));
  const [profit, loss] = [sum(won), sum(lost)];
  const netPnl = text(decimal(profit).minus(loss));
  const nothingLost = trades.length === 0 ? ZERO : null;
  return {
    trades: trades.length,
    wins: won.length,
    losses: lost.length,
    netPnl,
    winRatePct: percentOf(String(won.length), String(trades.length)) ?? ZERO,
    averageWin: average(profit, won.length),
    averageLoss: average(loss, lost.length),
    profitFactor: lost.length === 0 ? nothingLost : text(decimal(profit).div(loss)),
    expectancy: average(netPnl, trades.length),
  };
};

/** Statistics of a strategy's trades; without a strategy (null) what no label claims. */
export interface StrategyStatistics extends TradeStatistics {
  readonly strategyId: string | null;
  readonly name: string | null;
}

/** Statistics by strategy, in the order of the labels, and of all other trades at the end (PF-U5). Every trade counts once. */
export const strategyStatistics = (
  strategies: readonly Strategy[],
  trades: readonly ClosedTrade[],
): readonly StrategyStatistics[] => {
  const strategyOf = new Map(
    strategies.flatMap(({ strategyId, automationIds }) => automationIds.map((id) => [id, strategyId])),
  );
  const grouped = groupBy(trades, ({ automationId }) =>
    automationId === null ? null : (strategyOf.get(automationId) ?? null),
  );
  const labels = [...strategies, { strategyId: null, name: null }];
  return labels.map(({ strategyId, name }) => ({
    strategyId,
    name,
    ...tradeStatistics(grouped.get(strategyId) ?? []),
  }));
};
