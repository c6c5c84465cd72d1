import type { EventEnvelope } from '../../../core/envelope.ts';
import { plusMs } from '../../../core/instant.ts';
import { TEST_NOW } from '../../../core/testing/decider-specification.ts';
import type { BrokerConnectionState } from '../../../domains/broker-connection/state.ts';
import { COMPLETE, disconnect } from '../../../domains/broker-connection/testing/fixtures.ts';
import { DELETE, signIn } from '../../../domains/user-account/testing/fixtures.ts';
import { brokerDisconnectionSaga } from '../../broker-disconnection-saga.ts';
import { userDeletionSaga } from '../../user-deletion-saga.ts';
import type { Simulation } from '../simulation.ts';
import { CONNECTION, LINKED, ORDER, USER } from '../trader.ts';
import { type Scene, told } from './scene.ts';
import { beginFunded, beginWorking, orderOf } from './trading.ts';

const DAYS_LATER = plusMs(TEST_NOW, 80 * 3_600_000);

const beginWithOrder = (world: Simulation): void => {
  beginFunded(world);
  beginWorking(world, orderOf(ORDER, { orderType: 'limit', limitPrice: '140' }));
};

const isPurged = ({ logs }: Simulation): boolean =>
  logs.state<BrokerConnectionState>({ type: 'broker_connection', key: CONNECTION })?.status === 'purged';

const disconnection = (title: string, begin: (world: Simulation) => EventEnvelope): Scene => ({
  title,
  saga: brokerDisconnectionSaga.type,
  pivot: 'purge_connection',
  begin: (world) => {
    beginWithOrder(world);
    return begin(world);
  },
  // A connection that is gone has nobody left who could be told.
  orphans: (world) => (isPurged(world) ? [] : told(world, 'BrokerDisconnectionCompensationRequired')),
  stuck: { code: 'disconnection_stuck', ids: [CONNECTION, ...LINKED] },
  failed: { code: 'disconnection_failed', ids: [CONNECTION, ...LINKED] },
  asksWhenAborted: true,
});

/** Connections that end. */
export const disconnectionScenes: readonly Scene[] = [
  disconnection('a connection that its user ends', (world) => {
    world.begin('broker_connection', CONNECTION, disconnect());
    return world.last('BrokerDisconnected');
  }),
  disconnection('a connection that its user ends with all its orders', (world) => {
    world.begin('broker_connection', CONNECTION, disconnect({ cancelOpenOrders: true }));
    return world.last('BrokerDisconnected');
  }),
  disconnection('a connection that was lost', (world) => {
    world.begin('broker_connection', CONNECTION, disconnect({ involuntary: true }));
    return world.last('BrokerDisconnected');
  }),
  disconnection('a connection whose period of grace is over', (world) => {
    world.begin('broker_connection', CONNECTION, disconnect({ involuntary: true }), COMPLETE);
    world.logs.now = DAYS_LATER;
    world.begin('broker_connection', CONNECTION, { type: 'EndGracePeriodCommand' });
    return world.last('BrokerGracePeriodEnded');
  }),
];

/** A user who leaves. */
export const deletionScenes: readonly Scene[] = [
  {
    title: 'a user who leaves, with all that a trader has',
    saga: userDeletionSaga.type,
    children: [brokerDisconnectionSaga.type],
    pivot: 'stop_automations',
    begin: (world) => {
      beginWithOrder(world);
      world.begin(
        'user_account',
        USER,
        signIn(DELETE.sessionId) as never,
        {
          ...DELETE,
          liveExposure: 'close',
        } as never,
      );
      return world.last('UserAccountDeleted');
    },
    orphans: ({ parked }) => parked,
    stuck: { code: 'user_deletion_stuck', ids: [USER, CONNECTION] },
    failed: { code: 'user_deletion_failed', ids: [USER, CONNECTION] },
  },
];
