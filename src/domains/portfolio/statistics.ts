import { Decimal, type DecimalString, text, ZERO } from '../../core/decimal.ts';
import { percent } from './figures.ts';
import { type CombinedSession, growthFactors } from './sessions.ts';

/** How equity developed over sessions of one currency (PF-U3). */
export interface PerformanceStatistics {
  readonly sessions: number;
  /** Sessions with a return; the Sharpe ratio needs 30 of them. */
  readonly observations: number;
  readonly equity: DecimalString;
  readonly deposits: DecimalString;
  readonly withdrawals: DecimalString;
  /** What a unit of capital that stayed all the time has gained, whatever was paid in or out. */
  readonly timeWeightedReturnPct: DecimalString;
  /** Deepest fall from a peak, as a number above zero. */
  readonly maxDrawdownPct: DecimalString;
  /** Mean over deviation of daily returns, a year of 252 sessions, no risk-free rate; null below 30 observations or without deviation. */
  readonly sharpeRatio: DecimalString | null;
}

const SESSIONS_PER_YEAR = 252;
const MIN_OBSERVATIONS = 30;
const ONE = new Decimal(1);

const maxDrawdown = (factors: readonly Decimal[]): Decimal => {
  let [value, peak, deepest] = [ONE, ONE, new Decimal(0)];
  for (const factor of factors) {
    value = value.times(factor);
    if (value.gt(peak)) peak = value;
    const fall = peak.minus(value).div(peak);
    if (fall.gt(deepest)) deepest = fall;
  }
  return deepest;
};

const total = (values: readonly Decimal[]): Decimal => values.reduce((a, b) => a.plus(b), new Decimal(0));

const sharpe = (returns: readonly Decimal[]): DecimalString | null => {
  const count = returns.length;
  if (count < MIN_OBSERVATIONS) return null;
  const mean = total(returns).div(count);
  const variance = total(returns.map((value) => value.minus(mean).pow(2))).div(count - 1);
  if (variance.isZero()) return null;
  return text(mean.div(variance.sqrt()).times(new Decimal(SESSIONS_PER_YEAR).sqrt()));
};

/** Statistics over sessions, oldest first; zeros for none (PF-U4). What was deposited or withdrawn is no return. */
export const performance = (sessions: readonly CombinedSession[]): PerformanceStatistics => {
  const factors = growthFactors(sessions);
  const growth = factors.reduce((product, factor) => product.times(factor), ONE);
  const last = sessions.at(-1);
  return {
    sessions: sessions.length,
    observations: factors.length,
    equity: last ? text(last.equity) : ZERO,
    deposits: text(total(sessions.map(({ deposits }) => deposits))),
    withdrawals: text(total(sessions.map(({ withdrawals }) => withdrawals))),
    timeWeightedReturnPct: percent(growth.minus(1)),
    maxDrawdownPct: percent(maxDrawdown(factors)),
    sharpeRatio: sharpe(factors.map((factor) => factor.minus(1))),
  };
};
