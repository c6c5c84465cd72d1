import { describe, expect, it } from 'vitest';
import type { OrderCommand } from '../domains/order/commands.ts';
import { orderEvents } from '../domains/order/events.ts';
import {
  BROKER_TIME,
  CANCEL,
  CONFIRM,
  create,
  eventsAfter,
  fill,
  id,
  PLACE,
  SUBMIT,
} from '../domains/order/testing/fixtures.ts';
import { correct } from '../domains/order/testing/reports.ts';
import { adjustPositionCommand } from '../domains/position/care-commands.ts';
import { updatePositionCommand } from '../domains/position/commands.ts';
import { NO_PLAN } from '../domains/position/opening.ts';
import { plainAsset } from '../domains/shared/derivatives.ts';
import { fillsToPositions } from './fills-to-positions.ts';
import { positionBookKey } from './position-books.ts';
import { ReportWorld, stored } from './testing/report-world.ts';

type Events = ReturnType<typeof eventsAfter>;

const only = (events: Events, type: string) => {
  const event = events.find((candidate) => candidate.type === type);
  if (!event) throw new Error(`no ${type} happened`);
  return stored(event, id(`event ${type}`));
};

const FIRST = fill('40', { price: '150.5', commission: '0.4' });
const execution = eventsAfter(create(), SUBMIT, PLACE, FIRST, fill('60'));
const BOOK = { type: 'position', key: positionBookKey(id('account'), 'AAPL') };

describe('fills go to positions', () => {
  it('under a name that never changes, for every event that is about a fill', () => {
    expect(fillsToPositions.name).toBe('position');
    const ofFills = Object.values(orderEvents).filter(({ schema }) => 'fillPrice' in schema.shape);
    expect([...fillsToPositions.eventTypes].toSorted()).toEqual(ofFills.map(({ type }) => type).toSorted());
  });

  it('a fill is booked as it was, on the book of its account and symbol', () => {
    const [addressed, ...more] = fillsToPositions.commandsFor(only(execution, 'OrderPartiallyFilledEvent'));
    expect(more).toEqual([]);
    expect(addressed?.target).toEqual(BOOK);
    expect(updatePositionCommand.parse(addressed?.command)).toEqual({
      type: 'UpdatePositionCommand',
      fillId: 'fill-40',
      orderId: id('order'),
      accountId: id('account'),
      brokerId: 'virtual',
      automationId: null,
      signalId: null,
      symbol: 'AAPL',
      ...plainAsset('stock'),
      multiplier: '1',
      side: 'buy',
      positionEffect: null,
      quantity: '40',
      price: '150.5',
      commission: '0.4',
      filledAt: BROKER_TIME,
      accountEquityAtEntry: null,
      exitReason: null,
      ...NO_PLAN,
    });
  });

  it('invariant 6: the fill id makes a repeat the same command, from whichever event', () => {
    const keys = ['OrderPartiallyFilledEvent', 'OrderFilledEvent'].flatMap((type) =>
      fillsToPositions.commandsFor(only(execution, type)).map(({ dedupeKey }) => dedupeKey),
    );
    expect(keys).toEqual(['fill-40', 'fill-60']);
  });

  it.each([
    ['stop_loss', 'stop_loss'],
    ['take_profit', 'take_profit'],
    ['parent', null],
    ['leg', null],
  ] as const)('PO-U5: the fill of a %s says why the position was left: %s', (role, exitReason) => {
    const event = only(execution, 'OrderFilledEvent');
    const group = { groupId: id('group'), orderClass: 'bracket', role };
    const [addressed] = fillsToPositions.commandsFor({ ...event, data: { ...event.data, group } });
    expect(addressed?.command).toMatchObject({ exitReason });
  });

  it('a cancelled order has nothing to book', () => {
    const cancelled = only(eventsAfter(create(), SUBMIT, PLACE, CANCEL, CONFIRM), 'OrderCancelled');
    expect(fillsToPositions.eventTypes.has(cancelled.eventType)).toBe(false);
  });
});

describe('PO-U11: a trade that the broker corrected', () => {
  const corrected = (...change: Parameters<typeof correct>) =>
    fillsToPositions.commandsFor(
      only(
        eventsAfter(create(), SUBMIT, PLACE, FIRST, fill('60'), correct(...change)),
        'OrderFillCorrectedEvent',
      ),
    );

  it('is an adjustment of the position of that trade, by what changed, once by its event', () => {
    const [addressed, ...more] = corrected('fill-40', '30', { price: '151', commission: '0.3' });
    expect(more).toEqual([]);
    expect(addressed).toMatchObject({
      target: BOOK,
      dedupeKey: id('event OrderFillCorrectedEvent'),
    });
    expect(adjustPositionCommand.parse(addressed?.command)).toEqual({
      type: 'AdjustPositionCommand',
      positionId: null,
      adjustmentId: id('event OrderFillCorrectedEvent'),
      adjustment: {
        kind: 'correction',
        tradeId: 'fill-40',
        side: 'buy',
        quantityChange: '-10',
        valueChange: '-1490',
        commissionChange: '-0.1',
      },
      reason: 'the broker corrected a trade',
      effectiveAt: BROKER_TIME,
    });
  });

  it('leaves the position as if the trade had been so from the beginning, also when it was broken', () => {
    const world = (...commands: readonly OrderCommand[]) => {
      const of = new ReportWorld();
      for (const command of commands) of.give('order', id('order'), command);
      expect(of.refused).toEqual([]);
      return of.position(id('account'), 'AAPL');
    };
    const after = world(create(), SUBMIT, PLACE, FIRST, fill('60'), correct('fill-60', '50'));
    const plain = world(create(), SUBMIT, PLACE, FIRST, fill('50'));
    expect(after?.quantity).toBe('90');
    expect(after?.averageEntryPrice).toBe(plain?.averageEntryPrice);
    const broken = world(create(), SUBMIT, PLACE, FIRST, fill('60'), correct('fill-60', '0'));
    expect(broken).toMatchObject({ quantity: '40', averageEntryPrice: '150.5' });
  });
});
