import { describe, expect, it } from 'vitest';
import { brokerError } from '../brokers/port.ts';
import { plusMs } from '../core/instant.ts';
import { done, type SagaDefinition } from '../core/saga.ts';
import { TEST_NOW } from '../core/testing/decider-specification.ts';
import { UNTRACK } from '../domains/order/testing/fixtures.ts';
import { adoptOrderSteps, askUntracked, untrackedFound } from './adopt-orders.ts';
import {
  ACCOUNT,
  CONNECTION,
  FILLED,
  filled,
  known,
  LISTED,
  type RecoveryRules,
  recoveryWorld,
  snapshot,
} from './testing/recovery-world.ts';
import { walk } from './testing/walk.ts';

/** A saga of nothing but these steps. */
const saga: SagaDefinition<Record<string, unknown>> = {
  type: 'ReconnectSaga',
  definitionVersion: 1,
  triggers: [],
  parse: (data) => data,
  deadlineMs: 60_000,
  objectiveMs: 1_000,
  steps: [
    {
      name: 'find',
      attempts: 1,
      retryBaseMs: 1,
      timeoutMs: 1,
      execute: () => [askUntracked([ACCOUNT])],
      settle: (_context, outcomes) => done(untrackedFound(outcomes)),
    },
    ...adoptOrderSteps({ connectionOf: () => CONNECTION, foundBy: 'find' }),
  ],
  onFailed: () => [],
};

const untracked = (rules: RecoveryRules) => {
  const world = recoveryWorld(rules);
  for (const orderId of [LISTED, FILLED]) world.world.begin('order', orderId, UNTRACK);
  return world;
};

const play = (rules: RecoveryRules = {}) => {
  const world = untracked(rules);
  return { ...world, ...walk(saga, { ...world.trigger, occurredAt: plusMs(TEST_NOW, 5_000) }, world) };
};

describe('orders that nobody follows since their connection was lost (DESIGN 4)', () => {
  it('are looked up by their client order ids', () => {
    const { effects } = play();
    expect(effects['find']).toMatchObject([
      { port: 'orders', request: { by: 'accounts', accountIds: [ACCOUNT], untrackedOnly: true } },
    ]);
    expect(
      effects['look_up_orders']?.map((effect) => (effect.kind === 'call' ? effect.request : null)),
    ).toEqual(
      [LISTED, FILLED].map((orderId) => ({
        connectionId: CONNECTION,
        call: { op: 'getOrder', brokerAccountId: 'virtual-1', orderId, clientOrderId: `client-${orderId}` },
      })),
    );
  });

  it('are followed again, and brought up to what happened meanwhile: fills first, then how they stand', () => {
    const { world, stopped } = play({ orders: { [LISTED]: { ok: true, value: snapshot(LISTED) } } });
    expect(stopped).toBeNull();
    const types = (orderId: string) =>
      world.events
        .filter(({ aggregateId }) => aggregateId === orderId)
        .map(({ eventType }) => eventType)
        .slice(-4);
    expect(types(LISTED).slice(-2)).toEqual(['OrderAdoptedEvent', 'OrderSyncedFromBrokerEvent']);
    expect(types(FILLED)).toContain('OrderFilledEvent');
    expect(world.status('order', LISTED)).toBe('placed');
    expect(world.status('order', FILLED)).toBe('filled');
    expect(world.last('OrderSyncedFromBrokerEvent').data).toMatchObject({
      brokerUpdatedAt: plusMs(TEST_NOW, 5_000),
    });
  });

  it('that ended at the broker end here', () => {
    const over = snapshot(LISTED, { status: 'canceled', reason: 'end of day' });
    expect(play({ orders: { [LISTED]: { ok: true, value: over } } }).world.status('order', LISTED)).toBe(
      'cancelled',
    );
  });

  it('OR-U10: are rejected when they were sent and never arrived, and only then', () => {
    const gone = { ok: true, value: null } as const;
    const ours = [known(LISTED, { brokerOrderId: null }), known(FILLED)];
    const { effects, world } = play({ known: ours, orders: { [LISTED]: gone, [FILLED]: gone } });
    expect(effects['adopt_orders']).toMatchObject([
      { target: { key: LISTED }, command: { type: 'RejectOrderCommand', code: 'not_at_broker' } },
    ]);
    expect(world.status('order', FILLED)).toBe('placed');
    const partly = [known(LISTED, { brokerOrderId: null, filledQuantity: '1' })];
    expect(play({ known: partly, orders: { [LISTED]: gone } }).effects['adopt_orders']).toEqual([]);
  });

  it('stay untracked when the broker would not tell, and nothing fails', () => {
    const busy = brokerError('not_connected', 'connection_not_connected', 'gone again');
    const ours = [known(LISTED, { brokerOrderId: null }), known(FILLED)];
    const { stopped, effects } = play({ known: ours, orders: { [LISTED]: busy, [FILLED]: busy } });
    expect(stopped).toBeNull();
    expect(effects['adopt_orders']).toEqual([]);
  });

  it('may be none', () => {
    const { stopped, effects } = play({ known: [] });
    expect(stopped).toBeNull();
    expect(effects['look_up_orders']).toEqual([]);
  });

  it('are at most fifty a run, and what is told of them fits into the journal', () => {
    const many = Array.from({ length: 80 }, (_, n) => known(`${LISTED.slice(0, 30)}${100_000 + n}`));
    const fills = Array.from({ length: 30 }, (_, n) => ({ ...filled('x').fills?.[0], fillId: `f${n}` }));
    const long = (orderId: string) => ({ ok: true, value: { ...filled(orderId), fills } }) as const;
    const orders = Object.fromEntries(many.map(({ orderId }) => [orderId, long(orderId)]));
    const { context, effects } = play({ known: many, orders });
    expect(effects['look_up_orders']).toHaveLength(50);
    expect(JSON.stringify(context.results['look_up_orders']).length).toBeLessThan(60_000);
  });
});
