import { describe, expect, it } from 'vitest';
import { brokerDisconnectionSaga } from './broker-disconnection-saga.ts';
import { orderExecutionSaga } from './order-execution-saga.ts';
import { type Fault, FaultPlan, fault } from './testing/faults.ts';
import { breaches } from './testing/laws.ts';
import { scenes } from './testing/scenes/all.ts';
import { type Played, play, type Scene } from './testing/scenes/scene.ts';
import { USER } from './testing/trader.ts';
import { actingSteps, attemptsOf, baseOf, isPastPivot } from './testing/verdicts.ts';

interface Befalls {
  readonly first?: number;
  readonly until?: (played: Played) => boolean;
}

/** Plays a scene in which these befall its children of that kind: the first so many of them, or all. */
const withChildren = (
  scene: Scene,
  child: string,
  faults: readonly Fault[],
  { first = Number.POSITIVE_INFINITY, until = () => false }: Befalls = {},
): Played =>
  play(scene, {
    before: (world) => {
      const own = world.faultsOf;
      let begun = 0;
      world.faultsOf = (type) => {
        if (type !== child) return own(type);
        begun += 1;
        return new FaultPlan(begun > first ? [] : faults);
      };
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

  const failing = each.filter(([, , step]) => !isPastPivot(disconnection, step));
  const statusesOf = ({ journal }: Played) => journal().children.map(({ status }) => status);
  const failed = (scene: Scene, step: string, befalls: Befalls) => {
    const fails = fault('throws', step, { times: attemptsOf(disconnection, step) });
    return withChildren(scene, brokerDisconnectionSaga.type, [fails], befalls);
  };

  it.each(failing)(
    '%s fails, and the next disconnection does not: the user is gone, and no person is asked',
    (_title, scene, step) => {
      const played = failed(scene, step, { first: 1 });
      const wrong = breaches(scene, played).filter((what) => !/^twice .*: BrokerDisconnected /.test(what));
      expect(wrong).toEqual([]);
      expect(statusesOf(played)).toEqual(['compensated', 'completed']);
      expect(played.journal()).toMatchObject({ status: 'completed', interventions: [] });
    },
  );

  it.each(failing)(
    '%s fails in every one: no more than three more are begun, the data key is kept, and a person is asked',
    (_title, scene, step) => {
      let looks = 0;
      const played = failed(scene, step, {
        until: ({ journal }) =>
          journal().children.length > 3 && journal().interventions.length > 0 && ++looks > 20,
      });
      expect(statusesOf(played)).toEqual(Array.from({ length: 4 }, () => 'compensated'));
      expect(played.journal()).toMatchObject({
        status: 'running',
        interventions: [{ code: 'user_deletion_stuck', state: 'open' }],
      });
      expect(played.performed.map((one) => one.step)).not.toContain('destroy_data_key');
      const user = played.world.logs.state<{ readonly status: string }>({ type: 'user_account', key: USER });
      expect(user?.status).toBe('deletion_pending');
    },
  );

  it.each(failing)(
    '%s fails in the first four: another try that an operator wants begins one more, and the user is gone',
    (_title, scene, step) => {
      const played = failed(scene, step, {
        first: 4,
        until: ({ journal }) => journal().children.length === 4 && journal().interventions.length > 0,
      });
      const { world, sagaId } = played;
      world.operate(sagaId, { type: 'RetrySagaCommand', by: 'ann', step: null });
      expect(statusesOf(played).at(-1)).toBe('completed');
      expect(statusesOf(played)).toHaveLength(5);
      expect(played.journal().status).toBe('completed');
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
