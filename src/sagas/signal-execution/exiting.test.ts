import { describe, expect, it } from 'vitest';
import { plusMs } from '../../core/instant.ts';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import { account, id, position, QUOTE } from '../../domains/automation/testing/fixtures.ts';
import { limit } from '../../domains/order/testing/fixtures.ts';
import { automationExecutionSaga as saga } from '../automation-execution-saga.ts';
import { acting, contextOf } from '../testing/contexts.ts';
import { A, ENTER, EXIT, ofA, PROTECT, play, receivedBy, type Scene } from '../testing/signal-scene.ts';
import type { WorldRules } from '../testing/signal-world.ts';

const BUY = { payload: { action: 'buy' } };
const short = { position: position('short') };
const long = { position: position('long') };

describe('a flip (AU-U1)', () => {
  const flip = (rules: WorldRules = {}, accounts = [account(short)], configuration = {}): Scene => ({
    ...BUY,
    accounts,
    configuration,
    rules: { held: { [A]: '-100' }, ...rules },
  });

  it('closes the other side first, and enters when that is filled and booked', () => {
    const { orders, outcomes, retries, held } = play(flip({ bookingLooks: 3 }));
    expect([...orders.values()]).toMatchObject([
      { orderId: ofA(EXIT), side: 'buy', positionEffect: 'close', quantity: '100', status: 'filled' },
      { orderId: ofA(ENTER), side: 'buy', positionEffect: 'open', quantity: '10', status: 'filled' },
    ]);
    expect(retries['read_facts_again']).toBe(3);
    expect(held.get(A)).toBe('10');
    expect(outcomes).toMatchObject([{ result: 'done', orderIds: [ofA(EXIT), ofA(ENTER)], code: null }]);
  });

  it('AU-U4: closes no more than there is by now', () => {
    const { orders } = play(flip({ held: { [A]: '-60' } }));
    expect(orders.get(ofA(EXIT))?.quantity).toBe('60');
    expect(play(flip({ held: {} })).outcomes).toMatchObject([{ result: 'rejected', code: 'no_position' }]);
  });

  it('does not enter when the exit was not filled in time; the exit works on', () => {
    const { orders, outcomes, retries } = play(flip({ fills: () => '40' }));
    expect([...orders.keys()]).toEqual([ofA(EXIT)]);
    expect(orders.get(ofA(EXIT))?.status).toBe('partially_filled');
    expect(outcomes).toMatchObject([{ result: 'done', orderIds: [ofA(EXIT)], code: 'exit_not_filled' }]);
    expect(retries['confirm_exits']).toBeGreaterThan(10);
    expect(retries['confirm_exits']).toBeLessThan(40);
  });

  it('does not enter while the book still shows the old side', () => {
    const { outcomes, retries } = play(flip({ bookingLooks: 150 }));
    expect(outcomes).toMatchObject([{ code: 'exit_not_booked', orderIds: [ofA(EXIT)] }]);
    expect(retries['read_facts_again']).toBeGreaterThan(10);
  });

  it('does not enter when the exit was refused', () => {
    const { orders, outcomes } = play(flip({ basis: () => ({ connected: false }) }));
    expect(orders.size).toBe(0);
    expect(outcomes).toMatchObject([{ result: 'rejected', code: 'broker_not_connected' }]);
  });

  it('looks again sooner at first and seldom later', () => {
    const { trigger } = receivedBy(flip());
    const { settle } = acting(saga, 'confirm_exits');
    const made = { [A]: { orderId: ofA(EXIT), purpose: 'exit', quantity: '100' } };
    const context = contextOf(saga, trigger, { results: { exit_or_enter: { made, troubles: {} } } });
    const after = (ms: number) => {
      const order = { orderId: ofA(EXIT), status: 'placed', filledQuantity: '0', createdAt: TEST_NOW };
      const value = { readAt: plusMs(TEST_NOW, ms), orders: [order] };
      const result = settle(context, [{ kind: 'call', key: 'ids', value }]);
      return result.kind === 'retry' ? result.afterMs : result.kind;
    };
    expect([0, 2_000, 40_000, 60_000].map(after)).toEqual([100, 500, 10_000, 'done']);
  });

  it('AU-R7: waits for the user’s approval as long as that may take', () => {
    const { trigger } = receivedBy(flip({}, [account(short)], { autoSubmit: false }));
    const made = { [A]: { orderId: ofA(EXIT), purpose: 'exit', quantity: '100' } };
    const context = contextOf(saga, trigger, { results: { exit_or_enter: { made, troubles: {} } } });
    const kindAfter = (ms: number) => {
      const order = { orderId: ofA(EXIT), status: 'pending', filledQuantity: '0', createdAt: TEST_NOW };
      const value = { readAt: plusMs(TEST_NOW, ms), orders: [order] };
      return acting(saga, 'confirm_exits').settle(context, [{ kind: 'call', key: 'ids', value }]).kind;
    };
    expect([60_000, 15 * 60_000, 16 * 60_000].map(kindAfter)).toEqual(['retry', 'retry', 'done']);
  });

  it('whose entry was withheld still exits, and says why', () => {
    const { outcomes } = play(flip({}, [account(short)], { sidePreference: 'short_only' }));
    expect(outcomes).toMatchObject([{ result: 'done', orderIds: [ofA(EXIT)], code: 'side_not_allowed' }]);
  });
});

describe('a part of a position (AU-U4)', () => {
  const held = { ...long.position, stopPrice: '85', targetPrice: '120' };
  const stop = limit(
    '120',
    { orderId: id('stop'), accountId: A, side: 'sell', positionEffect: 'close' },
    { quote: QUOTE },
  );
  const scene = (rules: WorldRules = {}): Scene => ({
    payload: { action: 'exit', quantity: 40 },
    configuration: { allowSignalQuantity: true },
    accounts: [account({ position: held, openOrders: [{ orderId: id('stop'), closes: true }] })],
    rules: { held: { [A]: '100' }, orders: [stop], ...rules },
  });

  it('is taken, and what is left gets its stop and target back', () => {
    const { orders, outcomes } = play(scene());
    expect(orders.get(ofA(EXIT))).toMatchObject({ side: 'sell', quantity: '40', status: 'filled' });
    expect(orders.get(ofA(PROTECT))).toMatchObject({
      side: 'sell',
      orderType: 'limit',
      limitPrice: '120',
      quantity: '60',
      group: { orderClass: 'oco' },
      legs: [{ role: 'stop_loss', stopPrice: '85' }],
    });
    expect(outcomes).toMatchObject([{ result: 'done', orderIds: [ofA(EXIT), ofA(PROTECT)] }]);
  });

  it('protects all that is left when the exit was refused, not what the plan hoped for', () => {
    const blocked = scene({ fills: () => '0' });
    const { orders, outcomes } = play(blocked);
    expect(orders.get(ofA(PROTECT))?.quantity).toBe('60');
    expect(outcomes).toMatchObject([{ code: 'exit_not_filled', orderIds: [ofA(EXIT), ofA(PROTECT)] }]);
  });

  it('counts on what the exit has filled though the book does not show it', () => {
    const { orders, outcomes } = play(scene({ bookingLooks: 200 }));
    expect(orders.get(ofA(PROTECT))?.quantity).toBe('60');
    expect(outcomes).toMatchObject([{ code: 'exit_not_booked', orderIds: [ofA(EXIT), ofA(PROTECT)] }]);
  });

  it('PO-U5: does not put an order where the platform watches itself', () => {
    const watched = { price: '85', heldAtBroker: false };
    const known = (stopKnown: typeof watched, target: typeof watched) => ({
      facts: () => ({ position: { positionId: id('position'), stop: stopKnown, target } }),
    });
    const one = play(scene(known(watched, { price: '120', heldAtBroker: true })));
    expect(one.orders.get(ofA(PROTECT))).toMatchObject({ orderType: 'limit', group: null });
    const none = play(scene(known(watched, watched)));
    expect([...none.orders.keys()]).toEqual([id('stop'), ofA(EXIT)]);
  });
});

describe('a stop that is moved', () => {
  const scene = (rules: WorldRules): Scene => ({
    payload: { action: 'breakeven' },
    accounts: [account(long)],
    rules: { held: { [A]: '100' }, ...rules },
  });
  const atBroker = { positionId: id('position'), stop: { price: '85', heldAtBroker: true }, target: null };
  const resting = {
    orderId: id('stop'),
    side: 'sell',
    orderType: 'stop_limit',
    stopPrice: '85',
    limitPrice: '84.5',
    filledQuantity: '0',
  } as const;

  it('is moved in the position’s book where the platform watches it', () => {
    const { told, outcomes } = play(scene({}));
    expect(told).toMatchObject([
      {
        type: 'SetStopLossCommand',
        positionId: id('position'),
        stopLoss: { type: 'fixed', price: '90' },
        heldAtBroker: false,
        marketPrice: '99.95',
      },
    ]);
    expect(outcomes).toEqual([{ accountId: A, result: 'done', orderIds: [], code: null, detail: null }]);
  });

  it('is moved at the broker where it rests there, its limit as far from it as before', () => {
    const orders = [
      {
        ...limit('84.5', { orderId: id('stop'), accountId: A, side: 'sell', positionEffect: 'close' }),
        orderType: 'stop_limit',
        stopPrice: '85',
      } as const,
    ];
    const facts = () => ({ position: atBroker, closing: [resting] });
    const { effects, told, outcomes } = play(scene({ orders, facts }));
    expect(effects['exit_or_enter']).toMatchObject([
      {
        target: { type: 'order', key: id('stop') },
        command: { type: 'UpdateOrderCommand', changes: { stopPrice: '90', limitPrice: '89.5' } },
      },
    ]);
    expect(told).toMatchObject([{ heldAtBroker: true }]);
    expect(outcomes).toMatchObject([{ result: 'done' }]);
  });

  it('is of no concern to a book that never knew of the order', () => {
    const order = {
      ...limit('84.5', { orderId: id('stop'), accountId: A, side: 'sell', positionEffect: 'close' }),
      orderType: 'stop_limit',
      stopPrice: '85',
    } as const;
    const facts = () => ({ position: { ...atBroker, stop: null }, closing: [resting] });
    expect(play(scene({ orders: [order], facts })).told).toEqual([]);
  });

  it('is watched by the platform when nothing rests at the broker any more', () => {
    expect(play(scene({ facts: () => ({ position: atBroker }) })).told).toMatchObject([
      { heldAtBroker: false },
    ]);
  });

  it('stays where it is in the book when the broker’s could not be moved', () => {
    const facts = () => ({ position: atBroker, closing: [resting] });
    const { told, outcomes } = play(scene({ facts }));
    expect(told).toEqual([]);
    expect(outcomes).toMatchObject([{ result: 'rejected', code: 'order_not_found' }]);
  });
});
