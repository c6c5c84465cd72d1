import { describe, expect, it } from 'vitest';
import { id, strategyId } from './testing/fixtures.ts';
import { type ClosedTrade, strategyStatistics, tradeStatistics } from './trades.ts';

const trade = (netPnl: string, automation: string | null = null): ClosedTrade => ({
  netPnl,
  automationId: automation && id(automation),
});
const trades = (...results: readonly string[]) => results.map((netPnl) => trade(netPnl));

describe('statistics of closed trades', () => {
  it('PF-U3: tell win rate, profit factor, average win and loss, and expectancy', () => {
    expect(tradeStatistics(trades('300', '-100', '100', '-150'))).toEqual({
      trades: 4,
      wins: 2,
      losses: 2,
      netPnl: '150',
      winRatePct: '50',
      averageWin: '200',
      averageLoss: '125',
      profitFactor: '1.6',
      expectancy: '37.5',
    });
  });

  it('PF-U3: a trade that came to nothing is neither won nor lost, but a trade', () => {
    expect(tradeStatistics(trades('0', '10', '-10', '0'))).toMatchObject({
      trades: 4,
      wins: 1,
      losses: 1,
      winRatePct: '25',
      expectancy: '0',
    });
  });

  it('PF-U3: the profit factor has no number while nothing is lost', () => {
    expect(tradeStatistics(trades('10', '20')).profitFactor).toBeNull();
    expect(tradeStatistics(trades('-10')).profitFactor).toBe('0');
  });

  it('PF-U4: of no trade are zeros', () => {
    expect(tradeStatistics([])).toEqual({
      trades: 0,
      wins: 0,
      losses: 0,
      netPnl: '0',
      winRatePct: '0',
      averageWin: '0',
      averageLoss: '0',
      profitFactor: '0',
      expectancy: '0',
    });
  });
});

describe('statistics of strategies', () => {
  const strategies = [
    { strategyId: strategyId('Trend'), name: 'Trend', automationIds: [id('x'), id('y')] },
    { strategyId: strategyId('Carry'), name: 'Carry', automationIds: [id('z')] },
  ];

  it('PF-U5: group trades by the label of their automation, and count every trade once', () => {
    const all = [trade('10', 'x'), trade('-4', 'y'), trade('7', 'other'), trade('1')];
    const statistics = strategyStatistics(strategies, all);
    expect(statistics.map(({ name, trades: count, netPnl }) => [name, count, netPnl])).toEqual([
      ['Trend', 2, '6'],
      ['Carry', 0, '0'],
      [null, 2, '8'],
    ]);
  });

  it('PF-U5: without the label its trades count among the others', () => {
    const [, carry] = strategies;
    const statistics = strategyStatistics(carry ? [carry] : [], [trade('10', 'x'), trade('5', 'z')]);
    expect(statistics.map(({ strategyId: of, netPnl }) => [of, netPnl])).toEqual([
      [strategyId('Carry'), '5'],
      [null, '10'],
    ]);
  });

  it('PF-U4: of nothing is one line of zeros', () => {
    expect(strategyStatistics([], [])).toMatchObject([{ strategyId: null, trades: 0, netPnl: '0' }]);
  });
});
