import { describe, expect, it } from 'vitest';
import type { SagaFailure } from '../core/saga.ts';
import { create } from '../domains/order/testing/fixtures.ts';
import { OPENED } from '../domains/position/testing/commands.ts';
import { sagaOrderId } from './order-ids.ts';
import { positionManagementSaga as saga } from './position-management-saga.ts';
import { acting, answered, contextOf, id, rejected, waiting } from './testing/contexts.ts';
import { type ExitRules, exitWorld } from './testing/exit-world.ts';
import { describeTrigger } from './testing/triggers.ts';
import { walk } from './testing/walk.ts';

const EXIT = sagaOrderId(id('saga'), 1);
const RIVAL = id('rival');
const rival = create(
  { orderId: RIVAL, side: 'sell', orderType: 'limit', limitPrice: '160', positionEffect: 'close' },
  { hours: 'always_open' },
);

const play = (rules: ExitRules = {}) => {
  const world = exitWorld(rules);
  const walked = walk(saga, world.trigger, world);
  return { ...world, ...walked, types: world.events.map(({ type }) => type) };
};

describeTrigger(saga, exitWorld().trigger);

describe('the trigger', () => {
  it('is a stop or target that was reached, once each, and it takes no lease', () => {
    const { trigger } = exitWorld();
    expect(saga.triggers).toHaveLength(1);
    expect(saga.triggers[0]?.dedupeKey(trigger)).toBe(trigger.data['triggerId']);
    expect(saga.triggers[0]?.conflictKey).toBeUndefined();
  });
});

describe('leaving a position (PO-U5)', () => {
  it('PO-U5: a closing order is made by the system, and its fill closes the position', () => {
    const { orders, types, stopped, events } = play();
    expect(stopped).toBeNull();
    expect(orders.get(EXIT)).toMatchObject({
      createdBy: 'system',
      clientOrderId: EXIT,
      side: 'sell',
      positionEffect: 'close',
      orderType: 'market',
      quantity: '100',
      timeInForce: 'day',
      submission: 'immediate',
      status: 'filled',
    });
    expect(types.slice(-2)).toEqual(['PositionClosedEvent', 'PositionManagementCompleted']);
    expect(events.at(-1)?.data).toMatchObject({
      positionId: OPENED,
      outcome: 'stop_loss',
      sagaId: id('saga'),
    });
  });

  it('waits for the order as long as it takes, and looks more and more seldom', () => {
    const { retries, types } = play({ looks: 60 });
    expect(retries['exit_end']).toBe(60);
    expect(types.at(-1)).toBe('PositionManagementCompleted');
  });

  it('waits until the book has taken in the fill', () => {
    const { retries, types } = play({ bookingLooks: 5 });
    expect(retries['read_position']).toBe(5);
    expect(types.at(-1)).toBe('PositionManagementCompleted');
  });

  it.each([['cancelled'], ['partly_filled']] as const)(
    'PO-U5: an order that ended %s leaves a position that is watched again',
    (ends) => {
      const { types, events, book } = play({ ends });
      expect(types.at(-1)).toBe('PositionExitReArmedEvent');
      expect(events.at(-1)?.data).toMatchObject({ positionId: OPENED, reason: 'its order was cancelled' });
      expect(book().open?.pendingExit).toBeNull();
    },
  );
});

it('AU-U4, PO-U5: no more is closed than the account holds by now', () => {
  expect(play({ basis: { heldQuantity: '60' } }).orders.get(EXIT)?.quantity).toBe('60');
});

describe('another exit that rests at the broker', () => {
  it('makes way first: the same units are not sold twice', () => {
    const { orders, effects, types } = play({ rival });
    expect(effects['cancel_rivals']).toMatchObject([
      { target: { key: RIVAL }, command: { type: 'CancelOrderCommand', reason: 'stop_loss' } },
    ]);
    expect(orders.get(RIVAL)?.status).toBe('cancelled');
    expect(orders.get(EXIT)?.status).toBe('filled');
    expect(types.at(-1)).toBe('PositionManagementCompleted');
  });

  it('that is filled at the last moment has closed the position, though its book learns it later', () => {
    const { orders, retries, types, stopped } = play({ rival, rivalFills: true, bookingLooks: 4 });
    expect(stopped).toBeNull();
    expect(retries['read_facts_again']).toBeGreaterThan(0);
    expect(orders.has(EXIT)).toBe(false);
    expect(types.at(-1)).toBe('PositionManagementCompleted');
  });

  it('of the other side is none', () => {
    const entry = { ...rival, side: 'buy', positionEffect: 'open', limitPrice: '120' } as const;
    expect(play({ rival: entry }).effects['cancel_rivals']).toEqual([]);
  });
});

describe('an exit that is refused', () => {
  const refused = (basis: ExitRules['basis'] = {}) => play({ basis });
  const blocked = {
    account: { status: 'suspended', trading: 'blocked', margin: true, availableBuyingPower: '0' },
  } as const;

  it('is left alone for a while, and then the saga fails', () => {
    const { stopped, orders } = refused(blocked);
    expect(orders.size).toBe(0);
    expect(stopped).toMatchObject({ kind: 'fail', failure: { code: 'account_not_tradable' } });
    const step = saga.steps.find(({ name }) => name === 'exit_accepted');
    expect(step && 'awaits' in step && step.patience?.ms).toBe(30_000);
  });

  const failed = (code: string, changes: Partial<SagaFailure> = {}): SagaFailure => ({
    code,
    detail: 'why',
    kind: 'refused',
    uncertain: false,
    ...changes,
  });
  const context = contextOf(saga, exitWorld().trigger);

  it('PO-U5: is watched again, by its own trigger', () => {
    const { triggerId } = context.trigger.data;
    expect(saga.onFailed(context, failed('account_not_tradable'))).toEqual([
      {
        kind: 'command',
        key: 'ReArmExitCommand',
        target: { type: 'position', key: `${id('account')}:AAPL` },
        command: { type: 'ReArmExitCommand', positionId: OPENED, triggerId, reason: 'account_not_tradable' },
      },
    ]);
  });

  it.each([
    ['account_not_tradable', 'refused', true],
    ['broker_not_connected', 'refused', false],
    ['no_market_data', 'refused', false],
    ['no_answer', 'timeout', true],
    ['wrong', 'aborted', false],
  ] as const)('%s (%s) asks for a person: %s', (code, kind, asks) => {
    expect(saga.afterFailure?.(context, failed(code, { kind })) !== null).toBe(asks);
  });

  it('is taken back when it may have been made all the same, and only then', () => {
    const { compensate, compensatesFor } = acting(saga, 'create_exit');
    expect(compensate?.(context)).toMatchObject([
      { target: { type: 'order', key: EXIT }, command: { type: 'CancelOrderCommand' } },
    ]);
    expect(compensatesFor?.(failed('account_not_tradable'), true)).toBe(false);
    expect(compensatesFor?.(failed('no_answer', { uncertain: true }), false)).toBe(true);
    expect(compensatesFor?.(failed('late', { kind: 'deadline' }), true)).toBe(true);
  });
});

describe('an exit that its broker refuses', () => {
  const after = (status: string) =>
    waiting(saga, 'cool_down').awaits(
      contextOf(saga, exitWorld().trigger, { results: { exit_end: { status, filled: '0' } } }),
    );

  it('is left alone for a while, too, so that it is not sent again with every price', () => {
    expect(['rejected', 'cancelled', 'expired'].map(after)).toEqual([null, null, null]);
    expect(waiting(saga, 'cool_down').patience?.ms).toBe(30_000);
  });

  it('needs no pause when it was filled', () => {
    expect(after('filled')).toMatchObject({ kind: 'done' });
  });
});

describe('when it cannot go on', () => {
  const context = contextOf(saga, exitWorld().trigger);

  it('an order that was accepted is the point of no return', () => {
    expect(saga.steps.filter(({ pivot }) => pivot).map(({ name }) => name)).toEqual(['exit_accepted']);
    expect(saga.intervention?.(context, 'exit_end')).toMatchObject({
      code: 'exit_stuck',
      ids: [OPENED, id('account')],
    });
  });

  it('a book that says that it is so already has the last word', () => {
    const { settle } = acting(saga, 'conclude');
    expect(settle(context, [answered(rejected('position_not_found'))]).kind).toBe('done');
    expect(settle(context, [answered({ kind: 'mismatch' })]).kind).toBe('retry');
  });

  it('an order that does not answer is asked again', () => {
    const created = { orderId: EXIT, quantity: '100', refusal: null };
    const known = contextOf(saga, exitWorld().trigger, { results: { create_exit: created } });
    const none = {
      kind: 'call' as const,
      key: 'ids',
      value: { readAt: known.trigger.occurredAt, orders: [] },
    };
    expect(acting(saga, 'exit_end').settle(known, [none])).toMatchObject({ kind: 'retry', afterMs: null });
  });
});
