import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import type { OrderCommand } from './commands.ts';
import { OrderAdoptedEvent, OrderUntrackedEvent } from './events/broker.ts';
import { orderAggregate } from './order.ts';
import {
  ADOPT,
  CANCEL,
  CONFIRM,
  create,
  eventsAfter,
  fill,
  id,
  PLACE,
  SUBMIT,
  UNCONFIRMED,
  UNTRACK,
} from './testing/fixtures.ts';
import { leg } from './testing/groups.ts';

const order = specification(orderAggregate);
const ids = { orderId: id('order'), userId: testEnv().userId, accountId: id('account') };
const having = (...commands: OrderCommand[]) => order.given(...eventsAfter(create(), ...commands));

describe('an order whose connection is gone (DESIGN 4)', () => {
  it('is untracked as long as the broker may work it', () => {
    const state = having(SUBMIT, PLACE)
      .when(UNTRACK)
      .then(
        OrderUntrackedEvent({
          ...ids,
          clientOrderId: 'client-1',
          reason: 'disconnected',
          untrackedAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({ status: 'placed', untrackedAt: TEST_NOW });
    having(SUBMIT, PLACE, UNTRACK).when(UNTRACK).then();
    having(SUBMIT, UNCONFIRMED).when(UNTRACK).thenTypes('OrderUntrackedEvent');
  });

  it('is cancelled when it was about to leave, and waits on when it is held', () => {
    having().when(UNTRACK).thenTypes('OrderCancelled');
    for (const held of [leg(), create({ submission: 'on_approval' })])
      order
        .given(...eventsAfter(held))
        .when(UNTRACK)
        .then();
  });

  it('keeps its fills, but cannot be cancelled by anyone here', () => {
    having(SUBMIT, PLACE, UNTRACK).when(fill('40')).thenTypes('OrderPartiallyFilledEvent');
    having(SUBMIT, PLACE, UNTRACK).when(CANCEL).thenRejected('order_untracked');
    having(SUBMIT, PLACE, UNTRACK).when(CONFIRM).thenTypes('OrderCancelled', 'OrderCompletedEvent');
  });

  it('is followed again once a reconnect has found it, perhaps under an id nobody had heard of', () => {
    const found = having(SUBMIT, UNCONFIRMED, UNTRACK);
    const state = found
      .when(ADOPT)
      .then(OrderAdoptedEvent({ ...ids, brokerOrderId: 'broker-1', adoptedAt: TEST_NOW }));
    expect(state).toMatchObject({
      status: 'placed',
      brokerOrderId: 'broker-1',
      placedAt: TEST_NOW,
      unconfirmed: false,
      untrackedAt: null,
    });
    having(SUBMIT, PLACE, UNTRACK, ADOPT).when(CANCEL).thenTypes('OrderCancelRequestedEvent');
  });

  it('is not adopted when it was never lost, nor when it ended', () => {
    having(SUBMIT, PLACE).when(ADOPT).then();
    having(SUBMIT, PLACE, UNTRACK, CONFIRM).when(ADOPT).then();
    having(SUBMIT, PLACE, fill('100')).when(UNTRACK).then();
  });
});
