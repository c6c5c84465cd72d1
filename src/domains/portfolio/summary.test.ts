import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, sum } from '../../core/decimal.ts';
import { type CurrencySummary, type SummaryAccount, type SummaryPosition, summarize } from './summary.ts';
import { account, id, position } from './testing/fixtures.ts';

const only = (summaries: readonly CurrencySummary[]): CurrencySummary => {
  const [first, ...rest] = summaries;
  if (!first || rest.length > 0) throw new Error(`${summaries.length} currencies`);
  return first;
};
const short = (changes: Partial<SummaryPosition> = {}) =>
  position({
    symbol: 'XOM',
    sector: 'Energy',
    side: 'short',
    marketValue: '1500',
    unrealizedPnl: '-50',
    ...changes,
  });

describe('the summary of a portfolio', () => {
  const summary = only(summarize([account()], [position(), short()]));

  it('PF-U2: adds up money and tells the four exposures', () => {
    expect(summary).toMatchObject({
      currency: 'USD',
      accounts: 1,
      openPositions: 2,
      equity: '10000',
      cash: '4000',
      buyingPower: '8000',
      exposure: { long: '6000', short: '1500', net: '4500', gross: '7500' },
      leverage: '0.75',
      unrealizedPnl: '200',
      realizedPnl: '20',
      dayPnl: '100',
      marginUsed: '1500',
      marginUsedPct: '15',
      unpriced: [],
    });
  });

  it('PF-U2: tells exposure per symbol, sector and asset type, the largest first', () => {
    const mixed = only(
      summarize(
        [account()],
        [
          short(),
          position(),
          short({ symbol: 'AAPL', sector: 'Technology', marketValue: '500' }),
          position({
            symbol: 'BTC/USD',
            sector: null,
            assetType: 'crypto',
            marketValue: '2000',
          }),
        ],
      ),
    );
    expect(mixed.bySymbol).toEqual([
      { to: 'AAPL', long: '6000', short: '500', net: '5500', gross: '6500', shareOfEquityPct: '65' },
      { to: 'BTC/USD', long: '2000', short: '0', net: '2000', gross: '2000', shareOfEquityPct: '20' },
      { to: 'XOM', long: '0', short: '1500', net: '-1500', gross: '1500', shareOfEquityPct: '15' },
    ]);
    expect(mixed.bySector.map(({ to, gross }) => [to, gross])).toEqual([
      ['Technology', '6500'],
      [null, '2000'],
      ['Energy', '1500'],
    ]);
    expect(mixed.byAssetType.map(({ to, gross }) => [to, gross])).toEqual([
      ['stock', '8000'],
      ['crypto', '2000'],
    ]);
  });

  it('PF-U2: the day is what equity gained without what was deposited', () => {
    const paidIn = account({ equity: '15100', equityAtSessionStart: '10000', netDeposits: '5000' });
    expect(only(summarize([paidIn], []))).toMatchObject({ dayPnl: '100', dayPnlPct: '1' });
    const paidOut = account({ equity: '6900', equityAtSessionStart: '10000', netDeposits: '-3000' });
    expect(only(summarize([paidOut], []))).toMatchObject({ dayPnl: '-100', dayPnlPct: '-1' });
  });

  it('PF-U2: a closed position counts by what it realized only', () => {
    const closed = position({
      status: 'closed',
      marketValue: '9999',
      unrealizedPnl: '9999',
      realizedPnl: '-75',
    });
    expect(only(summarize([account()], [position(), closed]))).toMatchObject({
      openPositions: 1,
      exposure: { gross: '6000' },
      unrealizedPnl: '250',
      realizedPnl: '-65',
    });
  });

  it('PF-U2: currencies are never added', () => {
    const euros = account({ accountId: id('b'), currency: 'EUR', equity: '700', cash: '700' });
    const summaries = summarize(
      [account(), euros, account({ accountId: id('c'), equity: '5' })],
      [position(), position({ accountId: id('b'), symbol: 'SAP', marketValue: '300' })],
    );
    expect(
      summaries.map(({ currency, accounts, equity, exposure }) => [
        currency,
        accounts,
        equity,
        exposure.gross,
      ]),
    ).toEqual([
      ['EUR', 1, '700', '300'],
      ['USD', 2, '10005', '6000'],
    ]);
  });

  it('leaves out positions of accounts that are not in it', () => {
    expect(only(summarize([account()], [position({ accountId: id('other') })]))).toMatchObject({
      openPositions: 0,
      exposure: { gross: '0' },
      realizedPnl: '0',
    });
  });

  it('PF-U4: of nothing is zeros and empty lists', () => {
    expect(summarize([], [])).toEqual([
      {
        currency: 'USD',
        accounts: 0,
        openPositions: 0,
        equity: '0',
        cash: '0',
        buyingPower: '0',
        exposure: { long: '0', short: '0', net: '0', gross: '0' },
        bySymbol: [],
        bySector: [],
        byAssetType: [],
        unrealizedPnl: '0',
        realizedPnl: '0',
        dayPnl: '0',
        dayPnlPct: null,
        marginUsed: '0',
        marginUsedPct: null,
        leverage: null,
        unpriced: [],
      },
    ]);
    expect(summarize([], [position()], 'EUR')).toMatchObject([{ currency: 'EUR', openPositions: 0 }]);
  });
});

describe('a figure that nobody can tell (pitfall 10)', () => {
  it('PF-U2: a position without a price makes exposure unknown, and says which', () => {
    const summary = only(
      summarize([account()], [position(), short({ marketValue: null, unrealizedPnl: null })]),
    );
    expect(summary).toMatchObject({
      exposure: { long: '6000', short: null, net: null, gross: null },
      unrealizedPnl: null,
      leverage: null,
      unpriced: ['XOM'],
      realizedPnl: '20',
    });
    expect(summary.bySymbol.map(({ to, gross }) => [to, gross])).toEqual([
      ['AAPL', '6000'],
      ['XOM', null],
    ]);
  });

  it.each<[keyof SummaryAccount, (keyof CurrencySummary)[]]>([
    ['equity', ['equity', 'dayPnl', 'dayPnlPct', 'marginUsedPct', 'leverage']],
    ['buyingPower', ['buyingPower']],
    ['equityAtSessionStart', ['dayPnl', 'dayPnlPct']],
    ['marginUsed', ['marginUsed', 'marginUsedPct']],
  ])('PF-U2: an unknown %s makes unknown what depends on it and nothing else', (field, unknown) => {
    const other = account({ accountId: id('b') });
    const summary = only(summarize([account({ [field]: null }), other], [position()]));
    const nulls = Object.entries(summary).filter(([, value]) => value === null);
    expect(nulls.map(([key]) => key).toSorted()).toEqual([...unknown].toSorted());
  });

  it('PF-U2: a zero is a figure', () => {
    const broke = account({
      equity: '0',
      cash: '0',
      buyingPower: '0',
      marginUsed: '0',
      equityAtSessionStart: '0',
    });
    expect(only(summarize([broke], [position({ marketValue: '0', unrealizedPnl: '0' })]))).toMatchObject({
      equity: '0',
      buyingPower: '0',
      exposure: { gross: '0' },
      unrealizedPnl: '0',
      dayPnl: '0',
      dayPnlPct: null,
      marginUsedPct: null,
      leverage: null,
      unpriced: [],
    });
  });

  it('PF-U2: negative equity has no margin use and no leverage in numbers', () => {
    expect(only(summarize([account({ equity: '-1' })], [position()]))).toMatchObject({
      equity: '-1',
      marginUsedPct: null,
      leverage: null,
    });
  });
});

describe('any portfolio', () => {
  const cents = fc.integer({ min: 0, max: 1_000_000 }).map((n) => decimal(String(n)).div(100).toFixed());
  const anyAccount = fc
    .record({
      accountId: fc.constantFrom('a', 'b', 'c').map(id),
      currency: fc.constantFrom('USD', 'EUR'),
      equity: cents,
    })
    .map(account);
  const anyPosition = fc
    .record({
      accountId: fc.constantFrom('a', 'b', 'c').map(id),
      symbol: fc.constantFrom('AAPL', 'MSFT', 'XOM'),
      sector: fc.constantFrom('Technology', null),
      side: fc.constantFrom('long' as const, 'short' as const),
      status: fc.constantFrom('open' as const, 'closed' as const),
      marketValue: cents,
    })
    .map(position);

  it('PF-U2: net and gross follow from long and short, and parts add up to the whole', () => {
    const anyAccounts = fc.uniqueArray(anyAccount, { selector: ({ accountId }) => accountId });
    fc.assert(
      fc.property(anyAccounts, fc.array(anyPosition), (accounts, positions) => {
        for (const { exposure, bySymbol, bySector, byAssetType } of summarize(accounts, positions)) {
          const { long, short: shorts, net, gross } = exposure;
          expect(
            decimal(long ?? '')
              .minus(shorts ?? '')
              .toFixed(),
          ).toBe(net);
          expect(sum([long ?? '', shorts ?? ''])).toBe(gross);
          for (const parts of [bySymbol, bySector, byAssetType])
            expect(sum(parts.map((part) => part.gross ?? ''))).toBe(gross);
        }
      }),
    );
  });
});
