import { describe, expect, it } from 'vitest';
import type { UtcInstant } from '../../core/instant.ts';
import type { LocalDate } from '../../core/local-date.ts';
import { specification, TEST_NOW } from '../../core/testing/decider-specification.ts';
import { availableBuyingPower, brokerAccountAggregate } from './broker-account.ts';
import type { BrokerAccountCommand } from './commands.ts';
import { brokerAccountEvents as events } from './events.ts';
import { dayPnl, equityOf, isNewer, percentOf } from './figures.ts';
import {
  eventsAfter,
  figures,
  identity,
  later,
  link,
  profile,
  refresh,
  reserve,
} from './testing/fixtures.ts';

const account = specification(brokerAccountAggregate);
const given = (...commands: readonly BrokerAccountCommand[]) => account.given(...eventsAfter(...commands));

const DETAILS = {
  cash: '-250',
  settledCash: '-250',
  longMarketValue: '2000',
  shortMarketValue: '-250',
  maintenanceMargin: '600',
  dayTradeCount: 3,
};

describe('figures of the broker', () => {
  it('BA-U4: the broker always wins, if its news is newer', () => {
    const known = given(link());
    expect(known.when(refresh(figures('7', 1))).state).toMatchObject({ buyingPower: '7', asOf: later(1) });
    known.when(refresh(figures('7', 0))).then();
    known.when(refresh(figures('7', -1))).then();
  });

  it('BA-R3: an unknown buying power is unknown, not zero', () => {
    const state = given(link(), reserve('a', '400')).when(
      refresh({ ...figures(null, 1), equity: null }),
    ).state;
    expect([availableBuyingPower(state), state.equity]).toEqual([null, null]);
  });

  it.each([
    [
      { type: 'UpdateAccountBalanceCommand', balance: '7', asOf: later(1) } as const,
      events.AccountBalanceUpdated({ ...identity(), balance: '7', asOf: later(1) }),
      { balance: '7', equity: '1500', buyingPower: '1000' },
    ],
    [
      { type: 'UpdateAccountEquityCommand', equity: '7', asOf: later(1) } as const,
      events.AccountEquityUpdated({ ...identity(), equity: '7', asOf: later(1) }),
      { balance: '1000', equity: '7', buyingPower: '1000' },
    ],
    [
      { type: 'UpdateAccountBuyingPowerCommand', buyingPower: '7', asOf: later(1) } as const,
      events.AccountBuyingPowerUpdated({ ...identity(), buyingPower: '7', asOf: later(1) }),
      { balance: '1000', equity: '1500', buyingPower: '7' },
    ],
  ])('BA-R4: $type mirrors one figure, and older news changes nothing', (command, event, expected) => {
    expect(given(link()).when(command).then(event)).toMatchObject({ ...expected, asOf: later(1) });
    given(link())
      .when({ ...command, asOf: later(0) })
      .then();
  });

  it('BA-R4: of a snapshot that is older than one figure the others are taken', () => {
    const command = { type: 'UpdateAccountBalanceCommand', balance: '7', asOf: later(9) } as const;
    const state = given(link(), command).when(refresh(figures('5', 3))).state;
    expect(state).toMatchObject({ balance: '7', equity: '1500', buyingPower: '5', asOf: later(9) });
    expect(state.buyingPowerAsOf).toBe(later(3));
  });

  it('BA-U2: what else a broker shows is kept until it tells otherwise', () => {
    const told = given(link()).when(refresh(figures('7', 1), profile({ details: DETAILS })));
    expect(told.state.details).toEqual(DETAILS);
    const again = account.given(...eventsAfter(link()), ...told.events).when(refresh(figures('8', 2)));
    expect(again.state.details).toEqual(DETAILS);
  });

  it('newer is a matter of instants, however they are written', () => {
    const at = (text: string) => text as UtcInstant;
    expect(isNewer(TEST_NOW, null)).toBe(true);
    expect(isNewer(at('2026-01-01T00:00:00Z'), at('2026-01-01T00:00:00.000Z'))).toBe(false);
    expect(isNewer(at('2026-01-01T00:00:00.5Z'), at('2026-01-01T00:00:00.499Z'))).toBe(true);
    expect(isNewer(at('2026-01-01T00:00:00.100Z'), at('2026-01-01T00:00:00.1Z'))).toBe(false);
  });
});

describe('equity', () => {
  const stock = (marketValue: string | null) =>
    ({ assetType: 'stock', marketValue, unrealizedPnl: '99' }) as const;

  it('BA-U2: is cash plus signed market values', () => {
    expect(equityOf('1000', [])).toBe('1000');
    const option = { ...stock('150'), assetType: 'option' } as const;
    expect(equityOf('-250.5', [stock('2000'), stock('-249.5'), option])).toBe('1650');
  });

  it('BA-U2: a future adds its open result, not its value', () => {
    const future = { assetType: 'future', marketValue: '250000', unrealizedPnl: '-125' } as const;
    expect(equityOf('1000', [future])).toBe('875');
  });

  it('BA-R3: is unknown while one price is', () => {
    expect(equityOf('1000', [stock('1'), stock(null)])).toBeNull();
  });
});

describe("the day's result", () => {
  const metrics = {
    type: 'RecordMetricsCommand',
    tradingDay: '2025-11-21' as LocalDate,
    equityAtPreviousClose: '1200',
    netDeposits: '100',
  } as const;

  it('BA-U2: is what equity grew, without what was paid in', () => {
    expect(dayPnl('1500', '1200', '100')).toBe('200');
    expect(dayPnl('1500', '1200', '-100')).toBe('400');
    expect(percentOf('30', '1200')).toBe('2.5');
    expect(percentOf('30', '0')).toBeNull();
  });

  it('BA-U2: is worked out from the equity that the broker told', () => {
    const state = given(link())
      .when(metrics)
      .then(
        events.AccountMetricsCalculated({
          ...identity(),
          tradingDay: metrics.tradingDay,
          equity: '1500',
          equityAtPreviousClose: '1200',
          netDeposits: '100',
          dayPnl: '200',
          dayPnlPct: '16.66666666666666666666666667',
          calculatedAt: TEST_NOW,
        }),
      );
    expect(state.metrics?.dayPnl).toBe('200');
  });

  it('BA-R3: cannot be worked out from an equity that nobody told', () => {
    given(link({ figures: { ...figures('1'), equity: null } }))
      .when(metrics)
      .thenRejected('equity_unknown');
  });
});
