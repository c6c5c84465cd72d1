import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { brokerOrderOf } from './broker-order.ts';
import { OrderPlacedEvent, OrderSubmissionUnconfirmedEvent, OrderSubmittedEvent } from './events/broker.ts';
import { OrderCreatedEvent } from './events/intent.ts';
import { orderAggregate } from './order.ts';
import {
  BROKER_TIME,
  CANCEL,
  CONFIRM,
  create,
  eventsAfter,
  fill,
  id,
  limit,
  PLACE,
  REJECT,
  SAGA,
  SUBMIT,
  UNCONFIRMED,
} from './testing/fixtures.ts';
import { adopted, bracket, given, leg, parentFilled, STOP_GROUP } from './testing/groups.ts';
import { OPTION } from './testing/instruments.ts';

const order = specification(orderAggregate);
const ids = { orderId: id('order'), userId: testEnv().userId, accountId: id('account') };
const submitted = [create(), SUBMIT];
const placed = [...submitted, PLACE];

describe('sending an order', () => {
  it('DESIGN 7: records the intent and the saga before the broker is called', () => {
    const state = order
      .given(...eventsAfter(create()))
      .when(SUBMIT, { sagaId: SAGA })
      .then(
        OrderSubmittedEvent({
          ...ids,
          clientOrderId: 'client-1',
          executionSagaId: SAGA,
          submittedAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({ status: 'pending', executionSagaId: SAGA, submittedAt: TEST_NOW });
  });

  it('is refused without a saga', () => {
    order
      .given(...eventsAfter(create()))
      .when(SUBMIT)
      .thenRejected('saga_required');
  });

  it('DESIGN 4: no adopted order ever reaches a broker', () => {
    for (const rest of [[], [PLACE], [PLACE, fill('40')], [PLACE, CANCEL, CONFIRM]]) {
      const past = order.given(...eventsAfter(adopted(), ...rest));
      const outcome = past.when(SUBMIT, { sagaId: SAGA });
      expect(outcome.events).toEqual([]);
      if (past.state()?.status === 'pending') outcome.thenRejected('order_adopted');
    }
  });

  it('DESIGN 4: no order that is held reaches a broker', () => {
    for (const held of [leg(), create({ submission: 'on_approval' })])
      order
        .given(...eventsAfter(held))
        .when(SUBMIT, { sagaId: SAGA })
        .thenRejected('order_held');
  });
});

describe('what the broker is told', () => {
  const intentOf = (command: ReturnType<typeof create>) => {
    const [event] = order.given().when(command).events;
    if (event?.type !== 'OrderCreatedEvent') throw new Error('nothing was created');
    return event.data;
  };

  it('is the order of the event that lets it go, and nothing else', () => {
    const command = limit(
      '5.05',
      { symbol: OPTION.symbol, timeInForce: 'gtc', quantity: '2' },
      { instrument: OPTION, quote: null },
    );
    const told = brokerOrderOf(intentOf(command));
    expect(told).toMatchObject({
      orderId: id('order'),
      clientOrderId: 'client-1',
      assetType: 'option',
      optionStrikePrice: '150',
      multiplier: '100',
      orderType: 'limit',
      limitPrice: '5.05',
      quantity: '2',
      timeInForce: 'gtc',
      ocoGroupId: null,
    });
    const known = new Set([...Object.keys(OrderCreatedEvent.schema.shape), 'ocoGroupId']);
    for (const key of Object.keys(told)) expect(known).toContain(key);
  });

  it('OR-U9: names the group of exits that the broker itself takes from each other', () => {
    const native = { ...STOP_GROUP, native: true };
    expect(brokerOrderOf(intentOf(leg({ basis: given(native) }))).ocoGroupId).toBe(id('group'));
    expect(brokerOrderOf(intentOf(leg())).ocoGroupId).toBeNull();
    expect(
      brokerOrderOf(intentOf(leg({ basis: given({ ...native, siblingOrderIds: [] }) }))).ocoGroupId,
    ).toBeNull();
    expect(
      brokerOrderOf(intentOf(bracket({ attached: { ...attachedOf(bracket()), native: true } }))).ocoGroupId,
    ).toBeNull();
  });

  const attachedOf = ({ attached }: ReturnType<typeof create>) => {
    if (!attached) throw new Error('no exits are attached');
    return attached;
  };

  it('OR-U9: is a leg for what its parent has filled', () => {
    const released = eventsAfter(leg(), parentFilled('40')).at(-1);
    if (released?.type !== 'OrderReleasedEvent') throw new Error('the leg was not released');
    expect(brokerOrderOf(released.data)).toMatchObject({ quantity: '40', stopPrice: '140' });
  });
});

describe('the acknowledgement', () => {
  it('places the order under the id of the broker', () => {
    const state = order
      .given(...eventsAfter(...submitted))
      .when(PLACE)
      .then(
        OrderPlacedEvent({
          ...ids,
          symbol: 'AAPL',
          side: 'buy',
          quantity: '100',
          timeInForce: 'day',
          extendedHours: false,
          clientOrderId: 'client-1',
          brokerOrderId: 'broker-1',
          placedAt: BROKER_TIME,
        }),
      );
    expect(state).toMatchObject({ status: 'placed', brokerOrderId: 'broker-1', placedAt: BROKER_TIME });
  });

  it('needs an id', () => {
    order
      .given(...eventsAfter(...submitted))
      .when({ type: 'PlaceOrderCommand', brokerOrderId: '', placedAt: BROKER_TIME })
      .thenRejected('broker_order_id_required', 'brokerOrderId');
  });

  it('is refused under a second id', () => {
    order
      .given(...eventsAfter(...placed))
      .when({ type: 'PlaceOrderCommand', brokerOrderId: 'broker-2', placedAt: BROKER_TIME })
      .thenRejected('invalid_order_state');
  });

  it('places an order that was found at its broker, which nobody sent', () => {
    const state = order
      .given(...eventsAfter(adopted()))
      .when(PLACE)
      .thenTypes('OrderPlacedEvent');
    expect(state).toMatchObject({ status: 'placed', submittedAt: null });
  });

  it.each([
    ['partially_filled', [fill('40')]],
    ['filled', [fill('100')]],
    ['cancel_pending', [CANCEL]],
    ['cancelled', [CANCEL, CONFIRM]],
  ] as const)('that comes late leaves the order %s', (status, commands) => {
    const state = order
      .given(...eventsAfter(...submitted, ...commands))
      .when(PLACE)
      .thenTypes('OrderPlacedEvent');
    expect(state).toMatchObject({ status, brokerOrderId: 'broker-1' });
  });
});

describe('an unknown result of sending', () => {
  const unknown = [...submitted, UNCONFIRMED];

  it('OR-U10: leaves the order pending and unconfirmed', () => {
    const state = order
      .given(...eventsAfter(...submitted))
      .when(UNCONFIRMED)
      .then(
        OrderSubmissionUnconfirmedEvent({
          ...ids,
          clientOrderId: 'client-1',
          code: 'timeout',
          detail: 'no answer in 15 s',
          unconfirmedAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({ status: 'pending', unconfirmed: true });
  });

  it('OR-U10: is told once, and sending it again writes nothing under any other id', () => {
    const past = eventsAfter(...unknown);
    order
      .given(...past)
      .when(UNCONFIRMED)
      .then();
    order
      .given(...past)
      .when(SUBMIT, { sagaId: id('another saga') })
      .then();
  });

  it.each([
    ['the acknowledgement', PLACE],
    ['a fill', fill('40')],
    ['a rejection', REJECT],
  ] as const)('OR-U10: ends with %s', (_, answer) => {
    expect(order.given(...eventsAfter(...unknown, answer)).state()?.unconfirmed).toBe(false);
  });

  it('OR-U10: is no news once the broker has the order, and impossible before it was sent', () => {
    order
      .given(...eventsAfter(...placed))
      .when(UNCONFIRMED)
      .then();
    order
      .given(...eventsAfter(create()))
      .when(UNCONFIRMED)
      .thenRejected('order_not_submitted');
  });
});
