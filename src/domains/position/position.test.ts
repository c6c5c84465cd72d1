import { describe, expect, it } from 'vitest';
import { localDate } from '../../core/local-date.ts';
import { specification, testEnv } from '../../core/testing/decider-specification.ts';
import { plainAsset } from '../shared/derivatives.ts';
import { PositionIncreasedEvent, PositionOpenedEvent } from './booking-events.ts';
import { updatePositionCommand } from './commands.ts';
import { flattenPyramiding, PYRAMIDING_DEFAULTS } from './configs.ts';
import { positionAggregate } from './position.ts';
import { REMEMBERED_IDS, remembers } from './recent-ids.ts';
import { book, FILLED_AT, fill, id, openOf } from './testing/fixtures.ts';

const position = specification(positionAggregate);
const positionId = id('position', id('account'), 'AAPL', 'buy-100@150');
const ids = { positionId, userId: testEnv().userId, accountId: id('account'), symbol: 'AAPL' };
const long100 = book([fill('buy', '100', '150', { commission: '1' })]).events;
const short100 = book([fill('sell', '100', '150', { commission: '1' })]).events;

describe('opening', () => {
  it('PO-U1: a fill without an open position opens one, named by its first fill', () => {
    const state = position
      .given()
      .when(fill('buy', '100', '150', { commission: '1' }))
      .then(
        PositionOpenedEvent({
          ...ids,
          strategyId: null,
          automationId: null,
          signalId: null,
          ...plainAsset('stock'),
          multiplier: '1',
          tickSize: '0.01',
          side: 'long',
          quantity: '100',
          entryPrice: '150',
          entryValue: '15000',
          commission: '1',
          stopLossPrice: null,
          stopLossType: null,
          stopLoss: null,
          atr: null,
          takeProfitPrice: null,
          takeProfit: null,
          exitsHeldAtBroker: false,
          riskAmount: null,
          riskPercentage: null,
          ...flattenPyramiding(PYRAMIDING_DEFAULTS),
          entryReason: 'initial',
          marketCondition: null,
          accountEquityAtEntry: '100000',
          openedAt: FILLED_AT,
          tradingDate: localDate(2025, 11, 22),
          orderId: id('order', 'buy-100@150'),
          fillId: 'buy-100@150',
          entryId: id('entry', positionId, 'buy-100@150'),
        }),
      );
    expect(state.open).toMatchObject({
      status: 'open',
      quantity: '100',
      averageEntryPrice: '150',
      entries: 1,
    });
  });

  it('PO-U1: a sell opens a short position', () => {
    expect(openOf(position.given(...short100).state())).toMatchObject({ side: 'short', quantity: '100' });
  });

  it('PO-U1: the fill of a closing order is booked too where nothing is open, and says so', () => {
    const { state } = book([fill('sell', '1', '150', { positionEffect: 'close' })]);
    expect(openOf(state)).toMatchObject({ side: 'short', entryReason: 'unmatched_close' });
  });

  it('keeps an account equity that nobody knew as null', () => {
    const { state } = book([fill('buy', '1', '150', { accountEquityAtEntry: null })]);
    expect(openOf(state).accountEquityAtEntry).toBeNull();
  });
});

describe('increasing', () => {
  it('PO-U1: a fill on the same side is always booked, PO-R2: as the next entry', () => {
    const state = position
      .given(...long100)
      .when(fill('buy', '50', '155', { commission: '0.5' }))
      .then(
        PositionIncreasedEvent({
          ...ids,
          entry: {
            entryId: id('entry', positionId, 'buy-50@155'),
            orderId: id('order', 'buy-50@155'),
            fillId: 'buy-50@155',
            sequence: 2,
            quantity: '50',
            price: '155',
            value: '7750',
            commission: '0.5',
            timestamp: FILLED_AT,
            marketCondition: null,
            stopLossAtEntry: null,
            accountEquityAtEntry: '100000',
            riskPercentage: null,
            entryReason: 'increase',
            automationId: null,
            signalId: null,
          },
          newQuantity: '150',
          newAverageEntryPrice: '151.6666666666666666666666667',
          pyramidingCount: 2,
          newStopLossPrice: null,
          newTakeProfitPrice: null,
          riskAmount: null,
          figures: {
            quantity: '150',
            averageEntryPrice: '151.6666666666666666666666667',
            entryValue: '22750',
            entryCommission: '1.5',
            exitedValue: '0',
            realizedPnl: '0',
            realizedPnlGross: '0',
            totalCommission: '1.5',
            mfe: '500',
            mae: '0',
            day: { date: localDate(2025, 11, 22), openingQuantity: '0', traded: '-22750', commission: '1.5' },
          },
        }),
      );
    expect(state.open).toMatchObject({ entries: 2, entryValue: '22750', totalCommission: '1.5' });
  });

  it('invariant 10, PO-U2: adds of 50 @155 and 25 @160 make the average 152.857142…', () => {
    const { state } = book([fill('buy', '100', '150'), fill('buy', '50', '155'), fill('buy', '25', '160')]);
    expect(openOf(state).averageEntryPrice).toBe('152.8571428571428571428571429');
  });

  it('PO-U1: a sixth entry is booked: the trade has happened', () => {
    const fills = ['1', '2', '3', '4', '5', '6'].map((price) => fill('buy', '1', price));
    expect(openOf(book(fills).state)).toMatchObject({ entries: 6, quantity: '6', averageEntryPrice: '3.5' });
  });
});

describe('booking by fill id', () => {
  it('invariant 6: a fill delivered again writes nothing, also after a flip', () => {
    const flipped = book([fill('buy', '100', '150'), fill('sell', '150', '160')]).events;
    position
      .given(...flipped)
      .when(fill('sell', '150', '160'))
      .then();
    position
      .given(...flipped)
      .when(fill('buy', '100', '150'))
      .then();
  });

  it('remembers a bounded number of fills', () => {
    const fills = Array.from({ length: 3 * REMEMBERED_IDS }, (_, n) =>
      fill('buy', '1', '1', { fillId: `${n}` }),
    );
    const { recentFillIds } = book(fills).state;
    const remembered = fills.filter(({ fillId }) => remembers(recentFillIds, fillId));
    expect(remembered.length).toBeGreaterThanOrEqual(REMEMBERED_IDS);
    expect(remembered.length).toBeLessThan(1.5 * REMEMBERED_IDS);
    expect(remembered.at(-1)).toBe(fills.at(-1));
  });
});

describe('the shape of a fill (C-R4)', () => {
  it('has quantity, price and multiplier above zero', () => {
    expect(updatePositionCommand.safeParse(fill('buy', '1', '1')).success).toBe(true);
    expect(updatePositionCommand.safeParse(fill('buy', '0', '1')).success).toBe(false);
    expect(updatePositionCommand.safeParse(fill('buy', '1', '-1')).success).toBe(false);
    expect(updatePositionCommand.safeParse(fill('buy', '1', '1', { multiplier: '0' })).success).toBe(false);
  });
});
