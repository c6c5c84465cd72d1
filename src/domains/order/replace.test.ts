import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import type { OrderCommand } from './commands.ts';
import { OrderUpdatedEvent, OrderUpdateRejectedEvent, OrderUpdateRequestedEvent } from './events/broker.ts';
import { orderAggregate } from './order.ts';
import {
  BROKER_TIME,
  CANCEL,
  create,
  eventsAfter,
  fill,
  id,
  limit,
  PLACE,
  REJECT_UPDATE,
  SUBMIT,
  UNTRACK,
} from './testing/fixtures.ts';
import { changesOf, confirmUpdate, update } from './testing/reports.ts';

const order = specification(orderAggregate);
const ids = { orderId: id('order'), userId: testEnv().userId, accountId: id('account') };
const having = (...commands: OrderCommand[]) =>
  order.given(...eventsAfter(limit('150'), SUBMIT, PLACE, ...commands));
const held = (...commands: OrderCommand[]) =>
  order.given(...eventsAfter(limit('150', { submission: 'on_approval' }), ...commands));
const stopped = (...commands: OrderCommand[]) =>
  order.given(...eventsAfter(create({ orderType: 'stop', stopPrice: '160' }), SUBMIT, PLACE, ...commands));

describe('asking for other terms', () => {
  it('OR-U7: leaves the old terms standing until the broker agrees', () => {
    const state = having()
      .when(update({ limitPrice: '151', quantity: '80' }))
      .then(
        OrderUpdateRequestedEvent({
          ...ids,
          connectionId: id('connection'),
          brokerAccountId: 'virtual-account',
          clientOrderId: 'client-1',
          brokerOrderId: 'broker-1',
          changes: changesOf({ limitPrice: '151', quantity: '80' }),
          requestedAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({
      status: 'placed',
      limitPrice: '150',
      quantity: '100',
      pendingUpdate: { changes: changesOf({ limitPrice: '151', quantity: '80' }) },
    });
  });

  it('OR-U7: never changes symbol, side or type: there is no way to say it', () => {
    expect(Object.keys(changesOf({})).toSorted()).toEqual([
      'limitPrice',
      'quantity',
      'stopPrice',
      'timeInForce',
      'trailAmount',
      'trailPercent',
    ]);
  });

  it('OR-U7: names a change, one at a time; what is so already is no change', () => {
    having().when(update({})).thenRejected('no_changes', 'changes');
    having()
      .when(update({ limitPrice: '150.00' }))
      .then();
    having(update({ limitPrice: '151' }))
      .when(update({ limitPrice: '152' }))
      .thenRejected('update_pending');
  });

  it('OR-U7: goes down to what is filled and no further', () => {
    having(fill('40'))
      .when(update({ quantity: '40' }))
      .thenTypes('OrderUpdateRequestedEvent');
    having(fill('40'))
      .when(update({ quantity: '39' }))
      .thenRejected('quantity_below_filled', 'changes.quantity');
  });

  it('OR-U7: is judged like a new order', () => {
    having()
      .when(update({ stopPrice: '140' }))
      .thenRejected('stop_price_not_allowed', 'changes.stopPrice');
    having()
      .when(update({ limitPrice: '150.001' }))
      .thenRejected('invalid_tick', 'changes.limitPrice');
    having()
      .when(update({ limitPrice: '170' }))
      .thenRejected('confirmation_required', 'changes.limitPrice');
    having()
      .when(update({ limitPrice: '170' }, { confirmed: true, availableBuyingPower: '2000' }))
      .thenTypes('OrderUpdateRequestedEvent');
    having()
      .when(update({ quantity: '10001' }))
      .thenRejected('quantity_too_large', 'changes.quantity');
    having()
      .when(update({ timeInForce: 'ioc' }))
      .thenRejected('market_closed', 'changes.timeInForce');
    having()
      .when(update({ limitPrice: '151' }, { instrument: null }))
      .thenRejected('unknown_symbol');
    stopped()
      .when(update({ stopPrice: '150' }))
      .thenRejected('stop_on_wrong_side', 'changes.stopPrice');
    stopped()
      .when(update({ stopPrice: '151' }, { quote: null }))
      .thenRejected('no_market_data', 'symbol');
  });

  it('OR-U7: a trail cannot be turned from an amount into a percentage', () => {
    const trailing = eventsAfter(create({ orderType: 'trailing_stop', trailAmount: '5' }), SUBMIT, PLACE);
    order
      .given(...trailing)
      .when(update({ trailPercent: '5' }))
      .thenRejected('trail_required', 'changes.trailAmount');
    order
      .given(...trailing)
      .when(update({ trailAmount: '4' }))
      .thenTypes('OrderUpdateRequestedEvent');
  });

  it('OR-U11: needs buying power for what it needs more', () => {
    const poor = { availableBuyingPower: '1499.99' };
    having()
      .when(update({ quantity: '110' }, poor))
      .thenRejected('insufficient_buying_power', 'changes.quantity');
    having()
      .when(update({ quantity: '110' }, { availableBuyingPower: '1500' }))
      .thenTypes('OrderUpdateRequestedEvent');
    having()
      .when(update({ quantity: '90' }, { availableBuyingPower: '0' }))
      .thenTypes('OrderUpdateRequestedEvent');
  });

  it('those who judged the terms themselves need no facts, but make sense', () => {
    const given = (changes: Parameters<typeof changesOf>[0]): OrderCommand => ({
      type: 'UpdateOrderCommand',
      changes: changesOf(changes),
      basis: { kind: 'given' },
    });
    stopped()
      .when(given({ stopPrice: '155' }))
      .thenTypes('OrderUpdateRequestedEvent');
    stopped()
      .when(given({ limitPrice: '155' }))
      .thenRejected('limit_price_not_allowed', 'changes.limitPrice');
  });

  it('is for orders the broker has and that are followed', () => {
    order
      .given(...eventsAfter(limit('150'), SUBMIT))
      .when(update({ limitPrice: '151' }))
      .thenRejected('invalid_order_state');
    having(CANCEL)
      .when(update({ limitPrice: '151' }))
      .thenRejected('invalid_order_state');
    having(fill('100'))
      .when(update({ limitPrice: '151' }))
      .thenRejected('order_terminal');
    having(UNTRACK)
      .when(update({ limitPrice: '151' }))
      .thenRejected('order_untracked');
  });

  it('OR-U7: changes a held order at once, and what it will reserve', () => {
    const state = held()
      .when(update({ limitPrice: '149' }))
      .then(
        OrderUpdatedEvent({
          ...ids,
          ...changesOf({}),
          quantity: '100',
          limitPrice: '149',
          timeInForce: 'day',
          reservedBuyingPower: '14900',
          brokerOrderId: null,
          previousBrokerOrderId: null,
          requested: false,
          updatedAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({
      release: 'awaiting_approval',
      limitPrice: '149',
      updatedTermsAt: TEST_NOW,
    });
  });
});

describe('the answer of the broker', () => {
  const asked = (...commands: OrderCommand[]) =>
    having(...commands, update({ limitPrice: '151', quantity: '80' }));
  const answer = confirmUpdate({ limitPrice: '151', quantity: '80' });

  it('OR-U7: brings the new terms and links the new id of the broker to the same order', () => {
    const state = asked()
      .when(answer)
      .then(
        OrderUpdatedEvent({
          ...ids,
          ...changesOf({}),
          quantity: '80',
          limitPrice: '151',
          timeInForce: 'day',
          reservedBuyingPower: '15000',
          brokerOrderId: 'broker-2',
          previousBrokerOrderId: 'broker-1',
          requested: true,
          updatedAt: BROKER_TIME,
        }),
      );
    expect(state).toMatchObject({
      status: 'placed',
      brokerOrderId: 'broker-2',
      pendingUpdate: null,
      quantity: '80',
    });
    having(update({ limitPrice: '151', quantity: '80' }), answer)
      .when(answer)
      .then();
  });

  it('OR-U7: brings terms that nobody here asked for as well, and leaves open what was asked for', () => {
    const other = asked().when(confirmUpdate({ timeInForce: 'gtc' }, 'broker-1'));
    other.thenTypes('OrderUpdatedEvent');
    expect(other.state).toMatchObject({ timeInForce: 'gtc', limitPrice: '150' });
    expect(other.state?.pendingUpdate).not.toBeNull();
    having().when(confirmUpdate({}, 'broker-9')).thenTypes('OrderUpdatedEvent');
    having().when(confirmUpdate({}, 'broker-1')).then();
  });

  it('OR-U7: keeps fills that came meanwhile; a quantity that is filled by then completes the order', () => {
    expect(asked(fill('40')).when(answer).state).toMatchObject({
      status: 'partially_filled',
      filledQuantity: '40',
    });
    const done = having(fill('40'), update({ quantity: '40' })).when(confirmUpdate({ quantity: '40' }));
    done.thenTypes('OrderUpdatedEvent', 'OrderStatusUpdatedEvent');
    expect(done.state).toMatchObject({ status: 'filled', quantity: '40', filledAt: TEST_NOW });
    having(fill('40'))
      .when(confirmUpdate({ quantity: '30' }))
      .thenRejected('quantity_below_filled');
  });

  it('OR-U7: may be a refusal, and the old terms stand', () => {
    const state = asked()
      .when(REJECT_UPDATE)
      .then(
        OrderUpdateRejectedEvent({
          ...ids,
          code: 'not_open',
          detail: 'filled already',
          rejectedAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({ limitPrice: '150', quantity: '100', pendingUpdate: null });
    having().when(REJECT_UPDATE).then();
  });

  it('may come while a cancel is pending, and changes nothing about it', () => {
    const outcome = having(update({ limitPrice: '151', quantity: '80' }), CANCEL).when(answer);
    expect(outcome.state).toMatchObject({ status: 'cancel_pending', quantity: '80' });
  });
});
