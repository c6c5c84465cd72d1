import { describe, expect, it } from 'vitest';
import { plusMs } from '../core/instant.ts';
import { anySaga } from '../core/saga.ts';
import { TEST_NOW } from '../core/testing/decider-specification.ts';
import { disconnect, RECONNECT, VIRTUAL } from '../domains/broker-connection/testing/fixtures.ts';
import { brokerDisconnectionSaga } from './broker-disconnection-saga.ts';
import type { SagaWorld } from './testing/saga-world.ts';
import { CONNECTION, leftOf, ORDER, trader, USER } from './testing/trader.ts';

const saga = anySaga(brokerDisconnectionSaga);

/** The user disconnects, or the connection is lost, and the saga of that runs. */
const disconnected = (involuntary = false, before: (step: string, world: SagaWorld) => void = () => {}) => {
  const world = trader();
  world.begin('broker_connection', CONNECTION, disconnect({ involuntary }));
  const trigger = world.last('BrokerDisconnected');
  return { world, trigger, run: world.run(saga, trigger, (step) => before(step, world)) };
};

const deletions = ({ events }: SagaWorld) =>
  events
    .filter(({ eventType }) => eventType === 'BrokerAccountDeleted' || eventType === 'VirtualAccountDeleted')
    .map(({ aggregateId }) => aggregateId);

describe('a disconnection, with the aggregates it commands', () => {
  it('invariant 5: deletes exactly the two accounts and two virtual accounts, and purges, without any read model', () => {
    const { world, run } = disconnected();
    expect(run).toMatchObject({ status: 'completed', code: null });
    expect(deletions(world)).toHaveLength(4);
    expect(leftOf(world)).toEqual({
      connection: 'purged',
      accounts: ['deleted', 'deleted'],
      virtual: ['deleted', 'deleted'],
      automation: 'suspended',
    });
    expect(world.last('OrderUntrackedEvent').aggregateId).toBe(ORDER);
    expect(world.events.filter(({ eventType }) => eventType.startsWith('User')).at(-1)).toMatchObject({
      eventType: 'UserConnectionReleasedEvent',
      aggregateId: USER,
    });
  });

  it('R6: changes nothing when it is run once more', () => {
    const { world, trigger } = disconnected();
    const before = world.events.length;
    expect(world.run(saga, trigger)).toMatchObject({ status: 'aborted', code: 'connection_gone' });
    expect(world.events).toHaveLength(before);
  });

  // Once it is disconnected, a connection is begun anew.
  it.each([
    ['validate_disconnection', RECONNECT],
    ['complete_disconnection', RECONNECT],
    ['purge_connection', VIRTUAL],
  ])('invariant 5: a reconnect before %s aborts it, and the connection stays', (step, command) => {
    const { world, run } = disconnected(false, (next, of) => {
      if (next === step) of.begin('broker_connection', CONNECTION, command);
    });
    expect(run).toMatchObject({ status: 'aborted', code: 'connection_reconnected' });
    expect(leftOf(world).connection).toBe('connected');
    expect(deletions(world)).toHaveLength(step === 'validate_disconnection' ? 0 : 4);
  });
});

describe('BC-R5: a connection that was lost', () => {
  it('keeps everything, and nothing of it trades', () => {
    const { world, run } = disconnected(true);
    expect(run.status).toBe('completed');
    expect(deletions(world)).toEqual([]);
    expect(leftOf(world)).toEqual({
      connection: 'disconnected',
      accounts: ['disconnected', 'disconnected'],
      virtual: ['active', 'active'],
      automation: 'suspended',
    });
  });

  it('loses everything at the end of its period of grace', () => {
    const { world } = disconnected(true);
    world.now = plusMs(TEST_NOW, 80 * 3_600_000);
    world.begin('broker_connection', CONNECTION, { type: 'EndGracePeriodCommand' });
    const run = world.run(saga, world.last('BrokerGracePeriodEnded'));
    expect(run.status).toBe('completed');
    expect(deletions(world)).toHaveLength(4);
    expect(leftOf(world).connection).toBe('purged');
  });

  it('that was begun anew keeps its accounts although the period of grace ends later', () => {
    const { world } = disconnected(true);
    world.now = plusMs(TEST_NOW, 80 * 3_600_000);
    world.begin('broker_connection', CONNECTION, { type: 'EndGracePeriodCommand' }, VIRTUAL);
    const run = world.run(saga, world.last('BrokerGracePeriodEnded'));
    expect(run).toMatchObject({ status: 'aborted', code: 'connection_reconnected' });
    expect(deletions(world)).toEqual([]);
  });
});
