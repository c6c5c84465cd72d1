import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { plainAsset } from '../shared/derivatives.ts';
import { OrderStatusUpdatedEvent } from './events/broker.ts';
import { OrderFillCorrectedEvent, OrderFilledEvent } from './events/fills.ts';
import { orderAggregate } from './order.ts';
import {
  BROKER_TIME,
  CANCEL,
  CONFIRM,
  create,
  EXPIRE,
  eventsAfter,
  fill,
  id,
  PLACE,
  REJECT,
  SUBMIT,
} from './testing/fixtures.ts';
import { adopted, leg, parentFilled, STOP_GROUP } from './testing/groups.ts';
import { OPTION } from './testing/instruments.ts';
import { correct } from './testing/reports.ts';

const order = specification(orderAggregate);
const ids = { orderId: id('order'), userId: testEnv().userId, accountId: id('account') };
const submitted = [create(), SUBMIT];
const placed = [...submitted, PLACE];
const traded = {
  ...ids,
  brokerId: 'virtual',
  automationId: null,
  signalId: null,
  symbol: 'AAPL',
  ...plainAsset('stock'),
  multiplier: '1',
  side: 'buy',
  positionEffect: null,
  group: null,
} as const;

describe('fills', () => {
  it('OR-R3: the average is weighted by quantity and commissions add up', () => {
    const past = eventsAfter(...placed, fill('60', { price: '150.10', commission: '0.60' }));
    const state = order
      .given(...past)
      .when(fill('40', { price: '150.35', commission: '0.40' }))
      .then(
        OrderFilledEvent({
          ...traded,
          fillId: 'fill-40',
          fillPrice: '150.35',
          fillQuantity: '40',
          cumulativeQuantity: '100',
          averageFillPrice: '150.2',
          commission: '0.40',
          totalCommission: '1',
          late: false,
          filledAt: BROKER_TIME,
        }),
      );
    expect(state).toMatchObject({
      status: 'filled',
      filledQuantity: '100',
      filledValue: '15020',
      commission: '1',
      filledAt: BROKER_TIME,
    });
  });

  it('OR-R3: the average of a penny stock keeps its 28 digits', () => {
    const past = eventsAfter(...placed, fill('1', { price: '0.03' }));
    const state = order
      .given(...past)
      .when(fill('2', { price: '0.035' }))
      .thenTypes('OrderPartiallyFilledEvent');
    expect(state?.averageFillPrice).toBe('0.03333333333333333333333333333');
  });

  it('OR-R7: the commission is what the broker charged, rebates included', () => {
    const past = eventsAfter(
      ...placed,
      fill('40', { commission: '-0.12' }),
      fill('60', { commission: '0.5' }),
    );
    expect(order.given(...past).state()?.commission).toBe('0.38');
  });

  it('OR-U6: each fill keeps its id, price, quantity, commission and time', () => {
    const state = order
      .given(
        ...eventsAfter(...placed, fill('40', { fillId: 'a' }), fill('60', { fillId: 'b', commission: '1' })),
      )
      .state();
    expect(state?.fills).toEqual([
      { fillId: 'a', price: '150', quantity: '40', commission: '0', filledAt: BROKER_TIME },
      { fillId: 'b', price: '150', quantity: '60', commission: '1', filledAt: BROKER_TIME },
    ]);
  });

  it('OR-U6: a fill tells position and group all they need (N-R1)', () => {
    const option = create(
      {
        symbol: OPTION.symbol,
        orderType: 'limit',
        limitPrice: '5',
        automationId: id('automation'),
        signalId: id('signal'),
      },
      { instrument: OPTION, quote: null },
    );
    expect(order.given(...eventsAfter(option, SUBMIT, PLACE)).when(fill('40')).events).toMatchObject([
      {
        data: {
          automationId: id('automation'),
          signalId: id('signal'),
          assetType: 'option',
          optionUnderlyingSymbol: 'AAPL',
          optionExpirationDate: '2026-01-16',
          multiplier: '100',
        },
      },
    ]);
    const exit = eventsAfter(leg(), parentFilled('100'), SUBMIT, PLACE);
    expect(order.given(...exit).when(fill('40')).events).toMatchObject([
      { data: { group: STOP_GROUP, positionEffect: 'close' } },
    ]);
  });

  it('invariant 6: the same fill id counts once, whatever it says the second time', () => {
    const past = eventsAfter(...placed, fill('40'));
    order
      .given(...past)
      .when(fill('40'))
      .then();
    order
      .given(...past)
      .when(fill('999', { fillId: 'fill-40' }))
      .then();
  });

  it('invariant 7: fills never exceed the order', () => {
    order
      .given(...eventsAfter(...placed, fill('40')))
      .when(fill('60.0001'))
      .thenRejected('overfill');
  });

  it('may overtake the acknowledgement', () => {
    const state = order
      .given(...eventsAfter(...submitted))
      .when(fill('40'))
      .thenTypes('OrderPartiallyFilledEvent');
    expect(state).toMatchObject({ status: 'partially_filled', brokerOrderId: null });
  });

  it('of an order that was never sent are refused, of one that was found at its broker kept', () => {
    order
      .given(...eventsAfter(create()))
      .when(fill('40'))
      .thenRejected('order_not_submitted');
    order
      .given(...eventsAfter(adopted()))
      .when(fill('40'))
      .thenTypes('OrderPartiallyFilledEvent');
  });

  it('OR-U8: fills that arrive while a cancel is pending are kept, and the cancel stays pending', () => {
    const past = eventsAfter(...placed, CANCEL);
    const partly = order
      .given(...past)
      .when(fill('40'))
      .thenTypes('OrderPartiallyFilledEvent');
    expect(partly).toMatchObject({ status: 'cancel_pending', filledQuantity: '40' });
    const whole = order
      .given(...past)
      .when(fill('100'))
      .thenTypes('OrderFilledEvent');
    expect(whole).toMatchObject({ status: 'filled' });
  });
});

describe('fills heard of after the end', () => {
  it.each([
    ['cancelled', [CANCEL, CONFIRM]],
    ['expired', [EXPIRE]],
    ['rejected', [REJECT]],
  ] as const)(
    'OR-U8: happened all the same: the order stays %s, and they are booked and marked',
    (status, end) => {
      const past = order.given(...eventsAfter(...placed, ...end));
      const late = past.when(fill('40'));
      late.thenTypes('OrderPartiallyFilledEvent');
      expect(late.events).toMatchObject([{ data: { late: true } }]);
      expect(late.state).toMatchObject({ status, filledQuantity: '40', lateFill: true, filledAt: null });
      const whole = past.when(fill('100'));
      whole.thenTypes('OrderFilledEvent');
      expect(whole.state).toMatchObject({ status, filledQuantity: '100', lateFill: true });
    },
  );

  it('are refused where there is no room, and where nothing was ever sent', () => {
    order
      .given(...eventsAfter(...placed, fill('100')))
      .when(fill('1'))
      .thenRejected('overfill');
    order
      .given(...eventsAfter(create(), CANCEL))
      .when(fill('1'))
      .thenRejected('order_not_submitted');
  });
});

describe('a corrected trade', () => {
  const past = [...placed, fill('40', { price: '150', commission: '1' }), fill('60', { price: '151' })];

  it('OR-R3: names the trade and restates sums and average, also of an order that ended', () => {
    const state = order
      .given(...eventsAfter(...past))
      .when(correct('fill-40', '30', { price: '149', commission: '0.5' }))
      .then(
        OrderFillCorrectedEvent({
          ...traded,
          fillId: 'fill-40',
          fillPrice: '149',
          fillQuantity: '30',
          commission: '0.5',
          previousPrice: '150',
          previousQuantity: '40',
          previousCommission: '1',
          cumulativeQuantity: '90',
          averageFillPrice: '150.3333333333333333333333333',
          totalCommission: '0.5',
          reason: 'exchange correction',
          correctedAt: BROKER_TIME,
        }),
      );
    expect(state).toMatchObject({
      status: 'filled',
      filledQuantity: '90',
      filledValue: '13530',
      commission: '0.5',
    });
  });

  it('OR-U6: a broken trade counts for nothing, and is known when the broker tells of it again', () => {
    const broken = eventsAfter(...placed, fill('40'), correct('fill-40', '0'));
    const state = order.given(...broken).state();
    expect(state).toMatchObject({ status: 'partially_filled', filledQuantity: '0', averageFillPrice: null });
    order
      .given(...broken)
      .when(fill('40'))
      .then();
  });

  it('a broken trade makes room in an order that was filled', () => {
    const broken = eventsAfter(...placed, fill('100'), correct('fill-100', '0'));
    const state = order
      .given(...broken)
      .when(fill('99'))
      .thenTypes('OrderPartiallyFilledEvent');
    expect(state).toMatchObject({ status: 'filled', filledQuantity: '99', lateFill: true });
  });

  it('that completes a working order fills it', () => {
    const corrected = order.given(...eventsAfter(...placed, fill('40'))).when(correct('fill-40', '100'));
    expect(corrected.events.at(-1)).toEqual(
      OrderStatusUpdatedEvent({
        ...ids,
        oldStatus: 'partially_filled',
        newStatus: 'filled',
        reason: 'trade corrected',
        updatedAt: TEST_NOW,
      }),
    );
    expect(corrected.state).toMatchObject({ status: 'filled', filledQuantity: '100', filledAt: TEST_NOW });
  });

  it('is told once, exists, stays within the order, and is not negative', () => {
    const given = order.given(...eventsAfter(...past));
    given.when(correct('fill-40', '40', { commission: '1' })).then();
    given.when(correct('nobody knows', '1')).thenRejected('fill_not_found');
    given.when(correct('fill-40', '41')).thenRejected('overfill');
    given.when(correct('fill-40', '-1')).thenRejected('invalid_quantity', 'quantity');
  });
});
