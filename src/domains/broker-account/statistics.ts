import { type DecimalString, decimal, sum, text } from '../../core/decimal.ts';
import { epochMs, type UtcInstant } from '../../core/instant.ts';
import type { BrokerAccountState } from './state.ts';

type Counted = Pick<BrokerAccountState, 'currency' | 'balance' | 'equity' | 'status'>;

/** What a user has in one currency; equity is the sum of what is known, null when none is (BA-R3). */
export interface CurrencyTotal {
  readonly currency: string;
  readonly accounts: number;
  readonly totalBalance: DecimalString;
  readonly totalEquity: DecimalString | null;
  readonly accountsWithoutEquity: number;
}

/** A rate of exchange: one unit of `from` is worth `rate` of `to`, as of an instant. */
export interface ExchangeRate {
  readonly from: string;
  readonly to: string;
  readonly rate: DecimalString;
  readonly asOf: UtcInstant;
}

const totalOf = (currency: string, accounts: readonly Counted[]): CurrencyTotal => {
  const equities = accounts.flatMap(({ equity }) => (equity === null ? [] : [equity]));
  return {
    currency,
    accounts: accounts.length,
    totalBalance: sum(accounts.map(({ balance }) => balance)),
    totalEquity: equities.length === 0 ? null : sum(equities),
    accountsWithoutEquity: accounts.length - equities.length,
  };
};

/** Accounts of a user counted, and their money per currency: amounts of two currencies are never added (BA-U6). */
export const accountStatistics = (accounts: readonly Counted[]) => {
  const withStatus = (status: Counted['status']) =>
    accounts.filter((account) => account.status === status).length;
  const currencies = [...new Set(accounts.map(({ currency }) => currency))].sort();
  return {
    totalAccounts: accounts.length,
    activeAccounts: withStatus('active'),
    disconnectedAccounts: withStatus('disconnected'),
    totals: currencies.map((currency) =>
      totalOf(
        currency,
        accounts.filter((account) => account.currency === currency),
      ),
    ),
  };
};

/** All balances in one currency, as of the oldest rate that was needed; null when a rate is missing (BA-U6). */
export const balanceIn = (
  currency: string,
  totals: readonly CurrencyTotal[],
  rates: readonly ExchangeRate[],
): { readonly balance: DecimalString; readonly asOf: UtcInstant | null } | null => {
  let balance = decimal('0');
  let asOf: UtcInstant | null = null;
  for (const total of totals) {
    if (total.currency === currency) {
      balance = balance.plus(total.totalBalance);
      continue;
    }
    const rate = rates.find(({ from, to }) => from === total.currency && to === currency);
    if (!rate) return null;
    balance = balance.plus(decimal(total.totalBalance).times(rate.rate));
    if (asOf === null || epochMs(rate.asOf) < epochMs(asOf)) asOf = rate.asOf;
  }
  return { balance: text(balance), asOf };
};
