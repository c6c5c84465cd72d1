import { describe, expect, it } from 'vitest';
import { plusMs } from '../../core/instant.ts';
import { localDate } from '../../core/local-date.ts';
import { specification, testEnv } from '../../core/testing/decider-specification.ts';
import { PositionClosedEvent, PositionReducedEvent } from './booking-events.ts';
import { positionAggregate } from './position.ts';
import { book, FILLED_AT, fill, id, openOf } from './testing/fixtures.ts';
import { takeShare } from './values.ts';

const position = specification(positionAggregate);
const positionId = id('position', id('account'), 'AAPL', 'buy-100@150');
const ids = { positionId, userId: testEnv().userId, accountId: id('account'), symbol: 'AAPL' };
const LATER = plusMs(FILLED_AT, 5_000);
const long100 = book([fill('buy', '100', '150', { commission: '1' })]).events;
const short100 = book([fill('sell', '100', '150', { commission: '1' })]).events;

describe('reducing', () => {
  it('PO-U2: realizes gross − exit commission − entry commission·x/q, in percent of x·A·m', () => {
    const state = position
      .given(...long100)
      .when(fill('sell', '50', '160', { commission: '1', filledAt: LATER }))
      .then(
        PositionReducedEvent({
          ...ids,
          exit: {
            exitId: id('exit', positionId, 'sell-50@160'),
            orderId: id('order', 'sell-50@160'),
            fillId: 'sell-50@160',
            sequence: 1,
            quantity: '50',
            price: '160',
            value: '8000',
            commission: '1',
            entryValue: '7500',
            entryCommission: '0.5',
            costBasis: '7500.5',
            grossPnl: '500',
            netPnl: '498.5',
            pnlPercentage: '6.646666666666666666666666667',
            timestamp: LATER,
            holdingPeriodMs: 5_000,
            exitReason: 'manual',
            triggeredBy: null,
          },
          remainingQuantity: '50',
          realizedPnl: '498.5',
          figures: {
            quantity: '50',
            averageEntryPrice: '150',
            entryValue: '7500',
            entryCommission: '0.5',
            exitedValue: '7500',
            realizedPnl: '498.5',
            realizedPnlGross: '500',
            totalCommission: '2',
            mfe: '1000',
            mae: '0',
            day: { date: localDate(2025, 11, 22), openingQuantity: '0', traded: '-7000', commission: '2' },
          },
        }),
      );
    expect(state.open).toMatchObject({
      quantity: '50',
      averageEntryPrice: '150',
      entryValue: '7500',
      entryCommission: '0.5',
      realizedPnl: '498.5',
      totalCommission: '2',
      exits: 1,
    });
  });

  it('PO-U2: leaves the average as it is', () => {
    const { state } = book([
      fill('buy', '100', '150'),
      fill('buy', '50', '155'),
      fill('buy', '25', '160'),
      fill('sell', '33', '149'),
    ]);
    expect(openOf(state).averageEntryPrice).toBe('152.8571428571428571428571429');
  });

  it('realizes a short with the opposite sign', () => {
    const state = position
      .given(...short100)
      .when(fill('buy', '50', '160'))
      .thenTypes('PositionReducedEvent');
    expect(openOf(state)).toMatchObject({ side: 'short', quantity: '50', realizedPnl: '-500.5' });
  });

  it('PO-U3: multiplies by the contract multiplier', () => {
    const { state } = book([
      fill('buy', '2', '3.50', { multiplier: '100' }),
      fill('sell', '1', '4', { multiplier: '100' }),
    ]);
    expect(openOf(state)).toMatchObject({ entryValue: '350', realizedPnl: '50' });
  });

  it('names the automation that asked for it', () => {
    const { events } = book([
      fill('buy', '2', '3'),
      fill('sell', '1', '4', { automationId: id('automation') }),
    ]);
    expect(events[1]?.data).toMatchObject({
      exit: { exitReason: 'automation', triggeredBy: id('automation') },
    });
  });

  it('never holds a position for less than no time, though fills come out of order', () => {
    const { events } = book([
      fill('buy', '2', '3', { filledAt: LATER }),
      fill('sell', '1', '4', { filledAt: FILLED_AT }),
    ]);
    expect(events[1]?.data).toMatchObject({ exit: { holdingPeriodMs: 0 } });
  });
});

describe('closing', () => {
  it('PO-U1: closes on a fill of the whole quantity and totals the position', () => {
    const past = book([
      fill('buy', '100', '150', { commission: '1' }),
      fill('sell', '50', '160', { commission: '1' }),
    ]).events;
    const closing = position
      .given(...past)
      .when(fill('sell', '50', '140', { commission: '2', filledAt: LATER }));
    const state = closing.then(
      PositionClosedEvent({
        ...ids,
        orderId: id('order', 'sell-50@140'),
        exit: {
          exitId: id('exit', positionId, 'sell-50@140'),
          orderId: id('order', 'sell-50@140'),
          fillId: 'sell-50@140',
          sequence: 2,
          quantity: '50',
          price: '140',
          value: '7000',
          commission: '2',
          entryValue: '7500',
          entryCommission: '0.5',
          costBasis: '7500.5',
          grossPnl: '-500',
          netPnl: '-502.5',
          pnlPercentage: '-6.7',
          timestamp: LATER,
          holdingPeriodMs: 5_000,
          exitReason: 'manual',
          triggeredBy: null,
        },
        exitPrice: '140',
        commission: '2',
        realizedPnl: '-4',
        closedAt: LATER,
        exitReason: 'manual',
        figures: {
          quantity: '0',
          averageEntryPrice: '150',
          entryValue: '0',
          entryCommission: '0',
          exitedValue: '15000',
          realizedPnl: '-4',
          realizedPnlGross: '0',
          totalCommission: '4',
          mfe: '1000',
          mae: '0',
          day: { date: localDate(2025, 11, 22), openingQuantity: '0', traded: '0', commission: '4' },
        },
      }),
    );
    expect(state.open).toBeNull();
  });

  it('the next fill opens another position in the same book', () => {
    const { state, events } = book([
      fill('buy', '100', '150'),
      fill('sell', '100', '151'),
      fill('buy', '10', '152'),
    ]);
    expect(openOf(state)).toMatchObject({ quantity: '10', realizedPnl: '0', entries: 1 });
    expect(openOf(state).positionId).not.toBe(events[0]?.data.positionId);
  });

  it('realizes a round figure when the average has no end', () => {
    const { events } = book([
      fill('buy', '100', '150'),
      fill('buy', '50', '155'),
      fill('buy', '25', '160'),
      fill('sell', '50', '160'),
      fill('sell', '125', '160'),
    ]);
    expect(events.at(-1)?.data).toMatchObject({ realizedPnl: '1250' });
  });

  it('gives out the entry commission exactly once', () => {
    const third = { quantity: '1', price: '10' };
    const { events } = book([
      fill('buy', '3', '10', { commission: '1' }),
      fill('sell', third.quantity, third.price, { fillId: 'a' }),
      fill('sell', third.quantity, third.price, { fillId: 'b' }),
      fill('sell', third.quantity, third.price, { fillId: 'c' }),
    ]);
    expect(events.at(-1)?.data).toMatchObject({ realizedPnl: '-1' });
  });
});

describe('flipping', () => {
  const flip = () => position.given(...long100).when(fill('sell', '150', '160', { commission: '3' }));

  it('PO-U1, invariant 9: +100 by selling 150 closes the long, opens short 50 and splits the commission 2:1', () => {
    const state = flip().thenTypes('PositionClosedEvent', 'PositionOpenedEvent');
    const [closed, opened] = flip().events;
    expect(closed?.data).toMatchObject({
      positionId,
      exitReason: 'flip',
      commission: '2',
      realizedPnl: '997',
      exit: { fillId: 'sell-150@160', quantity: '100', commission: '2', grossPnl: '1000', netPnl: '997' },
    });
    expect(opened?.data).toMatchObject({
      positionId: id('position', id('account'), 'AAPL', 'sell-150@160:open'),
      fillId: 'sell-150@160:open',
      side: 'short',
      quantity: '50',
      entryPrice: '160',
      entryValue: '8000',
      commission: '1',
      entryReason: 'flip',
    });
    expect(openOf(state)).toMatchObject({ side: 'short', quantity: '50' });
  });

  it('splits a commission that does not divide without losing any', () => {
    const { events } = book([fill('buy', '1', '10'), fill('sell', '3', '10', { commission: '1' })]);
    expect(events.slice(1).map(({ data }) => ('commission' in data ? data.commission : null))).toEqual([
      '0.333333333333333333',
      '0.666666666666666667',
    ]);
  });
});

describe('taking a share', () => {
  it('leaves a rest that completes it', () => {
    expect(takeShare('10', '1', '3')).toEqual({
      share: '3.333333333333333333',
      rest: '6.666666666666666667',
    });
  });

  it('of the whole leaves nothing', () => {
    expect(takeShare('-0.25', '3.0', '3')).toEqual({ share: '-0.25', rest: '0' });
  });
});
