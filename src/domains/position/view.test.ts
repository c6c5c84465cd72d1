import { describe, expect, it } from 'vitest';
import { decimal } from '../../core/decimal.ts';
import { plusMs } from '../../core/instant.ts';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import type { ViewRow } from '../../core/view.ts';
import type { Quote } from '../shared/quote.ts';
import type { UpdatePositionCommand } from './commands.ts';
import type { PositionDoc } from './state.ts';
import { book, FILLED_AT, fill, id, openOf } from './testing/fixtures.ts';
import { valuation } from './valuation.ts';
import { positionResource, positionResourceSchema, positionView } from './view.ts';

const QUOTE: Quote = { symbol: 'AAPL', bid: '154', ask: '156', last: '155', at: plusMs(TEST_NOW, -10) };

const rowsOf = (...fills: readonly UpdatePositionCommand[]): readonly ViewRow<PositionDoc>[] => {
  const rows = new Map<string, ViewRow<PositionDoc>>();
  for (const [index, event] of book(fills).events.entries()) {
    const version = index + 1;
    const meta = {
      aggregateId: id('book'),
      aggregateVersion: version,
      userId: event.data.userId,
      occurredAt: TEST_NOW,
    };
    expect(positionView.eventTypes.has(event.type)).toBe(true);
    const rowId = positionView.rowId(event, meta);
    const doc = positionView.project(rows.get(rowId)?.doc ?? null, event, meta);
    if (doc) rows.set(rowId, { id: rowId, version, updatedAt: TEST_NOW, doc });
  }
  return [...rows.values()];
};

const resources = (quote: Quote | null, ...fills: readonly UpdatePositionCommand[]) =>
  rowsOf(...fills).map((row) => positionResource(row, quote));

describe('the value of a position', () => {
  it.each([
    ['buy', '500'],
    ['sell', '-500'],
  ] as const)(
    'invariant 10: 100 @150 by %s, marked 155, is %s gross, commission aside',
    (side, unrealized) => {
      const { state } = book([fill(side, '100', '150', { commission: '1' })]);
      expect(valuation(openOf(state), '155')).toEqual({
        marketValue: '15500',
        unrealizedPnl: unrealized,
        unrealizedPnlPct: decimal(unrealized).div(150).toFixed(),
        totalPnl: unrealized,
      });
    },
  );

  it('adds what was realized and multiplies by the contract', () => {
    const option = { multiplier: '100' };
    const { state } = book([fill('buy', '2', '3', option), fill('sell', '1', '4', option)]);
    expect(valuation(openOf(state), '5')).toEqual({
      marketValue: '500',
      unrealizedPnl: '200',
      unrealizedPnlPct: '66.66666666666666666666666667',
      totalPnl: '300',
    });
  });
});

describe('the positions view', () => {
  it('keeps one row per position, the closed ones too', () => {
    const rows = rowsOf(fill('buy', '100', '150'), fill('sell', '150', '160'));
    expect(rows.map(({ doc }) => [doc.status, doc.side, doc.quantity])).toEqual([
      ['closed', 'long', '0'],
      ['open', 'short', '50'],
    ]);
    expect(rows.map(({ id: rowId }) => rowId)).toEqual(rows.map(({ doc }) => doc.positionId));
  });

  it('S-R6: every event a command waits for says why', () => {
    expect(Object.keys(positionView.sync)).toEqual(['PositionOpenedEvent', 'PositionClosedEvent']);
    for (const { priority, reason } of Object.values(positionView.sync)) {
      expect(priority).toBe(1);
      expect(reason).not.toBe('');
    }
  });
});

describe('the position a client gets', () => {
  it('Position 7: is marked at the last price, with its instant', () => {
    const [resource] = resources(QUOTE, fill('buy', '100', '150', { commission: '1' }));
    expect(resource).toEqual({
      positionId: id('position', id('account'), 'AAPL', 'buy-100@150'),
      accountId: id('account'),
      strategyId: null,
      automationId: null,
      symbol: 'AAPL',
      assetType: 'stock',
      multiplier: '1',
      side: 'long',
      status: 'open',
      quantity: '100',
      averageEntryPrice: '150',
      entryValue: '15000',
      entries: 1,
      exits: 0,
      realizedPnl: '0',
      totalCommission: '1',
      entryReason: 'initial',
      exitReason: null,
      exitPrice: null,
      openedAt: FILLED_AT,
      closedAt: null,
      currentPrice: '155',
      marketValue: '15500',
      unrealizedPnl: '500',
      unrealizedPnlPct: '3.333333333333333333333333333',
      totalPnl: '500',
      priceAt: QUOTE.at,
      updatedAt: TEST_NOW,
      version: 1,
    });
    expect(positionResourceSchema.parse(resource)).toEqual(resource);
  });

  it('Position 7: without a price its valuation is null, never zero', () => {
    const [resource] = resources(null, fill('buy', '100', '150'));
    expect(resource).toMatchObject({
      currentPrice: null,
      marketValue: null,
      unrealizedPnl: null,
      unrealizedPnlPct: null,
      totalPnl: null,
      priceAt: null,
    });
  });

  it('a closed position needs no price: its total is what was realized', () => {
    const fills = [
      fill('buy', '100', '150', { commission: '1' }),
      fill('sell', '100', '151', { commission: '1' }),
    ];
    for (const quote of [null, QUOTE])
      expect(resources(quote, ...fills)[0]).toMatchObject({
        status: 'closed',
        exitPrice: '151',
        exitReason: 'manual',
        closedAt: FILLED_AT,
        realizedPnl: '98',
        totalPnl: '98',
        unrealizedPnl: null,
        currentPrice: null,
        priceAt: null,
      });
  });
});
