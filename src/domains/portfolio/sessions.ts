import { Decimal, type DecimalString, decimal } from '../../core/decimal.ts';
import type { LocalDate } from '../../core/local-date.ts';

/** An account at the end of a trading session; flows are what came in and went out during it. */
export interface EquitySession {
  readonly date: LocalDate;
  readonly equity: DecimalString;
  readonly deposits: DecimalString;
  readonly withdrawals: DecimalString;
}

/** Accounts of one currency together in a session. */
export interface CombinedSession {
  readonly date: LocalDate;
  readonly equity: Decimal;
  readonly deposits: Decimal;
  readonly withdrawals: Decimal;
  /** What worked during the session: equity at its start, and deposits. */
  readonly capital: Decimal;
  /** What that capital had become at its end, withdrawals included. */
  readonly outcome: Decimal;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const addAccount = (totals: readonly Mutable<CombinedSession>[], series: readonly EquitySession[]): void => {
  const sessions = new Map(series.map((session) => [session.date, session]));
  const last = [...sessions.keys()].sort().at(-1);
  let before: Decimal | null = null;
  for (const total of totals) {
    if (last === undefined || total.date > last) return;
    const session = sessions.get(total.date);
    const equity: Decimal | null = session ? decimal(session.equity) : before;
    if (equity === null) continue;
    total.equity = total.equity.plus(equity);
    if (before !== null) {
      const [deposits, withdrawals] = [session?.deposits ?? 0, session?.withdrawals ?? 0];
      total.deposits = total.deposits.plus(deposits);
      total.withdrawals = total.withdrawals.plus(withdrawals);
      total.capital = total.capital.plus(before).plus(deposits);
      total.outcome = total.outcome.plus(equity).plus(withdrawals);
    }
    before = equity;
  }
};

const ZERO = new Decimal(0);

/**
 * Adds up accounts of one currency by date. A date an account has no session for repeats its last equity. An account that joins
 * later or leaves earlier changes the equity, but is no part of the returns of sessions that it was not seen to begin and to end.
 */
export const combineSessions = (
  accounts: readonly (readonly EquitySession[])[],
): readonly CombinedSession[] => {
  const dates = [...new Set(accounts.flatMap((series) => series.map(({ date }) => date)))].sort();
  const nothing = { equity: ZERO, deposits: ZERO, withdrawals: ZERO, capital: ZERO, outcome: ZERO };
  const totals = dates.map((date) => ({ date, ...nothing }));
  for (const series of accounts) addAccount(totals, series);
  return totals;
};

/**
 * What a unit of capital became in each session: money that comes in works from its start, money that goes out until its end. A
 * session without capital, like the first, tells nothing and is left out; more than everything cannot be lost.
 */
export const growthFactors = (sessions: readonly CombinedSession[]): readonly Decimal[] =>
  sessions
    .filter(({ capital }) => capital.gt(0))
    .map(({ capital, outcome }) => (outcome.gt(0) ? outcome.div(capital) : ZERO));
