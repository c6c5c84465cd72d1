import { describe, expect, it } from 'vitest';
import { plusMs } from '../core/instant.ts';
import type { BrokerAccountState } from '../domains/broker-account/state.ts';
import { FAIL } from '../domains/broker-connection/testing/fixtures.ts';
import type { OrderState } from '../domains/order/state.ts';
import { UNTRACK } from '../domains/order/testing/fixtures.ts';
import type { BrokerRules } from './testing/broker-double.ts';
import { type Fault, fault } from './testing/faults.ts';
import { breaches } from './testing/laws.ts';
import { exitScenes } from './testing/scenes/exits.ts';
import { orderScenes } from './testing/scenes/orders.ts';
import { type Circumstances, play, type Scene } from './testing/scenes/scene.ts';
import { ACCOUNT, heldIn } from './testing/scenes/trading.ts';
import type { Simulation } from './testing/simulation.ts';
import { CONNECTION, ORDER } from './testing/trader.ts';

const CONNECTION_LOG = { type: 'broker_connection', key: CONNECTION };
const [simple] = orderScenes;
if (!simple) throw new Error('no order is executed');
const filling = (rules: BrokerRules): Scene => ({ ...simple, rules });

const orderIn = ({ logs }: Simulation) => logs.state<OrderState>({ type: 'order', key: ORDER });
const reservedIn = ({ logs }: Simulation) =>
  logs.state<BrokerAccountState>({ type: 'broker_account', key: ACCOUNT })?.reservations ?? [];

const FAILURES: readonly (readonly [string, Fault])[] = [
  ['was sent without an answer', fault('hangs', 'submit_order', { times: 4 })],
  ['arrives when nobody waits for it any more', fault('late', 'submit_order', { times: 4 })],
  ['was taken by a broker that does not say so', fault('ambiguous', 'submit_order', { times: 4 })],
  ['cannot be acknowledged', fault('refused', 'acknowledge')],
  ['is acknowledged without an answer', fault('hangs', 'acknowledge', { times: 4 })],
];
const CANCELS = [
  ['confirmed', 'the broker cancels it'],
  ['too_late', 'the broker says that it is too late'],
  ['filled_all_the_same', 'the broker cancels it and fills it all the same'],
] as const;
const FILLS = [
  [-1, 'before it answers'],
  [5, 'at once'],
  [20_000, 'while it is being undone'],
  [600_000, 'long after the saga has ended'],
] as const;

describe('an order whose execution failed although its broker has it', () => {
  it.each(
    FAILURES.flatMap(([what, way]) =>
      CANCELS.flatMap(([cancels, how]) =>
        FILLS.map(
          ([afterMs, when]) => [`${what}, ${how}, and a fill comes ${when}`, way, cancels, afterMs] as const,
        ),
      ),
    ),
  )(
    '%s: whatever was traded is booked, once, and nothing stays reserved',
    (_title, way, cancels, afterMs) => {
      const scene = filling({ cancels, fills: ({ quantity }) => [{ quantity, afterMs }] });
      const played = play(scene, { faults: [way] });
      const { world } = played;
      expect(breaches(scene, played)).toEqual([]);
      expect(played.journal().status).toBe('compensated');
      expect(heldIn(world)).toBe(world.broker.traded);
      expect(orderIn(world)?.filledQuantity).toBe(world.broker.traded);
      expect(reservedIn(world)).toEqual([]);
      if (world.broker.traded === '0') expect(orderIn(world)?.status).toBe('cancelled');
    },
  );

  it('OR-U6: a fill that is heard of after the cancel leaves the order cancelled, and is in the book', () => {
    const scene = filling({
      cancels: 'filled_all_the_same',
      fills: ({ quantity }) => [{ quantity, afterMs: 600_000 }],
    });
    const { world } = play(scene, { faults: [fault('refused', 'acknowledge')] });
    expect(orderIn(world)).toMatchObject({ status: 'cancelled', lateFill: true, filledQuantity: '100' });
    expect(heldIn(world)).toBe('100');
  });
});

describe('what may be at the broker although its saga gives up', () => {
  const RESTING: BrokerRules = { fills: () => [] };
  const typesIn = ({ news }: Simulation) => news.map(({ event }) => event.eventType);

  it.each(['hangs', 'late'] as const)(
    'PO-U5: a closing order that was made without an answer (%s) is cancelled, and the position is watched again',
    (kind) => {
      const [exit] = exitScenes;
      if (!exit) throw new Error('no position is left');
      const scene: Scene = { ...exit, rules: RESTING };
      const played = play(scene, { faults: [fault(kind, 'create_exit', { times: 4 })] });
      expect(scene.orphans(played.world, played.sagaId)).toEqual([]);
      expect(played.journal().status).toBe('compensated');
      expect(typesIn(played.world)).toEqual(
        expect.arrayContaining(['OrderCancelled', 'PositionExitReArmedEvent']),
      );
      expect(played.world.broker.working).toEqual([]);
    },
  );

  it('OR-U10: an order whose saga is ended by somebody while it waits for an answer is cancelled, not rejected', () => {
    const scene = filling(RESTING);
    const played = play(scene, {
      faults: [fault('hangs', 'submit_order')],
      until: ({ faults }) => faults.tries('submit_order') === 1,
    });
    const reason = { code: 'not_wanted', detail: 'somebody changed their mind' };
    played.world.operate(played.sagaId, { type: 'AbortSagaCommand', by: 'ann', reason });
    expect(breaches(scene, played)).toEqual([]);
    expect([orderIn(played.world)?.status, played.world.broker.working]).toEqual(['cancelled', []]);
  });
});

describe('OR-U10: a submission without an answer, and then a refusal', () => {
  it('by the broker itself: it never had the order, which is rejected', () => {
    const played = play(filling({}), {
      faults: [fault('throws', 'submit_order'), fault('refused', 'submit_order', { from: 2 })],
    });
    expect(breaches(simple, played)).toEqual([]);
    expect(played.journal().failure).toMatchObject({ kind: 'broker', uncertain: true });
    expect(orderIn(played.world)).toMatchObject({ status: 'rejected', cancelRequestedAt: null });
  });

  it.each([
    ['hangs', [ORDER]],
    ['throws', []],
  ] as const)(
    'by a connection that is closed by then (%s): nobody knows, so the order is not followed until it is back',
    (kind, working) => {
      const played = play(filling({ fills: () => [] }), {
        faults: [fault(kind, 'submit_order')],
        before: (world) => world.later(1, () => world.tell(CONNECTION_LOG, FAIL, 'it is lost')),
      });
      const { world, journal } = played;
      expect(journal()).toMatchObject({
        status: 'compensated',
        failure: { kind: 'refused', uncertain: true },
      });
      expect(orderIn(world)).toMatchObject({ brokerOrderId: null, untrackedAt: expect.any(String) });
      expect([world.broker.working, reservedIn(world)]).toEqual([working, []]);
    },
  );

  it('by a connection that closed before it was ever asked: it is rejected', () => {
    const { world, journal } = play(filling({}), {
      before: (world) => world.tell(CONNECTION_LOG, FAIL, 'it is lost'),
    });
    expect([journal().status, orderIn(world)?.status]).toEqual(['compensated', 'rejected']);
  });
});

describe('DESIGN 4: an order whose connection goes away while it works', () => {
  const lost = (afterMs: number, rules: BrokerRules, changes: Circumstances = {}) =>
    play(filling(rules), {
      ...changes,
      before: (world) =>
        world.later(afterMs, () =>
          world.tell({ type: 'order', key: ORDER }, UNTRACK, 'the connection is gone'),
        ),
    });

  it('is not followed any more: the saga ends, its reservation is freed, and it stays at the broker', () => {
    const played = lost(1_000, { fills: () => [] });
    expect(played.journal()).toMatchObject({ status: 'compensated', failure: { code: 'detached' } });
    expect(played.world.broker.working).toEqual([ORDER]);
    expect(reservedIn(played.world)).toEqual([]);
    expect(orderIn(played.world)?.untrackedAt).toBe(plusMs(orderIn(played.world)?.createdAt as never, 1_000));
  });

  it('is booked when it is filled later, although no saga follows it', () => {
    const { world, journal } = lost(1_000, { fills: ({ quantity }) => [{ quantity, afterMs: 60_000 }] });
    expect(journal()).toMatchObject({ status: 'compensated', failure: { code: 'detached' } });
    expect([heldIn(world), orderIn(world)?.status]).toEqual(['100', 'filled']);
  });

  it('is let go without an undoing once a part of it was filled', () => {
    const parts = [
      { quantity: '40', afterMs: 100 },
      { quantity: '60', afterMs: 60_000 },
    ];
    const { world, journal, performed } = lost(1_000, { fills: () => parts });
    expect(journal().status).toBe('completed');
    expect(performed.map(({ step }) => step)).not.toContain('publish_completion');
    expect(heldIn(world)).toBe('100');
  });

  it.each(['reserve_buying_power', 'record_submission', 'submit_order', 'acknowledge'])(
    'leaves nothing reserved when that happens while %s gets no answer',
    (step) => {
      const played = lost(100, {}, { faults: [fault('throws', step, { times: 2 })] });
      expect(reservedIn(played.world)).toEqual([]);
      expect(['compensated', 'completed']).toContain(played.journal().status);
      expect(heldIn(played.world)).toBe(played.world.broker.traded);
    },
  );
});
