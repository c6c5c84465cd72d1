import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DELETE, signIn } from '../domains/user-account/testing/fixtures.ts';
import { brokerDisconnectionSaga } from './broker-disconnection-saga.ts';
import { EFFECT_FAULTS, FaultPlan, fault } from './testing/faults.ts';
import { disconnectionScenes } from './testing/scenes/endings.ts';
import { beginMany } from './testing/scenes/many.ts';
import { Simulation } from './testing/simulation.ts';
import { USER } from './testing/trader.ts';
import { actingSteps, attemptsOf, baseOf, isPastPivot } from './testing/verdicts.ts';
import { userDeletionSaga } from './user-deletion-saga.ts';

const [disconnection] = disconnectionScenes;
if (!disconnection) throw new Error('nothing is disconnected');
/** Steps that can fail; those who leave here have no orders. */
const STEPS = actingSteps(baseOf(disconnection))
  .map(({ step }) => step)
  .filter((step) => step !== 'let_orders_go' && !isPastPivot(disconnection, step));

/** A user with two connections leaves; the nth disconnection that is begun has the nth plan, and those after them go well. */
const leaves = (plans: readonly FaultPlan[]) => {
  const world = new Simulation();
  beginMany(world, 1);
  world.begin('user_account', USER, signIn(DELETE.sessionId), DELETE);
  world.children = new Set([brokerDisconnectionSaga.type]);
  let begun = 0;
  world.faultsOf = (type) =>
    type === brokerDisconnectionSaga.type ? (plans[begun++] ?? new FaultPlan()) : new FaultPlan();
  const { sagaId } = world.trigger(userDeletionSaga.type, world.last('UserAccountDeleted'));
  world.settle();
  const count = (eventType: string) => world.news.filter(({ event }) => event.eventType === eventType).length;
  return { journal: world.journal(sagaId), count };
};

const failing = (step: string, kind: (typeof EFFECT_FAULTS)[number] = 'throws') =>
  new FaultPlan([fault(kind, step, { times: attemptsOf(disconnection, step) })]);

describe('a user with two connections, of which one disconnection has failed', () => {
  it.each(STEPS.flatMap((step) => [0, 1].map((n) => [step, n] as const)))(
    '%s of number %i: only that one is begun again, and nothing is left',
    (step, n) => {
      const plans = [new FaultPlan(), new FaultPlan()].with(n, failing(step));
      const { journal, count } = leaves(plans);
      expect(journal).toMatchObject({ status: 'completed', interventions: [] });
      expect(journal?.children.map(({ status }) => status).toSorted()).toEqual([
        'compensated',
        'completed',
        'completed',
      ]);
      expect([count('BrokerDisconnected'), count('BrokerConnectionPurged')]).toEqual([3, 2]);
    },
  );

  it('each is begun again three times, however often the other one has failed', () => {
    const { journal, count } = leaves(Array.from({ length: 6 }, () => failing('stop_automations')));
    expect(journal?.status).toBe('completed');
    expect([journal?.children.length, count('BrokerDisconnected')]).toEqual([8, 8]);
  });

  it('whatever befalls the first six of them, the user is gone in the end, and both connections with all they had', () => {
    const anyPlan = fc.record({
      kind: fc.constantFrom(...EFFECT_FAULTS.filter((kind) => kind !== 'late')),
      step: fc.constantFrom(...STEPS),
    });
    fc.assert(
      fc.property(fc.array(anyPlan, { maxLength: 6 }), (plans) => {
        const { journal, count } = leaves(plans.map(({ step, kind }) => failing(step, kind)));
        expect(journal?.status).toBe('completed');
        expect(count('BrokerConnectionPurged')).toBe(2);
      }),
      { numRuns: 60 },
    );
  });
});
