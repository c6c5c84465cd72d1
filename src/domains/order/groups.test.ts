import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import type { OrderCommand } from './commands.ts';
import { OrderGroupQuantityChangedEvent } from './events/intent.ts';
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
  REJECT_CANCEL,
  REJECT_UPDATE,
  SUBMIT,
  UNTRACK,
} from './testing/fixtures.ts';
import { bracket, given, leg, parentFilled, STOP_GROUP, siblingFilled } from './testing/groups.ts';
import { confirmUpdate, update } from './testing/reports.ts';

const order = specification(orderAggregate);
const having = (...commands: OrderCommand[]) => order.given(...eventsAfter(leg(), ...commands));
const WORKING = [parentFilled('40'), SUBMIT, PLACE];
const requested = (outcome: ReturnType<ReturnType<typeof having>['when']>) =>
  outcome.events.flatMap(({ type, data }) =>
    type === 'OrderUpdateRequestedEvent' ? [data.changes.quantity] : [],
  );

describe('a leg that waits for its parent', () => {
  it('OR-U9: is released for what its parent has filled', () => {
    const released = having().when(parentFilled('40'));
    released.thenTypes('OrderReleasedEvent');
    expect(released.events).toMatchObject([
      {
        data: {
          quantity: '40',
          releasedBy: 'parent_fill',
          parentFillId: 'parent-fill-40',
          parentFilledQuantity: '40',
        },
      },
    ]);
    expect(released.state).toMatchObject({
      status: 'pending',
      release: 'released',
      quantity: '40',
      wantedQuantity: '40',
    });
  });

  it('OR-U9: is released for what a faster sibling left of it', () => {
    const late = having(siblingFilled('10')).when(parentFilled('40'));
    late.thenTypes('OrderReleasedEvent');
    expect(late.state?.quantity).toBe('30');
  });

  it('OR-U9: waits on when nothing is left, and goes with the next fill of its parent', () => {
    const nothing = having(siblingFilled('40')).when(parentFilled('40'));
    nothing.thenTypes('OrderGroupQuantityChangedEvent');
    expect(nothing.state).toMatchObject({ release: 'awaiting_parent', wantedQuantity: '0' });
    const more = having(siblingFilled('40'), parentFilled('40')).when(parentFilled('100'));
    more.thenTypes('OrderReleasedEvent');
    expect(more.state).toMatchObject({ quantity: '60', parentFilledQuantity: '100' });
  });

  it('OR-U9: ends when nothing is left and its parent fills no more', () => {
    having(siblingFilled('40'), parentFilled('40'))
      .when(parentFilled('40', true))
      .thenTypes('OrderCancelled', 'OrderCompletedEvent');
    having().when(parentFilled('0', true)).thenTypes('OrderCancelled', 'OrderCompletedEvent');
    having().when(parentFilled('40', true)).thenTypes('OrderReleasedEvent');
  });

  it('OR-U9: ends at once when its parent came to nothing', () => {
    having()
      .when({ ...CANCEL, reason: 'parent cancelled' } as OrderCommand)
      .thenTypes('OrderCancelled', 'OrderCompletedEvent');
  });

  it('OR-U9: takes new prices at once, but no quantity of its own', () => {
    having()
      .when(update({ stopPrice: '145' }))
      .thenTypes('OrderUpdatedEvent');
    having()
      .when(update({ quantity: '10' }))
      .thenRejected('quantity_follows_group', 'changes.quantity');
    const moved = having(update({ stopPrice: '145' })).when(parentFilled('40'));
    expect(moved.events).toMatchObject([{ data: { stopPrice: '145', quantity: '40' } }]);
  });

  it('OR-U9: is measured by its entry and not by the market before that', () => {
    having()
      .when(update({ stopPrice: '155' }))
      .thenTypes('OrderUpdatedEvent');
    having(...WORKING)
      .when(update({ stopPrice: '155' }))
      .thenRejected('stop_on_wrong_side', 'changes.stopPrice');
  });
});

describe('a leg that works', () => {
  it('OR-U9: is resized with every fill of its parent, and tells what made it necessary', () => {
    const more = having(...WORKING).when(parentFilled('100'));
    more.thenTypes('OrderGroupQuantityChangedEvent', 'OrderUpdateRequestedEvent');
    expect(more.events[0]).toEqual(
      OrderGroupQuantityChangedEvent({
        orderId: id('order'),
        userId: testEnv().userId,
        accountId: id('account'),
        cause: 'parent_fill',
        causeOrderId: id('parent'),
        fillId: 'parent-fill-100',
        filledQuantity: '100',
        wantedQuantity: '100',
        changedAt: TEST_NOW,
      }),
    );
    expect(requested(more)).toEqual(['100']);
    expect(more.state).toMatchObject({ quantity: '40', wantedQuantity: '100' });
  });

  it('OR-U9: is reduced by what a sibling fills, each fill once', () => {
    const less = having(...WORKING).when(siblingFilled('10'));
    less.thenTypes('OrderGroupQuantityChangedEvent', 'OrderUpdateRequestedEvent');
    expect(requested(less)).toEqual(['30']);
    having(...WORKING, siblingFilled('10'))
      .when(siblingFilled('10'))
      .then();
    having(...WORKING, parentFilled('100'))
      .when(parentFilled('100'))
      .then();
  });

  it('OR-U9: is reduced by less when the fill of a sibling is corrected', () => {
    const corrected = having(...WORKING, siblingFilled('10', 'a'), confirmUpdate({ quantity: '30' })).when(
      siblingFilled('4', 'a'),
    );
    expect(requested(corrected)).toEqual(['36']);
    expect(corrected.state?.siblingFills).toEqual([{ fillId: 'a', quantity: '4' }]);
  });

  it('OR-U9: is cancelled when nothing is left of it', () => {
    having(...WORKING)
      .when(siblingFilled('40'))
      .thenTypes('OrderGroupQuantityChangedEvent', 'OrderCancelRequestedEvent');
    having(...WORKING, fill('30'))
      .when(siblingFilled('10'))
      .thenTypes('OrderGroupQuantityChangedEvent', 'OrderCancelRequestedEvent');
    having(parentFilled('40'))
      .when(siblingFilled('40'))
      .thenTypes('OrderGroupQuantityChangedEvent', 'OrderCancelled');
    having(...WORKING)
      .when(parentFilled('0'))
      .thenTypes('OrderGroupQuantityChangedEvent', 'OrderCancelRequestedEvent');
  });

  it('OR-U9: what cannot be asked before the acknowledgement is asked with it', () => {
    const early = having(parentFilled('40'), SUBMIT).when(parentFilled('100'));
    early.thenTypes('OrderGroupQuantityChangedEvent');
    const placed = having(parentFilled('40'), SUBMIT, parentFilled('100')).when(PLACE);
    placed.thenTypes('OrderPlacedEvent', 'OrderUpdateRequestedEvent');
    expect(requested(placed)).toEqual(['100']);
  });

  it('OR-U9: one replace is under way at a time, the next is asked for when it is answered', () => {
    const waiting = [...WORKING, parentFilled('70')];
    having(...waiting)
      .when(parentFilled('100'))
      .thenTypes('OrderGroupQuantityChangedEvent');
    const answered = having(...waiting, parentFilled('100')).when(confirmUpdate({ quantity: '70' }));
    answered.thenTypes('OrderUpdatedEvent', 'OrderUpdateRequestedEvent');
    expect(requested(answered)).toEqual(['100']);
    const refused = having(...waiting, parentFilled('100')).when(REJECT_UPDATE);
    refused.thenTypes('OrderUpdateRejectedEvent', 'OrderUpdateRequestedEvent');
    expect(requested(refused)).toEqual(['100']);
  });

  it('OR-U9: a quantity the broker refused is not asked for again and again', () => {
    having(...WORKING, parentFilled('70'))
      .when(REJECT_UPDATE)
      .thenTypes('OrderUpdateRejectedEvent');
  });

  it('OR-U9: what its broker took from it by itself is not given back', () => {
    const native = leg({ basis: given({ ...STOP_GROUP, native: true }) });
    const reduced = order.given(...eventsAfter(native, ...WORKING)).when(confirmUpdate({ quantity: '30' }));
    reduced.thenTypes('OrderUpdatedEvent');
    expect(reduced.state?.wantedQuantity).toBe('30');
    const more = order
      .given(...eventsAfter(native, ...WORKING, confirmUpdate({ quantity: '30' })))
      .when(parentFilled('100'));
    expect(requested(more)).toEqual(['90']);
  });

  it('OR-U9: its own fill may use up what the group still wants', () => {
    const both = having(...WORKING, siblingFilled('10')).when(fill('30'));
    both.thenTypes('OrderPartiallyFilledEvent', 'OrderCancelRequestedEvent');
  });

  it('OR-U9: whose cancel is pending only remembers, and asks when the cancel is refused', () => {
    const pending = [...WORKING, CANCEL];
    having(...pending)
      .when(siblingFilled('10'))
      .thenTypes('OrderGroupQuantityChangedEvent');
    const refused = having(...pending, siblingFilled('10')).when(REJECT_CANCEL);
    refused.thenTypes('OrderCancelRejectedEvent', 'OrderUpdateRequestedEvent');
    expect(requested(refused)).toEqual(['30']);
  });

  it('OR-U9: that nobody follows only remembers, and asks when it is found again', () => {
    having(...WORKING, UNTRACK)
      .when(siblingFilled('10'))
      .thenTypes('OrderGroupQuantityChangedEvent');
    const found = having(...WORKING, UNTRACK, siblingFilled('10')).when(ADOPT);
    found.thenTypes('OrderAdoptedEvent', 'OrderUpdateRequestedEvent');
    expect(requested(found)).toEqual(['30']);
  });

  it('OR-U9: that ended has nothing to follow any more', () => {
    const ended = [...WORKING, CANCEL, CONFIRM];
    having(...ended)
      .when(siblingFilled('10'))
      .then();
    having(...ended)
      .when(parentFilled('100'))
      .then();
  });
});

describe('a parent whose exit is filled', () => {
  const parent = (...commands: OrderCommand[]) => order.given(...eventsAfter(bracket(), ...commands));

  it('OR-U9: does not enter the rest, because nothing would protect it', () => {
    parent(SUBMIT, PLACE, fill('40')).when(siblingFilled('40')).thenTypes('OrderCancelRequestedEvent');
    parent(SUBMIT, PLACE, fill('40'), CANCEL).when(siblingFilled('40')).then();
    parent(SUBMIT, PLACE, fill('40'), UNTRACK).when(siblingFilled('40')).then();
    parent(SUBMIT, PLACE, fill('100')).when(siblingFilled('100')).then();
  });
});

describe('orders of no group', () => {
  const alone = order.given(...eventsAfter(create(), SUBMIT, PLACE));

  it('follow nobody', () => {
    alone.when(siblingFilled('10')).thenRejected('not_in_group');
    alone.when(parentFilled('10')).thenRejected('not_a_leg');
    order
      .given(...eventsAfter(bracket(), SUBMIT))
      .when(parentFilled('10'))
      .thenRejected('not_a_leg');
  });
});

describe('exits that work at once (oco)', () => {
  const { parentOrderId: _, ...rest } = STOP_GROUP;
  const oco = leg({
    submission: 'immediate',
    basis: given({ ...rest, orderClass: 'oco', parentOrderId: null }),
  });

  it('OR-U9: are for the whole quantity, less what the other fills', () => {
    const working = eventsAfter(oco, SUBMIT, PLACE);
    expect(order.given(...working).state()?.wantedQuantity).toBe('100');
    expect(requested(order.given(...working).when(siblingFilled('25')))).toEqual(['75']);
    order
      .given(...working)
      .when(siblingFilled('100'))
      .thenTypes('OrderGroupQuantityChangedEvent', 'OrderCancelRequestedEvent');
  });
});
