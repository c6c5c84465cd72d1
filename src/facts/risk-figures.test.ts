import { describe, expect, it } from 'vitest';
import { plusMs } from '../core/instant.ts';
import { TEST_NOW } from '../core/testing/decider-specification.ts';
import { riskBreaches } from '../domains/automation/signals/risk.ts';
import { evolvePosition } from '../domains/position/evolve.ts';
import type { PositionDoc } from '../domains/position/state.ts';
import { close, open, reduce } from '../domains/position/testing/commands.ts';
import { book } from '../domains/position/testing/fixtures.ts';
import type { Quote } from '../domains/shared/quote.ts';
import { type AutomationRecord, figuresOf } from './risk-figures.ts';

const DAY_MS = 86_400_000;
const YESTERDAY = plusMs(TEST_NOW, -DAY_MS);

const position = (...commands: Parameters<typeof book>[0]): PositionDoc => {
  const row = book(commands).events.reduce<PositionDoc | null>(evolvePosition, null);
  if (!row) throw new Error('no position');
  return row;
};

const quotesAt = (last: string): ReadonlyMap<string, Quote> =>
  new Map([['AAPL', { symbol: 'AAPL', bid: last, ask: last, last, at: TEST_NOW }]]);

const figures = (record: Partial<AutomationRecord>, last = '90') =>
  figuresOf({ orders: [], open: [], closedToday: [], ...record }, 'stock', quotesAt(last), TEST_NOW);

describe('what an automation did today', () => {
  it('is nothing at first', () => {
    expect(figures({})).toEqual({
      ordersToday: 0,
      openPositions: 0,
      largestPositionValue: null,
      realizedPnl: '0',
      unrealizedPnl: '0',
    });
  });

  it('counts the orders of the day that are not for closing', () => {
    const order = (positionEffect: 'open' | 'close' | null, createdAt = TEST_NOW) => ({
      positionEffect,
      createdAt,
    });
    const orders = [order('open'), order(null), order('close'), order('open', YESTERDAY)];
    expect(figures({ orders }).ordersToday).toBe(2);
  });

  it('is what open positions are worth and what they brought, partial exits and commissions counted', () => {
    const long = position(open('long', '10', '100', { commission: '1' }), reduce('4', '105'));
    expect(figures({ open: [long] })).toMatchObject({
      openPositions: 1,
      largestPositionValue: '540',
      unrealizedPnl: '-41',
    });
    const short = position(open('short', '10', '100'));
    expect(figures({ open: [long, short] })).toMatchObject({
      largestPositionValue: '900',
      unrealizedPnl: '59',
    });
  });

  it('is what closed positions realized', () => {
    const lost = position(open('long', '10', '100'), close('80'));
    const won = position(open('short', '10', '100'), close('95'));
    expect(figures({ closedToday: [lost, won] })).toMatchObject({ realizedPnl: '-150', unrealizedPnl: '0' });
  });

  it('breaks the limit of the loss of a day by realized and unrealized together', () => {
    const lost = position(open('long', '10', '100'), close('80'));
    const losing = position(open('long', '10', '100'));
    const limits = {
      maxOrdersPerDay: null,
      maxOpenPositions: null,
      maxPositionValue: null,
      maxDailyLoss: '300',
    };
    expect(riskBreaches(limits, figures({ closedToday: [lost], open: [losing] }))).toMatchObject([
      { limit: 'maxDailyLoss', value: '300' },
    ]);
    expect(riskBreaches(limits, figures({ closedToday: [lost], open: [losing] }, '90.01'))).toEqual([]);
  });

  it('is not known, and never zero, of what was held overnight or has no price', () => {
    const overnight = position(open('long', '10', '100', { filledAt: YESTERDAY }));
    expect(figures({ open: [overnight] })).toMatchObject({
      unrealizedPnl: null,
      largestPositionValue: '900',
    });
    const sold = position(open('long', '10', '100', { filledAt: YESTERDAY }), close('90'));
    expect(figures({ closedToday: [sold] }).unrealizedPnl).toBeNull();
    const unpriced = { ...position(open('long', '10', '100')), symbol: 'MSFT' };
    expect(figures({ open: [unpriced] })).toMatchObject({ unrealizedPnl: null, largestPositionValue: null });
  });
});
