import { describe, expect, it } from 'vitest';
import { brokerDisconnectionSaga } from './broker-disconnection-saga.ts';
import { orderExecutionSaga } from './order-execution-saga.ts';
import { type Fault, FaultPlan, fault } from './testing/faults.ts';
import { breaches } from './testing/laws.ts';
import { scenes } from './testing/scenes/all.ts';
import { type Played, play, type Scene } from './testing/scenes/scene.ts';
import { USER } from './testing/trader.ts';
import { actingSteps, attemptsOf, baseOf, isPastPivot } from './testing/verdicts.ts';

/** Plays a scene in which these befall its children of that kind. */
const withChildren = (
  scene: Scene,
  child: string,
  faults: readonly Fault[],
  until: (played: Played) => boolean = () => false,
): Played =>
  play(scene, {
    before: (world) => {
      const own = world.faultsOf;
      world.faultsOf = (type) => (type === child ? new FaultPlan(faults) : own(type));
    },
    until,
  });

const titled = (of: readonly Scene[]) => of.map((scene) => [scene.title, scene] as const);
const [disconnection] = scenes.filter(({ saga }) => saga === brokerDisconnectionSaga.type);
const [execution] = scenes.filter(({ saga }) => saga === orderExecutionSaga.type);
if (!disconnection || !execution) throw new Error('no children are known');

const stepsOf = (scene: Scene) => actingSteps(baseOf(scene)).map(({ step }) => step);
const leaving = scenes.filter(({ saga }) => saga === 'UserDeletionSaga');
const trading = scenes.filter(({ children }) => children?.includes(orderExecutionSaga.type));

describe('a user who leaves while a disconnection has trouble', () => {
  const each = leaving.flatMap((scene) =>
    stepsOf(disconnection).map(
      (step) => [`${scene.title}: ${step} of the disconnection`, scene, step] as const,
    ),
  );

  it.each(each)('%s has no answer once: the user is gone all the same', (_title, scene, step) => {
    const played = withChildren(scene, brokerDisconnectionSaga.type, [fault('hangs', step)]);
    expect(breaches(scene, played)).toEqual([]);
    expect(played.journal().status).toBe('completed');
  });

  it.each(each.filter(([, , step]) => step !== 'purge_connection' && !isPastPivot(disconnection, step)))(
    '%s fails for good: the data key is kept, and a person is asked',
    (_title, scene, step) => {
      const fails = fault('throws', step, { times: attemptsOf(disconnection, step) });
      const asked = ({ journal }: Played) => journal().interventions.length > 0;
      const played = withChildren(scene, brokerDisconnectionSaga.type, [fails], asked);
      expect(played.journal()).toMatchObject({
        status: 'running',
        children: [{ status: 'compensated' }],
        interventions: [{ code: 'user_deletion_stuck', state: 'open' }],
      });
      expect(played.performed.map((one) => one.step)).not.toContain('destroy_data_key');
      const user = played.world.logs.state<{ readonly status: string }>({ type: 'user_account', key: USER });
      expect(user?.status).toBe('deletion_pending');
    },
  );
});

describe('a saga that makes orders whose execution has trouble', () => {
  const each = titled(trading).flatMap(([title, scene]) =>
    stepsOf(execution).map((step) => [`${title}: ${step} of each execution`, scene, step] as const),
  );

  it.each(each)(
    '%s has no answer once: all orders come to their end, and are booked',
    (_title, scene, step) => {
      const played = withChildren(scene, orderExecutionSaga.type, [fault('hangs', step)]);
      expect(breaches(scene, played)).toEqual([]);
      expect(played.journal().status).toBe('completed');
      expect(scene.orphans(played.world, played.sagaId).filter((what) => !what.includes('told'))).toEqual([]);
    },
  );

  it.each(each.filter(([, , step]) => !isPastPivot(execution, step)))(
    '%s fails for good: the saga comes to its end, and nothing is left',
    (_title, scene, step) => {
      const fails = fault('throws', step, { times: attemptsOf(execution, step) });
      const played = withChildren(scene, orderExecutionSaga.type, [fails]);
      expect(breaches(scene, played)).toEqual([]);
      expect(played.journal().status).toBe('completed');
      expect(scene.orphans(played.world, played.sagaId).filter((what) => !what.includes('told'))).toEqual([]);
    },
  );
});
