import { describe, expect, it } from 'vitest';
import { decimal } from '../../core/decimal.ts';
import { plusMs } from '../../core/instant.ts';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import type { ViewRow } from '../../core/view.ts';
import { plainAsset } from '../shared/derivatives.ts';
import type { Quote } from '../shared/quote.ts';
import type { PositionCommand } from './commands.ts';
import { PYRAMIDING_DEFAULTS } from './configs.ts';
import { positionResourceSchema } from './resource-schema.ts';
import type { PositionDoc } from './state.ts';
import { adjust, close, complete, fixed, market, open, reconcileWith } from './testing/commands.ts';
import { book, FILLED_AT, fill, id, openOf } from './testing/fixtures.ts';
import { valuation } from './valuation.ts';
import { positionResource, positionView } from './view.ts';

const QUOTE: Quote = { symbol: 'AAPL', bid: '154', ask: '156', last: '155', at: plusMs(TEST_NOW, -10) };

const rowsOf = (...commands: readonly PositionCommand[]): readonly ViewRow<PositionDoc>[] => {
  const rows = new Map<string, ViewRow<PositionDoc>>();
  for (const [index, event] of book(commands).events.entries()) {
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

const resources = (quote: Quote | null, ...commands: readonly PositionCommand[]) =>
  rowsOf(...commands).map((row) => positionResource(row, quote));

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
        unrealizedPnlNet: decimal(unrealized).minus(1).toFixed(),
        unrealizedPnlNetPct: decimal(unrealized).minus(1).div(150).toFixed(),
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
      unrealizedPnlNet: '200',
      unrealizedPnlNetPct: '66.66666666666666666666666667',
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
    expect(Object.keys(positionView.sync)).toEqual([
      'PositionOpenedEvent',
      'PositionClosedEvent',
      'PositionReconciledEvent',
    ]);
    for (const { priority, reason } of Object.values(positionView.sync)) {
      expect(priority).toBe(1);
      expect(reason).not.toBe('');
    }
  });
});

describe('the position a client gets', () => {
  it('PO-U7: is marked at the last price, with its instant', () => {
    const [resource] = resources(QUOTE, fill('buy', '100', '150', { commission: '1' }));
    expect(resource).toEqual({
      positionId: id('position', id('account'), 'AAPL', 'buy-100@150'),
      accountId: id('account'),
      strategyId: null,
      automationId: null,
      signalId: null,
      symbol: 'AAPL',
      ...plainAsset('stock'),
      multiplier: '1',
      side: 'long',
      status: 'open',
      tradable: true,
      quantity: '100',
      averageEntryPrice: '150',
      entryValue: '15000',
      cashEntryValue: '15000',
      entries: 1,
      exits: 0,
      realizedPnl: '0',
      realizedPnlGross: '0',
      realizedPnlPct: '0',
      totalCommission: '1',
      entryReason: 'initial',
      exitReason: null,
      exitPrice: null,
      marketCondition: null,
      accountEquityAtEntry: '100000',
      openedAt: FILLED_AT,
      closedAt: null,
      stopLossPrice: null,
      stopLossType: null,
      takeProfitPrice: null,
      takeProfitType: null,
      exitsHeldAtBroker: false,
      unprotected: false,
      pendingExit: null,
      riskAmount: null,
      riskPercent: null,
      riskRewardRatio: null,
      maximumLoss: '15000',
      pyramidingAllowed: false,
      pyramidingCount: 1,
      maxPyramidEntries: 5,
      initialRisk: null,
      rMultiple: null,
      mfe: '0',
      mae: '0',
      holdingPeriodMs: null,
      lastSyncAt: null,
      syncDiscrepancy: false,
      currentPrice: '155',
      marketValue: '15500',
      unrealizedPnl: '500',
      unrealizedPnlPct: '3.333333333333333333333333333',
      unrealizedPnlNet: '499',
      unrealizedPnlNetPct: '3.326666666666666666666666667',
      totalPnl: '500',
      totalPnlPct: '3.333333333333333333333333333',
      totalPnlGross: '500',
      totalPnlNet: '499',
      dayPnl: null,
      dayPnlPct: null,
      dayPnlNet: null,
      dayPnlNetPct: null,
      priceAt: QUOTE.at,
      priceAgeSeconds: null,
      updatedAt: TEST_NOW,
      version: 1,
    });
    expect(positionResourceSchema.parse(resource)).toEqual(resource);
  });

  it('PO-U7: without a price its valuation is null, never zero', () => {
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

  it('PO-U7: knows the day and the age of the price when its reader knows time and last close', () => {
    const [row] = rowsOf(fill('buy', '100', '150', { commission: '1' }));
    if (!row) throw new Error('no row');
    const reading = { now: plusMs(TEST_NOW, 0), previousClose: '152' };
    expect(positionResource(row, QUOTE, reading)).toMatchObject({
      dayPnl: '500',
      dayPnlNet: '499',
      priceAgeSeconds: null,
    });
  });

  it('PO-U9: has a P&L of null, not zero, as long as something left unseen', () => {
    const [resource] = resources(QUOTE, open('long', '100', '150'), reconcileWith(null));
    expect(resource).toMatchObject({
      status: 'closed',
      exitReason: 'reconciled',
      exitPrice: null,
      realizedPnl: null,
      realizedPnlGross: null,
      realizedPnlPct: null,
      totalPnl: null,
      rMultiple: null,
      syncDiscrepancy: true,
    });
    const trades = [{ tradeId: 't', quantity: '100', price: '151', commission: '0' }];
    const [found] = resources(
      null,
      open('long', '100', '150'),
      reconcileWith(null),
      adjust({ kind: 'trades_found', trades }),
      complete(),
    );
    expect(found).toMatchObject({ realizedPnl: '100', totalPnl: '100', syncDiscrepancy: false });
  });

  it('PO-U5, PO-U10: shows stop, target, what they risk, and what came of it', () => {
    const plan = { stopLoss: fixed('145'), takeProfit: { type: 'price', price: '165' } } as const;
    const opened = open('long', '100', '150', {
      ...plan,
      pyramiding: { ...PYRAMIDING_DEFAULTS, enabled: true },
    });
    const [resource] = resources(null, opened, market('144'));
    expect(resource).toMatchObject({
      stopLossPrice: '145',
      stopLossType: 'fixed',
      takeProfitPrice: '165',
      takeProfitType: 'price',
      pendingExit: 'stop_loss',
      riskAmount: '500',
      riskPercent: '0.5',
      riskRewardRatio: '3',
      pyramidingAllowed: true,
      pyramidingCount: 1,
      mae: '-600',
    });
    const [closed] = resources(null, opened, close('165', { filledAt: plusMs(FILLED_AT, 5_000) }));
    expect(closed).toMatchObject({ rMultiple: '3', holdingPeriodMs: 5_000, riskAmount: null, mfe: '1500' });
    expect(positionResourceSchema.parse(closed)).toEqual(closed);
  });

  it('PO-U11: changes what a closed position realized when the broker corrects a trade', () => {
    const correction = adjust({
      kind: 'correction',
      tradeId: 't',
      side: 'sell',
      quantityChange: '0',
      valueChange: '-25',
      commissionChange: '1',
    });
    const [resource] = resources(null, open('long', '100', '150'), close('155'), correction);
    expect(resource).toMatchObject({
      status: 'closed',
      realizedPnl: '474',
      realizedPnlGross: '475',
      totalCommission: '1',
    });
  });
});
