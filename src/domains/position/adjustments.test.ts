import { describe, expect, it } from 'vitest';
import { specification } from '../../core/testing/decider-specification.ts';
import { adjustPositionCommand } from './care-commands.ts';
import { positionOfTrade } from './naming.ts';
import { positionAggregate } from './position.ts';
import {
  add,
  adjust,
  close,
  fixed,
  market,
  open,
  positionIdOf,
  reduce,
  setStop,
  setTarget,
  trailing,
} from './testing/commands.ts';
import { book, fill, id, openOf } from './testing/fixtures.ts';

const position = specification(positionAggregate);
const given = (...commands: Parameters<typeof book>[0]) => position.given(...book(commands).events);
const long100 = open('long', '100', '150', { commission: '1' });
const split = (ratio: string, adjustmentId = 'split') => adjust({ kind: 'split', ratio }, { adjustmentId });
const correction = (
  side: 'buy' | 'sell',
  changes: Partial<{
    tradeId: string;
    quantityChange: string;
    valueChange: string;
    commissionChange: string;
  }>,
  adjustmentId = 'correction',
) =>
  adjust(
    {
      kind: 'correction',
      tradeId: 'trade',
      side,
      quantityChange: '0',
      valueChange: '0',
      commissionChange: '0',
      ...changes,
    },
    { adjustmentId, reason: 'exchange corrected the price' },
  );

describe('a split', () => {
  it('PO-U8: multiplies the quantity and divides average, stop, target and marks', () => {
    const { state } = book([
      long100,
      setStop(trailing('5')),
      setTarget({ type: 'price', price: '161' }),
      market('155'),
      split('3'),
    ]);
    expect(openOf(state)).toMatchObject({
      quantity: '300',
      averageEntryPrice: '50',
      entryValue: '15000',
      stopLoss: {
        price: '50',
        waterMark: '51.666666666666666667',
        config: { trailAmount: '1.666666666666666667' },
      },
      takeProfit: { price: '53.66', config: { price: '53.666666666666666667' } },
      lastEntry: { quantity: '300', price: '50' },
      valuation: { price: '51.666666666666666667' },
      realizedPnl: '0',
    });
  });

  it('PO-U8: the other way round as well, and a short like a long', () => {
    const { state } = book([open('short', '100', '150'), setStop(fixed('155')), split('0.1')]);
    expect(openOf(state)).toMatchObject({
      quantity: '10',
      averageEntryPrice: '1500',
      stopLoss: { price: '1550', config: { price: '1550' } },
    });
  });

  it('PO-U8: changes neither what the position is worth nor what it realizes', () => {
    const last = (...commands: Parameters<typeof book>[0]) => book(commands).events.at(-1)?.data;
    expect(last(long100, close('160'))).toMatchObject({ realizedPnl: '999' });
    expect(last(long100, split('2'), close('80'))).toMatchObject({ realizedPnl: '999' });
  });

  it('a price so small that it would vanish stays a tick', () => {
    const { state } = book([open('long', '1', '1'), setStop(fixed('0.0002')), split('10')]);
    expect(openOf(state).stopLoss?.price).toBe('0.01');
  });
});

describe('an adjustment', () => {
  it('PO-U11: happens once by its id', () => {
    given(long100, split('2')).when(split('2')).then();
    given(long100, split('2')).when(split('2', 'another')).thenTypes('PositionAdjustedEvent');
  });

  it('PO-U8: a new symbol keeps the position', () => {
    const change = adjust({ kind: 'symbol_change', newSymbol: 'NEWS' });
    const { state } = book([long100, change]);
    expect(openOf(state)).toMatchObject({ symbol: 'NEWS', quantity: '100', averageEntryPrice: '150' });
    given(long100, change)
      .when(market('155', 0, { symbol: 'NEWS' }))
      .thenTypes('PositionPnLUpdatedEvent');
    given(long100)
      .when(adjust({ kind: 'symbol_change', newSymbol: 'AAPL' }))
      .then();
  });

  it('PO-U8: a delisting makes it untradable: no adds, but fills are booked', () => {
    const delisted = given(long100, adjust({ kind: 'delisting' }));
    expect(openOf(delisted.state()).tradable).toBe(false);
    delisted.when(add('1', '200', { forcePyramid: true })).thenRejected('position_untradable');
    delisted.when(fill('sell', '100', '1')).thenTypes('PositionClosedEvent');
    delisted.when(adjust({ kind: 'delisting' }, { adjustmentId: 'again' })).then();
  });

  it('without a position id is of the open position, else of the one closed last', () => {
    given(long100)
      .when({ ...split('2'), positionId: null })
      .thenTypes('PositionAdjustedEvent');
    position
      .given()
      .when({ ...split('2'), positionId: null })
      .thenRejected('position_not_found');
  });

  it('of a position that was never here is refused', () => {
    given(long100)
      .when({ ...split('2'), positionId: id('elsewhere') })
      .thenRejected('position_not_found');
  });

  it('has a ratio above zero (C-R4)', () => {
    expect(adjustPositionCommand.safeParse(split('2')).success).toBe(true);
    expect(adjustPositionCommand.safeParse(split('0')).success).toBe(false);
  });
});

describe('a correction by the broker', () => {
  it('PO-U11: of an entry changes quantity, average and commission of what is open', () => {
    const { state } = book([
      long100,
      correction('buy', { quantityChange: '-10', valueChange: '-1770', commissionChange: '0.5' }),
    ]);
    expect(openOf(state)).toMatchObject({
      quantity: '90',
      entryValue: '13230',
      averageEntryPrice: '147',
      entryCommission: '1.5',
      totalCommission: '1.5',
      realizedPnl: '0',
    });
  });

  it('PO-U11: of an exit changes what was realized', () => {
    const { state } = book([
      long100,
      reduce('50', '160'),
      correction('sell', { valueChange: '-25', commissionChange: '1' }),
    ]);
    expect(openOf(state)).toMatchObject({
      quantity: '50',
      realizedPnlGross: '475',
      realizedPnl: '473.5',
      totalCommission: '2',
    });
  });

  it('PO-U11: of the quantity of an exit brings back what did not leave, at the average', () => {
    const { state } = book([
      long100,
      reduce('50', '160'),
      correction('sell', { quantityChange: '-10', valueChange: '-1600' }),
    ]);
    expect(openOf(state)).toMatchObject({ quantity: '60', entryValue: '9000', realizedPnlGross: '400' });
  });

  it.each([
    ['long', 'sell', '-100'],
    ['long', 'buy', '100'],
    ['short', 'sell', '-100'],
    ['short', 'buy', '100'],
  ] as const)(
    'PO-U11: of a closed %s, a %s whose value changes by %s costs as much',
    (side, tradeSide, valueChange) => {
      const { events } = book([
        open(side, '100', '150'),
        close('150'),
        correction(tradeSide, { valueChange }),
      ]);
      expect(events.at(-1)?.data).toMatchObject({
        realizedPnlChange: '-100',
        realizedPnlGrossChange: '-100',
        figures: null,
        adjustment: { kind: 'correction', tradeId: 'trade' },
        reason: 'exchange corrected the price',
      });
    },
  );

  it('PO-U11: of a closed position touches nothing but its P&L', () => {
    const closed = given(long100, close('160'));
    closed.when(split('2')).thenRejected('position_not_open');
    closed.when(adjust({ kind: 'delisting' })).thenRejected('position_not_open');
    closed.when(adjust({ kind: 'symbol_change', newSymbol: 'NEWS' })).thenRejected('position_not_open');
    closed.when(correction('buy', { quantityChange: '1' })).thenRejected('position_not_open');
  });

  it('PO-U11: without a position id is of the position on which its trade was booked', () => {
    const trades = [
      fill('buy', '1', '10', { fillId: 'in-1' }),
      fill('sell', '1', '11', { fillId: 'out-1' }),
      fill('buy', '2', '10', { fillId: 'in-2' }),
      fill('sell', '5', '11', { fillId: 'flip' }),
      fill('sell', '1', '12', { fillId: 'more' }),
    ];
    const { state, events } = book(trades);
    const of = (tradeId: string) => {
      const command = { ...correction('sell', { tradeId, valueChange: '1' }), positionId: null };
      const [event] = position.given(...events).when(command).events;
      return event?.data.positionId;
    };
    expect([of('in-1'), of('out-1')]).toEqual([positionIdOf('in-1'), positionIdOf('in-1')]);
    expect([of('in-2'), of('flip')]).toEqual([positionIdOf('in-2'), positionIdOf('in-2')]);
    expect([of('flip:open'), of('more')]).toEqual([openOf(state).positionId, openOf(state).positionId]);
    position
      .given(...events)
      .when({ ...correction('sell', { valueChange: '1' }), positionId: null })
      .thenRejected('position_not_found');
  });

  it('PO-U11: finds the position of a trade also when its opening is forgotten', () => {
    const adds = Array.from({ length: 400 }, (_, n) => fill('buy', '1', '10', { fillId: `add-${n}` }));
    const { state } = book(adds);
    expect(positionOfTrade(state, 'add-399')).toBe(positionIdOf('add-0'));
    expect(positionOfTrade(state, 'add-200')).toBe(positionIdOf('add-0'));
    expect(positionOfTrade(state, 'add-1')).toBeNull();
  });

  it('must leave something of an open position', () => {
    const all = { quantityChange: '-100', valueChange: '-15000' };
    given(long100).when(correction('buy', all)).thenRejected('insufficient_quantity');
    given(long100, reduce('50', '160'))
      .when(correction('sell', { quantityChange: '50', valueChange: '8000' }))
      .thenRejected('insufficient_quantity');
  });
});
