import { describe, expect, it } from 'vitest';
import { plusMs } from '../core/instant.ts';
import { TEST_NOW } from '../core/testing/decider-specification.ts';
import { virtualBrokerEvents } from '../domains/virtual-broker/events.ts';
import { EXPIRY, option } from '../domains/virtual-broker/testing/contracts.ts';
import * as virtual from '../domains/virtual-broker/testing/fixtures.ts';
import golden from '../domains/virtual-broker/testing/golden-events.json' with { type: 'json' };
import { bookOf, happened, named, schemaOf, TO_ACCOUNT, told } from './testing/reports.ts';
import { virtualBrokerReports } from './virtual-broker-reports.ts';

const { id } = virtual;

const ORDER = 'order';
const BOOK = 'position';

/** Who hears of an event, and by which commands in which order. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  TradeSimulatedEvent: [`${ORDER} RecordFillCommand`, TO_ACCOUNT],
  VirtualOrderCancelled: [`${ORDER} ConfirmCancelCommand`, TO_ACCOUNT],
  VirtualOrderExpired: [`${ORDER} ExpireOrderCommand`, TO_ACCOUNT],
  VirtualOrderReplaced: [`${ORDER} ConfirmUpdateCommand`, TO_ACCOUNT],
  VirtualOrderRejected: [`${ORDER} RejectOrderCommand`, TO_ACCOUNT],
  VirtualPositionSettled: [
    `${BOOK} SettleExpiredPositionCommand`,
    `${BOOK} UpdatePositionCommand`,
    TO_ACCOUNT,
  ],
  VirtualCorporateActionApplied: [`${BOOK} AdjustPositionCommand`, TO_ACCOUNT],
  VirtualAccountReset: [TO_ACCOUNT],
  VirtualFundsDeposited: [TO_ACCOUNT],
  VirtualFundsWithdrawn: [TO_ACCOUNT],
  VirtualMarginCallRaised: [TO_ACCOUNT],
  VirtualMarginCallCured: [TO_ACCOUNT],
  VirtualPositionsMarked: [TO_ACCOUNT],
};

/** Events that nobody is told of, and why. */
const QUIET: Readonly<Record<string, string>> = {
  VirtualAccountOpened: 'whoever opened it links it by the answer',
  VirtualAccountDeleted: 'the saga that deleted it has deleted the account that mirrors it',
  VirtualOrderAccepted: 'the acknowledgement was the answer',
  VirtualOrderTriggered: 'the order works on under the same status',
  VirtualTrailingStopMoved: 'the stop is at the broker',
  VirtualFeeScheduleSet: 'what it took is on each fill',
  VirtualFaultProfileSet: 'it concerns this broker alone',
};

const FIGURES = { balance: '1', equity: '2', buyingPower: '3', asOf: TEST_NOW };

/** Of some events there are several kinds: an order rejected after it was accepted, an action that concerns a position. */
const KINDS: Readonly<Record<string, object>> = {
  VirtualOrderRejected: { figures: FIGURES },
  VirtualCorporateActionApplied: {
    action: { kind: 'split', symbol: 'AAPL', from: 1, to: 2, exDate: EXPIRY },
    quantityBefore: '10',
    quantityAfter: '20',
  },
};

/** One example of each event in its present shape. */
const examples = [...Object.values(virtualBrokerEvents)].map(({ type, schemaVersion }) => {
  const example = (golden as Record<string, { data: object }>)[`${type}@${schemaVersion}`];
  if (!example) throw new Error(`there is no example of ${type}`);
  return [type, { type, data: { ...example.data, ...KINDS[type] } }] as const;
});
const reported = examples.filter(([type]) => TOLD[type]);

describe('the virtual broker reports what it did', () => {
  it('under a name that never changes, and every event to somebody or for a reason to nobody', () => {
    expect(virtualBrokerReports.name).toBe('reports');
    expect([...virtualBrokerReports.eventTypes].toSorted()).toEqual(Object.keys(TOLD).toSorted());
    const all = [...Object.keys(TOLD), ...Object.keys(QUIET)];
    expect(all.toSorted()).toEqual(Object.keys(virtualBrokerEvents).toSorted());
  });

  it.each(examples)('%s: to these, in this order', (type, event) => {
    expect(told(event).map(named)).toEqual(TOLD[type] ?? []);
  });

  it.each(reported)('%s: by commands that are whole, to things of that user', (_type, event) => {
    for (const addressed of told(event)) {
      expect(schemaOf(addressed)?.parse(addressed.command)).toEqual(addressed.command);
      expect(addressed.target.key).toContain('-');
    }
  });

  it.each(reported)('%s: with its figures to the account that mirrors it, last', (_type, event) => {
    const { accountId, figures } = event.data as unknown as { accountId: string; figures: unknown };
    expect(told(event).at(-1)).toEqual({
      target: { type: 'broker_account', key: accountId },
      command: { type: 'RefreshAccountDataFromBrokerCommand', figures },
      isMirror: true,
    });
  });

  it.each(reported)('%s: without a key of its own: the event makes a repeat the same', (_type, event) => {
    for (const { dedupeKey } of told(event)) expect(dedupeKey).toBeUndefined();
  });
});

describe('a trade', () => {
  it('of an order is its fill', () => {
    const [fill] = happened([virtual.open(), virtual.submit('a')], 'TradeSimulatedEvent');
    expect(fill).toEqual({
      target: { type: 'order', key: id('a') },
      command: {
        type: 'RecordFillCommand',
        fill: {
          fillId: expect.any(String),
          price: '100',
          quantity: '10',
          commission: '0',
          filledAt: TEST_NOW,
        },
      },
    });
  });

  it('that no order made is booked on its position directly, as it is and under its own id', () => {
    const { events } = virtual.play([virtual.open(), virtual.simulate('buy', '3', '100')]);
    const [trade] = virtual.trades(events);
    const [booked] = happened([virtual.open(), virtual.simulate('buy', '3', '100')], 'TradeSimulatedEvent');
    expect(booked).toMatchObject({
      target: bookOf('AAPL'),
      command: {
        type: 'UpdatePositionCommand',
        fillId: trade?.tradeId,
        brokerId: 'virtual',
        side: 'buy',
        quantity: '3',
        price: '100',
        positionEffect: null,
        accountEquityAtEntry: trade?.figures.equity,
      },
    });
  });

  it('carries what it is of: an option with its seventeen fields', () => {
    const CALL = option('call', '100');
    const [booked] = happened(
      [virtual.open(), virtual.simulate('buy', '1', '3', CALL)],
      'TradeSimulatedEvent',
    );
    expect(booked).toMatchObject({ target: bookOf(CALL.symbol), command: { ...CALL, multiplier: '100' } });
  });
});

describe('an order', () => {
  const OPEN = virtual.open();
  const RESTING = virtual.submit('a', { limitPrice: '1' });

  it('that never arrived is told of its cancel as well', () => {
    const [cancelled] = happened([OPEN, virtual.cancel('a')], 'VirtualOrderCancelled');
    expect(cancelled).toEqual({
      target: { type: 'order', key: id('a') },
      command: { type: 'ConfirmCancelCommand', reason: 'user', cancelledAt: TEST_NOW },
    });
  });

  it('has its new terms, and keeps the id that the broker gave it', () => {
    const { changes } = virtual.replace('a', { limitPrice: '2' });
    const [replaced] = happened(
      [OPEN, RESTING, virtual.replace('a', { limitPrice: '2' })],
      'VirtualOrderReplaced',
    );
    expect(replaced?.command).toEqual({
      type: 'ConfirmUpdateCommand',
      changes,
      brokerOrderId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      updatedAt: TEST_NOW,
    });
  });

  it('that was refused when it came was told so by the answer', () => {
    expect(happened([OPEN, virtual.submit('a', { quantity: '1000' })], 'VirtualOrderRejected')).toEqual([]);
  });

  it('VB-U5: that was accepted and found no market is rejected late, and its money is free again', () => {
    const accepted = virtual.play([
      virtual.open({ profile: 'conservative' }),
      virtual.submit('a', {}, virtual.QUOTE),
    ]);
    const now = plusMs(TEST_NOW, 61_000);
    const { events } = virtual.play([virtual.CLOCK], accepted, { now });
    const rejected = events.find(({ type }) => type === 'VirtualOrderRejected');
    expect(rejected && told(rejected)).toMatchObject([
      {
        target: { type: 'order', key: id('a') },
        command: { type: 'RejectOrderCommand', code: 'no_market_data' },
      },
      { command: { figures: { buyingPower: '100000' } } },
    ]);
  });

  it('that expired says by what', () => {
    const accepted = virtual.play([virtual.open({ session: 'exchange' }), RESTING]);
    const now = plusMs(TEST_NOW, 5 * 86_400_000);
    const { events } = virtual.play([virtual.CLOCK], accepted, { now });
    const expired = events.find(({ type }) => type === 'VirtualOrderExpired');
    expect(expired && told(expired)[0]?.command).toEqual({
      type: 'ExpireOrderCommand',
      reason: 'day_over',
      expiredAt: now,
    });
  });
});

it('VB-R3: the account that mirrors is told figures that are newer each time', () => {
  const { events } = virtual.play(
    [virtual.open(), virtual.deposit('100'), virtual.withdraw('40'), virtual.reset()],
    undefined,
  );
  const instants = events.flatMap((event) =>
    told(event).flatMap(({ command }) => ('figures' in command ? [command.figures] : [])),
  ) as { asOf: string; balance: string }[];
  expect(instants.map(({ balance }) => balance)).toEqual(['100100', '100060', '100000']);
  expect(instants.map(({ asOf }) => asOf)).toEqual(instants.map(({ asOf }) => asOf).toSorted());
});
