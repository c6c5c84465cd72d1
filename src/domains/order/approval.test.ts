import { describe, expect, it } from 'vitest';
import { plusMs } from '../../core/instant.ts';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { OrderExpiredEvent, OrderRejected } from './events/endings.ts';
import { OrderReleasedEvent } from './events/intent.ts';
import { orderAggregate } from './order.ts';
import {
  APPROVE,
  CANCEL,
  create,
  DECLINE,
  eventsAfter,
  eventsAt,
  id,
  PLACE,
  SUBMIT,
} from './testing/fixtures.ts';
import { bracket, leg } from './testing/groups.ts';
import { update } from './testing/reports.ts';
import { APPROVAL_WINDOW_MS } from './values.ts';

const order = specification(orderAggregate);
const { nextDue } = orderAggregate.decider;
const held = create({ submission: 'on_approval' });
const END = plusMs(TEST_NOW, APPROVAL_WINDOW_MS);
const EARLY = { now: plusMs(END, -1) };
const LATE = { now: END };
const RELEASE = {
  type: 'ReleaseOrderCommand',
  releasedBy: 'approval',
  quantity: '100',
  parentFillId: null,
  isFinal: false,
} as const;

describe('an order that waits for approval (AU-R7)', () => {
  it('is pending and held for 15 minutes, or as long as its command says', () => {
    expect(order.given().when(held).state).toMatchObject({
      status: 'pending',
      release: 'awaiting_approval',
      approvalExpiresAt: END,
    });
    const until = plusMs(TEST_NOW, 60_000);
    const shorter = create({ submission: 'on_approval', approvalExpiresAt: until });
    expect(order.given().when(shorter).state?.approvalExpiresAt).toBe(until);
    const over = create({ submission: 'on_approval', approvalExpiresAt: TEST_NOW });
    order.given().when(over).thenRejected('approval_window_over', 'approvalExpiresAt');
  });

  it('is released with its full intent, which starts an execution as its creation would have', () => {
    const created = eventsAfter(held);
    const [intent] = created;
    if (intent?.type !== 'OrderCreatedEvent') throw new Error('nothing was created');
    const state = order
      .given(...created)
      .when(APPROVE, EARLY)
      .then(
        OrderReleasedEvent({
          ...intent.data,
          releasedBy: 'approval',
          parentFillId: null,
          parentFilledQuantity: null,
          releasedAt: EARLY.now,
        }),
      );
    expect(state).toMatchObject({ status: 'pending', release: 'released', releasedAt: EARLY.now });
  });

  it('is released by command of a rule likewise, and once', () => {
    order
      .given(...eventsAfter(held))
      .when(RELEASE)
      .thenTypes('OrderReleasedEvent');
    order
      .given(...eventsAfter(held, APPROVE))
      .when(APPROVE)
      .then();
    order
      .given(...eventsAfter(held, APPROVE))
      .when(RELEASE)
      .then();
    order
      .given(...eventsAfter(held, APPROVE, SUBMIT, PLACE))
      .when(RELEASE)
      .thenRejected('invalid_order_state');
  });

  it('is released with the terms it was given meanwhile, and holds what they need', () => {
    const changed = eventsAfter(held, update({ quantity: '50' }));
    expect(order.given(...changed).when(APPROVE).events).toMatchObject([
      { data: { quantity: '50', reservedBuyingPower: '7725' } },
    ]);
  });

  it('takes its exits along: a bracket that is approved still has its legs', () => {
    const approved = order.given(...eventsAfter(bracket({ submission: 'on_approval' }))).when(APPROVE);
    expect(approved.events).toMatchObject([{ data: { group: { role: 'parent' }, legs: [{}, {}] } }]);
  });

  it('ends by time itself when nobody approves', () => {
    const past = eventsAfter(held);
    const due = nextDue?.(order.given(...past).state());
    expect(due?.at).toBe(END);
    if (!due) throw new Error('nothing is due');
    order
      .given(...past)
      .when(due.command, EARLY)
      .thenRejected('approval_window_open');
    const expired = order.given(...past).when(due.command, LATE);
    expect(expired.events[0]).toEqual(
      OrderExpiredEvent({
        orderId: id('order'),
        userId: testEnv().userId,
        accountId: id('account'),
        group: null,
        filledQuantity: '0',
        reason: 'nobody approved it in time',
        expiredAt: END,
      }),
    );
    expect(nextDue?.(expired.state)).toBeNull();
    order
      .given(...past)
      .when(APPROVE, LATE)
      .thenRejected('approval_window_over');
  });

  it('is the only order that time ends here', () => {
    for (const commands of [
      [create()],
      [create({ timeInForce: 'gtc' }), SUBMIT, PLACE],
      [leg()],
      [held, APPROVE],
      [held, CANCEL],
    ])
      expect(nextDue?.(order.given(...eventsAfter(...commands)).state())).toBeNull();
    expect(nextDue?.(null)).toBeNull();
  });

  it('is declined with a reason', () => {
    const declined = order.given(...eventsAfter(held)).when(DECLINE);
    expect(declined.events[0]).toEqual(
      OrderRejected({
        orderId: id('order'),
        userId: testEnv().userId,
        accountId: id('account'),
        group: null,
        filledQuantity: '0',
        code: 'declined',
        detail: 'not today',
        rejectedAt: TEST_NOW,
      }),
    );
  });

  it('approval and decline are for orders that wait for them', () => {
    for (const command of [APPROVE, DECLINE])
      for (const other of [create(), leg()])
        order
          .given(...eventsAfter(other))
          .when(command)
          .thenRejected('order_not_held');
  });

  it('is cancelled at once, because it never left', () => {
    order
      .given(...eventsAt({}, held))
      .when(CANCEL)
      .thenTypes('OrderCancelled', 'OrderCompletedEvent');
  });
});
