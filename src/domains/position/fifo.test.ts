import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, decimal, sum } from '../../core/decimal.ts';
import { instant } from '../../core/instant.ts';
import type { PositionCommand, UpdatePositionCommand } from './commands.ts';
import { fifoReport } from './fifo.ts';
import { pnlSnapshot } from './snapshot.ts';
import { adjust, atBroker, close, market, open, reconcileWith, reduce } from './testing/commands.ts';
import { book, FILLED_AT, fill, id, openOf } from './testing/fixtures.ts';

const reportOf = (...commands: readonly PositionCommand[]) => fifoReport(book(commands).events);
const gainsOf = ({ sales }: ReturnType<typeof fifoReport>) =>
  sales.map(({ quantity, gain }) => [quantity, gain]);

describe('the FIFO report', () => {
  it('PO-U2: takes the oldest lots first, and divides the lot where an exit ends', () => {
    const report = reportOf(
      fill('buy', '100', '150', { commission: '1' }),
      fill('buy', '50', '160'),
      fill('sell', '120', '170', { commission: '1.2' }),
    );
    expect(gainsOf(report)).toEqual([
      ['100', '1998'],
      ['20', '199.8'],
    ]);
    expect(report.openLots).toMatchObject([{ quantity: '30', value: '4800', commission: '0' }]);
  });

  it('PO-U2: differs from the average by lot, and agrees with it once flat', () => {
    const fills = [fill('buy', '10', '100'), fill('buy', '10', '120'), fill('sell', '10', '130')];
    const lastOf = (commands: readonly PositionCommand[]) => book(commands).events.at(-1)?.data;
    expect(reportOf(...fills).gainsByYear).toEqual({ 2025: '300' });
    expect(lastOf(fills)).toMatchObject({ realizedPnl: '200' });
    const flat = [...fills, fill('sell', '10', '140')];
    expect(reportOf(...flat).gainsByYear).toEqual({ 2025: '500' });
    expect(lastOf(flat)).toMatchObject({ realizedPnl: '500' });
  });

  it('PO-U2: counts for the year of the exchange’s date', () => {
    const at = (...[year, month, day, hour]: [number, number, number, number]) => ({
      filledAt: instant(Date.UTC(year, month - 1, day, hour)),
    });
    const report = reportOf(
      fill('buy', '10', '100', at(2025, 6, 2, 15)),
      fill('sell', '4', '110', at(2026, 1, 1, 3)),
      fill('sell', '6', '90', at(2026, 1, 2, 15)),
    );
    expect(report.gainsByYear).toEqual({ 2025: '40', 2026: '-60' });
    expect(report.sales.map(({ taxYear }) => taxYear)).toEqual([2025, 2026]);
  });

  it('PO-U2: shorts gain when they are bought back lower; a flip begins with lots of its own', () => {
    const report = reportOf(fill('sell', '10', '100'), fill('buy', '15', '90'), fill('sell', '5', '95'));
    expect(gainsOf(report)).toEqual([
      ['10', '100'],
      ['5', '25'],
    ]);
  });

  it('PO-U8: a split multiplies the lots and leaves their cost', () => {
    const report = reportOf(
      open('long', '10', '100'),
      fill('buy', '10', '120'),
      adjust({ kind: 'split', ratio: '2' }),
      reduce('30', '60'),
    );
    expect(gainsOf(report)).toEqual([
      ['20', '200'],
      ['10', '0'],
    ]);
    expect(report.openLots).toMatchObject([{ quantity: '10', value: '600' }]);
  });

  it('PO-U9: what left unseen has no gain; the trades found later count', () => {
    const lost = [open('long', '10', '100'), fill('buy', '10', '120'), reconcileWith(null)];
    expect(gainsOf(reportOf(...lost))).toEqual([
      ['10', null],
      ['10', null],
    ]);
    expect(reportOf(...lost).gainsByYear).toEqual({});
    const trades = [{ tradeId: 'found', quantity: '20', price: '115', commission: '1' }];
    expect(reportOf(...lost, adjust({ kind: 'trades_found', trades })).gainsByYear).toEqual({ 2025: '99' });
  });

  it('PO-U9: where the broker’s figures won, one lot at its average takes the place of ours', () => {
    const report = reportOf(
      open('long', '10', '100'),
      fill('buy', '10', '120'),
      reconcileWith(atBroker('15', '112')),
    );
    expect(gainsOf(report)).toEqual([['5', null]]);
    expect(report.openLots).toMatchObject([{ quantity: '15', value: '1680', openedAt: FILLED_AT }]);
    expect(gainsOf(reportOf(open('long', '10', '100'), reconcileWith(atBroker('10', '100'))))).toEqual([]);
  });

  it('PO-U11: corrections count in the year in which they were made', () => {
    const correction = {
      kind: 'correction',
      tradeId: 'x',
      quantityChange: '0',
      valueChange: '-25',
      commissionChange: '0',
    } as const;
    const opened = open('long', '10', '100');
    const ofExit = adjust(
      { ...correction, side: 'sell' },
      { effectiveAt: instant(Date.UTC(2026, 5, 1, 15)) },
    );
    expect(reportOf(opened, close('110'), ofExit).gainsByYear).toEqual({ 2025: '100', 2026: '-25' });
    const ofEntry = adjust({ ...correction, side: 'buy' });
    expect(reportOf(opened, ofEntry).openLots).toMatchObject([{ quantity: '10', value: '975' }]);
  });

  it('PO-U2: nothing changes for a book that only is valued', () => {
    expect(reportOf(open('long', '10', '100'), market('110'))).toMatchObject({ sales: [], gainsByYear: {} });
  });
});

describe('any fills', () => {
  const scaled = (min: number, max: number, digits: number) =>
    fc.integer({ min, max }).map((n) => new Decimal(n).div(10 ** digits).toFixed());
  const anyFills = fc
    .array(
      fc.record({
        side: fc.constantFrom('buy' as const, 'sell' as const),
        quantity: fc.oneof(scaled(1, 5_000, 3), fc.constantFrom('1', '3', '7', '100')),
        price: scaled(1, 5_000_000, 4),
        commission: scaled(-100, 1_000, 2),
      }),
      { minLength: 1, maxLength: 25 },
    )
    .map((fills) =>
      fills.map((f, n) => fill(f.side, f.quantity, f.price, { fillId: `${n}`, commission: f.commission })),
    );
  const flattened = (fills: readonly UpdatePositionCommand[]) => {
    const { open: position } = book(fills).state;
    if (!position) return fills;
    const side = position.side === 'long' ? 'sell' : 'buy';
    return [...fills, fill(side, position.quantity, '151.37', { fillId: 'last', commission: '0.33' })];
  };

  it('PO-U2: Σ realized by lots = Σ realized by average, once flat', () => {
    fc.assert(
      fc.property(anyFills, (fills) => {
        const { events } = book(flattened(fills));
        const { sales, openLots } = fifoReport(events);
        expect(openLots).toEqual([]);
        const byLots = sum(sales.map(({ gain }) => gain ?? '0'));
        const byAverage = sum(
          events.map(({ data }) =>
            'exitReason' in data && data.realizedPnl !== null ? data.realizedPnl : '0',
          ),
        );
        expect(byLots).toBe(byAverage);
      }),
    );
  });

  it('PO-U2: the open lots are the position', () => {
    fc.assert(
      fc.property(anyFills, (fills) => {
        const { state, events } = book(fills);
        const { openLots } = fifoReport(events);
        expect(sum(openLots.map(({ quantity }) => quantity))).toBe(state.open?.quantity ?? '0');
        for (const { quantity } of openLots) expect(decimal(quantity).gt(0)).toBe(true);
      }),
    );
  });
});

it('PO-U7: a snapshot tells the P&L of every entry by its lots, and of the position by its average', () => {
  const { state, events } = book([
    fill('buy', '100', '150', { commission: '1' }),
    fill('buy', '50', '160'),
    fill('sell', '120', '170'),
  ]);
  const { openLots } = fifoReport(events);
  expect(pnlSnapshot(openOf(state), openLots, '165', FILLED_AT)).toEqual({
    timestamp: FILLED_AT,
    marketPrice: '165',
    unrealizedPnl: '350',
    quantity: '30',
    averageEntryPrice: '153.3333333333333333333333333',
    pyramidingCount: 2,
    unrealizedPnlPerEntry: { [id('entry', openOf(state).positionId, 'buy-50@160')]: '150' },
    realizedPnl: '1999.2',
    totalPnl: '2349.2',
    pnlPercentage: '10.21391304347826086956521739',
  });
});
