import { describe, expect, it } from 'vitest';
import { anySaga, type ChildEnd, type CommandEffect } from '../core/saga.ts';
import { disconnect } from '../domains/broker-connection/testing/fixtures.ts';
import { domains } from '../domains/manifests.ts';
import { DELETE, signIn } from '../domains/user-account/testing/fixtures.ts';
import { brokerDisconnectionSaga } from './broker-disconnection-saga.ts';
import { userKey } from './conflicts.ts';
import { accepted, acting, answered, contextOf, id, rejected, statuses } from './testing/contexts.ts';
import type { SagaWorld } from './testing/saga-world.ts';
import { AUTOMATION, CONNECTION, LINKED, leftOf, trader, USER } from './testing/trader.ts';
import { describeTrigger } from './testing/triggers.ts';
import { userDeletionSaga as saga } from './user-deletion-saga.ts';

/** A user who owns all that a trader has wants to leave. */
const leaving = (liveExposure: 'close' | 'keep' | null = null): SagaWorld => {
  const world = trader();
  world.begin('user_account', USER, signIn(DELETE.sessionId) as never, { ...DELETE, liveExposure } as never);
  return world;
};
const DELETED = leaving().last('UserAccountDeleted');
const OTHER = id('other connection');
const context = contextOf(saga, {
  ...DELETED,
  data: { ...DELETED.data, ownedConnectionIds: [CONNECTION, OTHER] },
});

describeTrigger(saga, DELETED);

describe('the trigger', () => {
  const [trigger] = saga.triggers;

  it('is the deletion of the user, once within ten minutes and one at a time', () => {
    expect(saga.triggers).toHaveLength(1);
    expect(trigger?.when(DELETED)).toBe(true);
    expect(trigger?.dedupeKey(DELETED)).toBe(`user_deletion:${USER}`);
    expect(trigger?.dedupeWindowMs).toBe(600_000);
  });

  it('sagas 2.8: takes a key of its own, so that its children can take those of the connections', () => {
    expect(trigger?.conflictKey?.(DELETED)).toBe(userKey(USER));
  });

  it('names everything that the user owns', () => {
    expect(DELETED.data).toMatchObject({
      ownedConnectionIds: [CONNECTION],
      ownedAccountIds: LINKED,
      ownedAutomationIds: [AUTOMATION],
    });
  });
});

describe('the way forward', () => {
  const sent = (name: string, of = context) => acting(saga, name).execute(of) as readonly CommandEffect[];

  it('takes these steps, and from the first one on there is no way back: nobody is connected again', () => {
    expect(saga.steps.map(({ name, pivot }) => (pivot ? `${name} (pivot)` : name))).toEqual([
      'stop_automations (pivot)',
      'disconnect_all_brokers',
      'join_disconnections',
      'delete_automations',
      'complete_deletion',
      'destroy_data_key',
    ]);
    expect(saga.steps.some(({ compensate }) => compensate)).toBe(false);
    expect(saga.onFailed(context, {} as never)).toEqual([]);
  });

  it('BC-P1: has every connection disconnected by a saga of its own', () => {
    expect(sent('disconnect_all_brokers').map(({ target, command }) => [target.key, command])).toEqual(
      [CONNECTION, OTHER].map((key) => [
        key,
        {
          type: 'RequestBrokerDisconnectCommand',
          reason: 'user_deleted',
          involuntary: false,
          cancelOpenOrders: false,
        },
      ]),
    );
  });

  it.each([
    ['close', true],
    ['keep', false],
  ] as const)(
    'UA-U7: cancels open orders only when the user said so: %s',
    (liveExposure, cancelOpenOrders) => {
      const of = contextOf(saga, leaving(liveExposure).last('UserAccountDeleted'));
      expect(sent('disconnect_all_brokers', of)[0]?.command).toMatchObject({ cancelOpenOrders });
    },
  );

  it('destroys the data key last, when the account is closed', () => {
    expect(sent('complete_deletion')[0]?.command).toEqual({
      type: 'CompleteUserDeletionCommand',
      counts: { connections: 2, accounts: 2, automations: 1 },
    });
    expect(acting(saga, 'destroy_data_key').execute(context)).toEqual([
      { kind: 'call', key: 'destroy', port: 'vault', request: { op: 'destroy' } },
    ]);
  });

  it('sends commands that are whole, each under a key of its own', () => {
    for (const { name } of saga.steps) {
      const effects = sent(name);
      expect(new Set(effects.map(({ key }) => key)).size).toBe(effects.length);
      for (const { kind, target, command } of effects) {
        if (kind !== 'command') continue;
        const domain = domains.find(({ aggregate }) => aggregate.type === target.type);
        expect(domain?.commands[command.type]?.schema.parse(command)).toEqual(command);
      }
    }
  });
});

describe('what a step came to', () => {
  it.each(['stop_automations', 'disconnect_all_brokers', 'delete_automations'])(
    '%s is done whatever it was answered, and tried again when it was not decided',
    (name) => {
      const { settle } = acting(saga, name);
      expect(settle(context, [answered(accepted()), answered(rejected('automation_not_found'))]).kind).toBe(
        'done',
      );
      expect(settle(context, [answered({ kind: 'conflict', version: 3 })]).kind).toBe('retry');
    },
  );

  it('keeps which connections would not be disconnected', () => {
    const outcomes = [
      answered(accepted(), CONNECTION),
      answered(rejected('invalid_connection_state'), OTHER),
    ];
    expect(acting(saga, 'disconnect_all_brokers').settle(context, outcomes)).toEqual({
      kind: 'done',
      result: [OTHER],
    });
  });

  it('the account is not closed while its user refuses it', () => {
    expect(acting(saga, 'complete_deletion').settle(context, [answered(rejected('no'))]).kind).toBe('fail');
  });
});

describe('joining the children', () => {
  const child = (status: string, name = 'child'): ChildEnd => ({
    sagaId: id(name),
    type: 'BrokerDisconnectionSaga',
    // The log of a connection that was begun anew has another id than the connection.
    aggregateId: id(`log of ${name}`),
    status,
  });
  const join = (
    of: Record<string, string>,
    children: readonly ChildEnd[] = [],
    refused: readonly string[] = [],
  ) =>
    acting(saga, 'join_disconnections').settle(
      { ...context, children, results: { disconnect_all_brokers: refused } },
      [statuses(of)],
    );
  const WAITS = { kind: 'retry', reason: { code: 'waiting_for_disconnections' }, afterMs: 1_000 };
  const STUCK = { kind: 'retry', reason: { code: 'disconnection_failed' }, afterMs: null };

  it('is done when every connection is gone, however', () => {
    expect(join({ [CONNECTION]: 'purged', [OTHER]: 'absent' })).toMatchObject({ kind: 'done' });
    expect(join({})).toMatchObject({ kind: 'done' });
    expect(join({ [CONNECTION]: 'purged' }, [child('aborted')], [CONNECTION])).toMatchObject({
      kind: 'done',
    });
  });

  it('waits, and looks again every second, while a child is at work', () => {
    expect(join({ [CONNECTION]: 'disconnecting', [OTHER]: 'purged' })).toMatchObject(WAITS);
    const both = { [CONNECTION]: 'disconnecting', [OTHER]: 'disconnecting' };
    expect(join(both, [child('compensated')])).toMatchObject(WAITS);
    expect(join(both, [child('completed'), child('completed', 'second')])).toMatchObject(WAITS);
  });

  it.each(['compensated', 'compensated_with_errors', 'aborted'])(
    'never destroys the key while one is left whose child was %s: it looks less and less often, and a person is asked',
    (status) => {
      expect(join({ [CONNECTION]: 'disconnecting', [OTHER]: 'purged' }, [child(status)])).toMatchObject(
        STUCK,
      );
    },
  );

  it('asks for a person, too, when a connection would not be disconnected and so has no child', () => {
    expect(join({ [CONNECTION]: 'disconnecting', [OTHER]: 'purged' }, [], [CONNECTION])).toMatchObject(STUCK);
    const both = { [CONNECTION]: 'disconnecting', [OTHER]: 'disconnecting' };
    expect(join(both, [], [CONNECTION])).toMatchObject(WAITS);
    expect(join(both, [child('aborted')], [CONNECTION])).toMatchObject(STUCK);
  });

  it('says what a person must look at', () => {
    expect(saga.intervention?.(context, 'join_disconnections')).toMatchObject({
      code: 'user_deletion_stuck',
      ids: [USER, CONNECTION, OTHER],
    });
  });
});

describe('a deletion, with the aggregates it commands and its children', () => {
  /** Runs the disconnections that are waiting to be started, as their gates would. */
  const children = (world: SagaWorld): readonly ChildEnd[] =>
    world.events
      .filter(({ eventType, sagaId }) => eventType === 'BrokerDisconnected' && sagaId !== id('another saga'))
      .map((event) => {
        const { status } = world.run(anySaga(brokerDisconnectionSaga), event);
        return {
          sagaId: id(`saga ${event.eventId}`),
          type: brokerDisconnectionSaga.type,
          aggregateId: event.aggregateId,
          status,
        };
      });
  const run = (world: SagaWorld) => {
    let ended: readonly ChildEnd[] = [];
    return world.run(
      anySaga(saga),
      world.last('UserAccountDeleted'),
      (step) => {
        if (step === 'join_disconnections') ended = children(world);
      },
      () => ended,
    );
  };

  it('invariant 15: leaves none of it, and then destroys the data key', () => {
    const world = leaving();
    expect(run(world)).toMatchObject({ status: 'completed', code: null });
    expect(leftOf(world)).toEqual({
      connection: 'purged',
      accounts: ['deleted', 'deleted'],
      virtual: ['deleted', 'deleted'],
      automation: 'deleted',
    });
    expect(world.status('user_account', USER)).toBe('deleted');
    expect(world.calls).toEqual(['vault']);
  });

  it('invariant 15: a repeat does nothing', () => {
    const world = leaving();
    run(world);
    const before = world.events.length;
    expect(run(world)).toMatchObject({ status: 'completed' });
    expect(world.events).toHaveLength(before);
  });

  it('takes a connection along that waits in its period of grace', () => {
    const world = leaving();
    world.begin('broker_connection', CONNECTION, disconnect({ involuntary: true }));
    world.run(anySaga(brokerDisconnectionSaga), world.last('BrokerDisconnected'));
    expect(leftOf(world).connection).toBe('disconnected');
    expect(run(world).status).toBe('completed');
    expect(leftOf(world).connection).toBe('purged');
  });

  it('waits before the account is closed while a connection is still there', () => {
    const world = leaving();
    const stopped = world.run(anySaga(saga), world.last('UserAccountDeleted'));
    expect(stopped).toMatchObject({ status: 'waiting', code: 'waiting_for_disconnections' });
    expect(world.status('user_account', USER)).toBe('deletion_pending');
    expect(world.calls).toEqual([]);
  });
});
