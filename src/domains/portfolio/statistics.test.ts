import { describe, expect, it } from 'vitest';
import { decimal } from '../../core/decimal.ts';
import { dateOfDay } from '../../core/local-date.ts';
import { combineSessions, type EquitySession, growthFactors } from './sessions.ts';
import { type PerformanceStatistics, performance } from './statistics.ts';
import { session } from './testing/fixtures.ts';

const days = (...equities: readonly string[]) =>
  equities.map((equity, n) => session(dateOfDay(20_000 + n), equity));
/** Statistics of one account. */
const of = (sessions: readonly EquitySession[]): PerformanceStatistics =>
  performance(combineSessions([sessions]));
const factorsOf = (...accounts: readonly (readonly EquitySession[])[]) =>
  growthFactors(combineSessions(accounts)).map((factor) => factor.toFixed(4));
const rounded = (value: string | null) => value && decimal(value).toDecimalPlaces(6).toFixed();

describe('the time-weighted return', () => {
  it('PF-U3: chains the returns of the sessions', () => {
    expect(of(days('100', '110', '99', '118.8')).timeWeightedReturnPct).toBe('18.8');
  });

  it('PF-U3: neither a deposit nor a withdrawal is a return', () => {
    const sessions = [
      session('2026-11-16', '100'),
      session('2026-11-17', '1100', '1000'),
      session('2026-11-18', '600', '0', '500'),
    ];
    expect(of(sessions)).toMatchObject({
      timeWeightedReturnPct: '0',
      maxDrawdownPct: '0',
      deposits: '1000',
      withdrawals: '500',
      equity: '600',
    });
  });

  it('PF-U3: a gain is the same in percent whatever was paid in before', () => {
    const sessions = [
      session('2026-11-16', '100'),
      session('2026-11-17', '110'),
      session('2026-11-18', '1221', '1000'),
      session('2026-11-19', '610.5', '0', '732.6'),
    ];
    expect(factorsOf(sessions)).toEqual(['1.1000', '1.1000', '1.1000']);
    expect(of(sessions).timeWeightedReturnPct).toBe('33.1');
  });

  it('what was paid in before the first session end is its start, not a flow', () => {
    expect(of([session('2026-11-16', '100', '100'), session('2026-11-17', '120')])).toMatchObject({
      timeWeightedReturnPct: '20',
      deposits: '0',
    });
  });

  it('a session that begins without capital tells nothing', () => {
    const sessions = [
      session('2026-11-16', '0'),
      session('2026-11-17', '0'),
      session('2026-11-18', '50', '100'),
    ];
    expect(factorsOf(sessions)).toEqual(['0.5000']);
    expect(of(days('-10', '-5', '0')).observations).toBe(0);
  });

  it('more than everything cannot be lost', () => {
    expect(of(days('100', '-50', '-20'))).toMatchObject({
      timeWeightedReturnPct: '-100',
      maxDrawdownPct: '100',
      observations: 1,
    });
  });
});

describe('the maximum drawdown', () => {
  it.each([
    ['a rise has none', ['100', '110', '120'], '0'],
    ['a fall from the start counts', ['100', '90'], '10'],
    ['it is from the highest peak before', ['100', '200', '150', '180', '100', '300'], '50'],
    ['a later, smaller one does not replace it', ['100', '50', '100', '90'], '50'],
  ])('PF-U3: %s', (_, equities, expected) => {
    expect(of(days(...equities)).maxDrawdownPct).toBe(expected);
  });
});

describe('the Sharpe ratio', () => {
  /** Sessions whose returns are one percent up, half a percent down, in turn. */
  const zigzag = (observations: number) => {
    let equity = decimal('1000');
    const equities = [equity.toFixed()];
    for (let n = 0; n < observations; n++) {
      equity = equity.times(n % 2 === 0 ? '1.01' : '0.995');
      equities.push(equity.toFixed());
    }
    return days(...equities);
  };

  it('PF-U3: is told from 30 observations on, and not before', () => {
    expect(of(zigzag(29))).toMatchObject({ observations: 29, sharpeRatio: null });
    expect(of(zigzag(30)).sharpeRatio).not.toBeNull();
  });

  it('PF-U3: is mean over sample deviation of daily returns times the root of 252', () => {
    const mean = 0.0025;
    const deviation = Math.sqrt((30 * 0.0075 ** 2) / 29);
    const expected = (mean / deviation) * Math.sqrt(252);
    expect(rounded(of(zigzag(30)).sharpeRatio)).toBe(expected.toFixed(6));
  });

  it('PF-U3: has no number where nothing varies', () => {
    expect(of(days(...Array.from({ length: 40 }, () => '1000'))).sharpeRatio).toBeNull();
  });
});

describe('sessions of several accounts', () => {
  const figures = (...accounts: readonly (readonly EquitySession[])[]) =>
    combineSessions(accounts).map(({ date, equity, deposits, withdrawals }) =>
      [date, equity, deposits, withdrawals].map(String),
    );

  it('PF-U3: are added by date', () => {
    const one = [session('2026-11-17', '110', '1'), session('2026-11-16', '100')];
    const two = [session('2026-11-16', '900'), session('2026-11-17', '990', '0', '2')];
    expect(figures(one, two)).toEqual([
      ['2026-11-16', '1000', '0', '0'],
      ['2026-11-17', '1100', '1', '2'],
    ]);
  });

  it('PF-U3: who joins later or leaves earlier changes the equity, and no return', () => {
    const stays = days('100', '110', '121', '133.1');
    const joins = [session(dateOfDay(20_001), '500', '500'), session(dateOfDay(20_002), '550')];
    expect(combineSessions([stays, joins]).map(({ equity }) => equity.toFixed())).toEqual([
      '100',
      '610',
      '671',
      '133.1',
    ]);
    expect(factorsOf(stays, joins)).toEqual(['1.1000', '1.1000', '1.1000']);
    expect(performance(combineSessions([stays, joins]))).toMatchObject({ deposits: '0', withdrawals: '0' });
  });

  it('PF-U3: weigh by their capital', () => {
    expect(factorsOf(days('100', '110'), days('300', '300'))).toEqual(['1.0250']);
  });

  it('PF-U3: a missing session repeats the equity before', () => {
    const gap = [session('2026-11-16', '500'), session('2026-11-18', '510')];
    const full = [session('2026-11-16', '1'), session('2026-11-17', '1'), session('2026-11-18', '1')];
    expect(figures(full, gap).map(([, equity]) => equity)).toEqual(['501', '501', '511']);
    expect(factorsOf(full, gap)).toEqual(['1.0000', (511 / 501).toFixed(4)]);
  });

  it('PF-U4: of no account are none', () => {
    expect(combineSessions([])).toEqual([]);
    expect(combineSessions([[], []])).toEqual([]);
  });
});

it('PF-U4: statistics of nothing are zeros', () => {
  expect(of([])).toEqual({
    sessions: 0,
    observations: 0,
    equity: '0',
    deposits: '0',
    withdrawals: '0',
    timeWeightedReturnPct: '0',
    maxDrawdownPct: '0',
    sharpeRatio: null,
  });
});
