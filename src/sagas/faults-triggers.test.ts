import { describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../core/envelope.ts';
import { disconnect } from '../domains/broker-connection/testing/fixtures.ts';
import { DELETE, signIn } from '../domains/user-account/testing/fixtures.ts';
import { brokerDisconnectionSaga } from './broker-disconnection-saga.ts';
import { sagaDefinitions } from './catalog.ts';
import { causedBy } from './testing/effects-under-fault.ts';
import { scenes } from './testing/scenes/all.ts';
import { beginMany, type Owned } from './testing/scenes/many.ts';
import { Simulation } from './testing/simulation.ts';
import { USER } from './testing/trader.ts';
import { userDeletionSaga } from './user-deletion-saga.ts';

/** Keys that one of two triggers has beyond what the saga needs. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  OrderReleasedEvent: ['releasedBy', 'parentFillId', 'parentFilledQuantity', 'releasedAt'],
};

const triggers = new Map<string, readonly [saga: string, trigger: EventEnvelope]>(
  scenes.map(({ saga, begin }) => {
    const trigger = begin(new Simulation());
    return [trigger.eventType, [saga, trigger]];
  }),
);

const start = (saga: string, trigger: EventEnvelope) => {
  const world = new Simulation();
  const target = { type: 'saga', key: trigger.eventId };
  const command = { type: 'StartSagaCommand', sagaType: saga, trigger, conflictKey: null };
  const result = world.logs.submit(
    target,
    causedBy(trigger, command, {
      commandId: trigger.commandId,
      actor: { kind: 'saga', id: 'engine' },
      sagaId: null,
    }),
  );
  return { result, events: world.logs.events };
};

const without = (data: Record<string, unknown>, path: readonly string[]): Record<string, unknown> => {
  const [key = '', ...rest] = path;
  const { [key]: value, ...others } = data;
  return rest.length === 0 ? others : { ...others, [key]: without(value as Record<string, unknown>, rest) };
};

const paths = (data: Record<string, unknown>): readonly (readonly string[])[] =>
  Object.entries(data).flatMap(([key, value]) =>
    key === 'enrichment'
      ? [[key], ...Object.keys(value as Record<string, unknown>).map((inner) => [key, inner])]
      : [[key]],
  );

const cases = [...triggers.values()].flatMap(([saga, trigger]) =>
  paths(trigger.data)
    .filter(([key = '']) => !MORE[trigger.eventType]?.includes(key))
    .map(
      (path) => [`${saga} by ${trigger.eventType} without ${path.join('.')}`, saga, trigger, path] as const,
    ),
);

describe('N-R4, pitfall 6: a trigger that is not whole', () => {
  it('is tried for every saga', () => {
    const tried = new Set(cases.map(([, saga]) => saga));
    expect([...tried].toSorted()).toEqual(sagaDefinitions.map(({ type }) => type).toSorted());
  });

  it.each([...triggers].map(([type, of]) => [type, of] as const))(
    '%s that is whole starts its saga',
    (_type, of) => {
      expect(start(...of).result.kind).toBe('accepted');
    },
  );

  it.each(cases)('%s starts nothing', (_title, saga, trigger, path) => {
    const { result, events } = start(saga, { ...trigger, data: without(trigger.data, path) });
    expect(result).toMatchObject({ kind: 'rejected', rejection: { code: 'trigger_incomplete' } });
    expect(events).toEqual([]);
  });
});

const deletedIn = ({ news }: Simulation) =>
  news
    .filter(({ event }) => ['BrokerAccountDeleted', 'VirtualAccountDeleted'].includes(event.eventType))
    .map(({ target }) => target.key)
    .toSorted();

const disconnected = (
  count: number,
  change: (trigger: EventEnvelope) => EventEnvelope = (event) => event,
) => {
  const world = new Simulation();
  const [owned] = beginMany(world, count);
  if (!owned) throw new Error('nothing is owned');
  world.begin('broker_connection', owned.connectionId, disconnect());
  const { sagaId } = world.trigger(brokerDisconnectionSaga.type, change(world.last('BrokerDisconnected')));
  world.settle();
  return { world, owned, status: world.journal(sagaId)?.status, failure: world.journal(sagaId)?.failure };
};

const everything = (owned: readonly Owned[]) =>
  owned.flatMap(({ accounts, virtual }) => [...accounts, ...virtual]).toSorted();

describe('invariant 5, with any number of accounts', () => {
  it.each([0, 1, 2, 7, 20])('a disconnection of %i accounts deletes exactly these', (count) => {
    const { world, owned, status } = disconnected(count);
    expect(status).toBe('completed');
    expect(everything([owned])).toHaveLength(2 * count);
    expect(deletedIn(world)).toEqual(everything([owned]));
  });

  it.each(['linkedAccountIds', 'virtualAccountIds', 'activeAutomationIds'])(
    'deletes nothing when %s is shorter than its event says',
    (key) => {
      const { world, status, failure } = disconnected(3, (event) => ({
        ...event,
        data: { ...event.data, [key]: (event.data[key] as readonly string[]).slice(1) },
      }));
      expect([status, failure?.code]).toEqual(['compensated', 'enrichment_mismatch']);
      expect(deletedIn(world)).toEqual([]);
    },
  );
});

describe('invariant 15, with any number of accounts', () => {
  it.each([0, 1, 6])('a user who leaves with two connections of %i accounts leaves nothing', (count) => {
    const world = new Simulation();
    const owned = beginMany(world, count);
    world.begin('user_account', USER, signIn(DELETE.sessionId), DELETE);
    world.children = new Set([brokerDisconnectionSaga.type]);
    const { sagaId } = world.trigger(userDeletionSaga.type, world.last('UserAccountDeleted'));
    world.settle();
    expect(world.journal(sagaId)?.status).toBe('completed');
    expect(deletedIn(world)).toEqual(everything(owned));
    const purged = world.news.filter(({ event }) => event.eventType === 'BrokerConnectionPurged');
    expect(purged).toHaveLength(2);
  });
});
