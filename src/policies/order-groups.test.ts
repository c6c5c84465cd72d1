import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DomainEvent } from '../core/decider.ts';
import { Decimal } from '../core/decimal.ts';
import { testEnv } from '../core/testing/decider-specification.ts';
import { reduceForSiblingCommand, releaseOrderCommand } from '../domains/order/commands.ts';
import { createOrderCommand } from '../domains/order/commands-create.ts';
import {
  APPROVE,
  CANCEL,
  CONFIRM,
  create,
  DECLINE,
  EXPIRE,
  eventsAfter,
  fill,
  id,
  limit,
  PLACE,
  REJECT,
  SUBMIT,
} from '../domains/order/testing/fixtures.ts';
import { bracket, given, leg, parentFilled, STOP, STOP_GROUP } from '../domains/order/testing/groups.ts';
import { correct } from '../domains/order/testing/reports.ts';
import { isTerminal } from '../domains/order/values.ts';
import { orderGroups } from './order-groups.ts';
import { OrderGroupWorld, remainingOf, stored } from './testing/order-group-world.ts';

const { idOf } = testEnv();
const PARENT = id('order');
const TARGET_ID = idOf('order_leg', PARENT, 'take_profit');
const STOP_ID = idOf('order_leg', PARENT, 'stop_loss');
const LEGS = [TARGET_ID, STOP_ID];

const causedBy = (events: readonly DomainEvent[], type: string) => {
  const event = events.findLast((candidate) => candidate.type === type);
  if (!event) throw new Error(`no ${type} happened`);
  return orderGroups.commandsFor(stored(event));
};
const oco = (changes = {}) =>
  limit('160', {
    side: 'sell',
    positionEffect: 'close',
    attached: { orderClass: 'oco', native: false, legs: [STOP] },
    ...changes,
  });
const nativeStop = leg({ basis: given({ ...STOP_GROUP, native: true }) });
const working = [SUBMIT, PLACE];

describe('an order that brings exits', () => {
  it('has a name that never changes, and reacts to intents, fills and ends', () => {
    expect(orderGroups.name).toBe('order_groups');
    expect([...orderGroups.eventTypes].toSorted()).toEqual([
      'OrderCancelled',
      'OrderCreatedEvent',
      'OrderExpiredEvent',
      'OrderFillCorrectedEvent',
      'OrderFilledEvent',
      'OrderPartiallyFilledEvent',
      'OrderRejected',
      'OrderReleasedEvent',
    ]);
  });

  it('OR-U9: creates every leg from its own log, held until it is filled', () => {
    const commands = causedBy(eventsAfter(bracket()), 'OrderCreatedEvent');
    expect(commands.map(({ target, dedupeKey }) => [target, dedupeKey])).toEqual(
      LEGS.map((legId) => [{ type: 'order', key: legId }, `create:${legId}`]),
    );
    const group = {
      groupId: idOf('order_group', PARENT),
      orderClass: 'bracket',
      parentOrderId: PARENT,
      native: false,
    };
    const common = {
      side: 'sell',
      positionEffect: 'close',
      quantity: '100',
      submission: 'on_parent_fill',
      symbol: 'AAPL',
    };
    expect(commands.map(({ command }) => createOrderCommand.parse(command))).toMatchObject([
      {
        ...common,
        orderId: TARGET_ID,
        orderType: 'limit',
        limitPrice: '160',
        basis: { kind: 'given', group: { ...group, role: 'take_profit', siblingOrderIds: [STOP_ID] } },
      },
      {
        ...common,
        orderId: STOP_ID,
        orderType: 'stop',
        stopPrice: '140',
        basis: { kind: 'given', group: { ...group, role: 'stop_loss', siblingOrderIds: [TARGET_ID] } },
      },
    ]);
  });

  it('OR-U9: does so once, also when it waits for approval itself', () => {
    const approved = eventsAfter(bracket({ submission: 'on_approval' }), APPROVE);
    expect(causedBy(approved, 'OrderCreatedEvent')).toHaveLength(2);
    expect(causedBy(approved, 'OrderReleasedEvent')).toEqual([]);
  });

  it('OR-U9: of exits that work at once, creates the other when the first goes', () => {
    const commands = causedBy(eventsAfter(oco()), 'OrderCreatedEvent');
    expect(commands.map(({ command }) => createOrderCommand.parse(command))).toMatchObject([
      {
        orderId: STOP_ID,
        side: 'sell',
        submission: 'immediate',
        basis: {
          group: { orderClass: 'oco', role: 'stop_loss', parentOrderId: null, siblingOrderIds: [PARENT] },
        },
      },
    ]);
    const approved = eventsAfter(oco({ submission: 'on_approval' }), APPROVE);
    expect(causedBy(approved, 'OrderCreatedEvent')).toEqual([]);
    expect(causedBy(approved, 'OrderReleasedEvent')).toHaveLength(1);
  });

  it('an order without a group concerns nobody', () => {
    const alone = eventsAfter(create(), ...working, fill('40'), correct('fill-40', '30'), CANCEL, CONFIRM);
    for (const event of alone) expect(orderGroups.commandsFor(stored(event))).toEqual([]);
    for (const event of eventsAfter(leg(), parentFilled('40')))
      expect(orderGroups.commandsFor(stored(event))).toEqual([]);
    const firstBuild = { orderId: PARENT, submission: 'immediate' };
    expect(orderGroups.commandsFor(stored({ type: 'OrderCreatedEvent', data: firstBuild }))).toEqual([]);
  });
});

describe('fills in a group', () => {
  it('OR-U9: of a parent let its legs go for all it has filled, once per fill', () => {
    const events = eventsAfter(bracket(), ...working, fill('40'), fill('60'));
    for (const [type, fillId, quantity, isFinal] of [
      ['OrderPartiallyFilledEvent', 'fill-40', '40', false],
      ['OrderFilledEvent', 'fill-60', '100', true],
    ] as const) {
      const commands = causedBy(events, type);
      expect(commands.map(({ target, dedupeKey }) => [target.key, dedupeKey])).toEqual(
        LEGS.map((legId) => [legId, `${fillId}:${legId}`]),
      );
      for (const { command } of commands)
        expect(releaseOrderCommand.parse(command)).toEqual({
          type: 'ReleaseOrderCommand',
          releasedBy: 'parent_fill',
          quantity,
          parentFillId: fillId,
          isFinal,
        });
    }
  });

  it('OR-U9: of a leg are taken from its sibling, and end its parent when the leg is filled', () => {
    const events = eventsAfter(leg(), parentFilled('100'), ...working, fill('40'), fill('60'));
    const told = (type: string) =>
      causedBy(events, type).map(({ target, command, dedupeKey }) => {
        const { quantity, fillId, siblingOrderId } = reduceForSiblingCommand.parse(command);
        expect([siblingOrderId, dedupeKey]).toEqual([PARENT, `${fillId}:${target.key}`]);
        return [target.key, quantity];
      });
    expect(told('OrderPartiallyFilledEvent')).toEqual([[id('target'), '40']]);
    expect(told('OrderFilledEvent')).toEqual([
      [id('target'), '60'],
      [id('parent'), '60'],
    ]);
  });

  it('OR-U9: of a native group are taken from the siblings by the broker itself', () => {
    const events = eventsAfter(
      nativeStop,
      parentFilled('100'),
      ...working,
      fill('40'),
      correct('fill-40', '30'),
      fill('70'),
    );
    expect(causedBy(events, 'OrderPartiallyFilledEvent')).toEqual([]);
    expect(causedBy(events, 'OrderFillCorrectedEvent')).toEqual([]);
    expect(causedBy(events, 'OrderFilledEvent').map(({ target }) => target.key)).toEqual([id('parent')]);
  });

  it('OR-U9: that are corrected are told again, under a key of their own', () => {
    const parent = causedBy(
      eventsAfter(bracket(), ...working, fill('40'), correct('fill-40', '30')),
      'OrderFillCorrectedEvent',
    );
    expect(parent.map(({ command }) => command)).toMatchObject([{ quantity: '30' }, { quantity: '30' }]);
    const exit = eventsAfter(leg(), parentFilled('100'), ...working, fill('40'), correct('fill-40', '0'));
    expect(causedBy(exit, 'OrderFillCorrectedEvent')).toMatchObject([
      {
        target: { key: id('target') },
        command: { type: 'ReduceForSiblingCommand', fillId: 'fill-40', quantity: '0' },
        dedupeKey: `${id('OrderFillCorrectedEvent')}:${id('target')}`,
      },
    ]);
  });
});

describe('the end of a parent', () => {
  it.each([
    ['OrderCancelled', 'parent cancelled', [CANCEL, CONFIRM]],
    ['OrderRejected', 'parent rejected', [REJECT]],
    ['OrderExpiredEvent', 'parent expired', [EXPIRE]],
  ] as const)('OR-U9: %s without a fill ends its legs, with one it leaves them', (type, reason, end) => {
    const commands = causedBy(eventsAfter(bracket(), SUBMIT, ...end), type);
    expect(commands.map(({ target, command }) => [target.key, command])).toEqual(
      LEGS.map((legId) => [legId, { type: 'CancelOrderCommand', reason }]),
    );
    if (type !== 'OrderRejected')
      expect(causedBy(eventsAfter(bracket(), ...working, fill('40'), ...end), type)).toMatchObject(
        LEGS.map((key) => ({
          target: { key },
          command: { type: 'ReleaseOrderCommand', quantity: '40', isFinal: true },
        })),
      );
  });

  it('OR-U9: also when nobody approved it', () => {
    const declined = eventsAfter(bracket({ submission: 'on_approval' }), DECLINE);
    expect(causedBy(declined, 'OrderRejected')).toHaveLength(2);
  });

  it('the end of a leg is its own matter', () => {
    expect(causedBy(eventsAfter(leg(), CANCEL), 'OrderCancelled')).toEqual([]);
  });
});

describe('a bracket from its entry to its exit', () => {
  const entered = () => {
    const world = new OrderGroupWorld();
    world.give(PARENT, bracket());
    world.settle();
    return world;
  };

  it('OR-U9: protects what was entered, at every moment, and nothing more', () => {
    const world = entered();
    expect(world.order(STOP_ID)).toMatchObject({ status: 'pending', release: 'awaiting_parent' });
    world.fill(PARENT, '40');
    world.settle();
    for (const legId of LEGS) expect(world.order(legId)).toMatchObject({ status: 'placed', quantity: '40' });
    world.fill(PARENT, '60');
    world.settle();
    for (const legId of LEGS) expect(world.order(legId)).toMatchObject({ status: 'placed', quantity: '100' });
    world.fill(TARGET_ID, '30');
    world.settle();
    expect(world.order(STOP_ID)).toMatchObject({ status: 'placed', quantity: '70' });
    world.fill(STOP_ID, '70');
    world.settle();
    expect(world.order(STOP_ID).status).toBe('filled');
    expect(world.order(TARGET_ID).status).toBe('cancelled');
    expect(world.refused).toEqual([]);
  });

  it('OR-U9: is gone when the entry is cancelled before it traded', () => {
    const world = entered();
    world.give(PARENT, CANCEL);
    world.settle();
    for (const orderId of [PARENT, ...LEGS]) expect(world.order(orderId).status).toBe('cancelled');
  });

  it('OR-U9: whatever overtakes what, in the end the exits are for what is left of the entry', () => {
    const action = fc.oneof(
      { weight: 3, arbitrary: fc.nat(5).map((n) => (world: OrderGroupWorld) => void world.deliver(n)) },
      { weight: 3, arbitrary: fc.constant((world: OrderGroupWorld) => void world.answer()) },
      {
        weight: 4,
        arbitrary: fc
          .tuple(fc.constantFrom(PARENT, PARENT, TARGET_ID, STOP_ID), fc.constantFrom('5', '20', '40'))
          .map(
            ([orderId, units]) =>
              (world: OrderGroupWorld) =>
                void world.fill(orderId, units),
          ),
      },
    );
    fc.assert(
      fc.property(fc.array(action, { minLength: 10, maxLength: 60 }), (actions) => {
        const world = entered();
        for (const act of actions) act(world);
        world.settle();
        const legs = LEGS.map((legId) => world.order(legId));
        const exited = legs.reduce((sum, { filledQuantity }) => sum.plus(filledQuantity), new Decimal(0));
        const left = new Decimal(world.order(PARENT).filledQuantity).minus(exited);
        const alive = legs.filter(({ status }) => !isTerminal(status));
        const isHeld = alive.every(({ release }) => release === 'awaiting_parent');
        if (left.lte(0))
          expect(isHeld && (alive.length === 0 || !isTerminal(world.order(PARENT).status))).toBe(true);
        else for (const order of alive) expect(remainingOf(order).toFixed()).toBe(left.toFixed());
      }),
      { numRuns: 500 },
    );
  });
});
