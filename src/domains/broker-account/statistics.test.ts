import { describe, expect, it } from 'vitest';
import type { AccountStatus } from './state.ts';
import { accountStatistics, balanceIn } from './statistics.ts';
import { later } from './testing/fixtures.ts';

const account = (
  currency: string,
  balance: string,
  equity: string | null,
  status: AccountStatus = 'active',
) => ({ currency, balance, equity, status });

const ACCOUNTS = [
  account('USD', '0.1', '10'),
  account('EUR', '100', '150', 'disconnected'),
  account('USD', '0.2', null, 'inactive'),
];

describe('the statistics of accounts', () => {
  it('BA-U6: money is added per currency only', () => {
    expect(accountStatistics(ACCOUNTS)).toEqual({
      totalAccounts: 3,
      activeAccounts: 1,
      disconnectedAccounts: 1,
      totals: [
        {
          currency: 'EUR',
          accounts: 1,
          totalBalance: '100',
          totalEquity: '150',
          accountsWithoutEquity: 0,
        },
        {
          currency: 'USD',
          accounts: 2,
          totalBalance: '0.3',
          totalEquity: '10',
          accountsWithoutEquity: 1,
        },
      ],
    });
  });

  it('BA-R3: an equity that nobody told is counted, not taken for zero', () => {
    const { totals } = accountStatistics([account('USD', '1', null)]);
    expect(totals).toMatchObject([{ totalEquity: null, accountsWithoutEquity: 1 }]);
  });

  it('of no accounts are empty', () => {
    expect(accountStatistics([])).toEqual({
      totalAccounts: 0,
      activeAccounts: 0,
      disconnectedAccounts: 0,
      totals: [],
    });
  });

  it('BA-U6: one total needs a rate for every other currency, and is as old as the oldest of them', () => {
    const { totals } = accountStatistics([...ACCOUNTS, account('GBP', '10', null)]);
    const eur = { from: 'EUR', to: 'USD', rate: '1.1', asOf: later(5) };
    const gbp = { from: 'GBP', to: 'USD', rate: '1.25', asOf: later(2) };
    expect(balanceIn('USD', totals, [eur])).toBeNull();
    expect(balanceIn('USD', totals, [eur, gbp])).toEqual({ balance: '122.8', asOf: later(2) });
    expect(balanceIn('EUR', totals.slice(0, 1), [])).toEqual({ balance: '100', asOf: null });
  });
});
