import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { brokerConnectionAggregate } from './broker-connection.ts';
import type { BrokerConnectionCommand } from './commands.ts';
import { disconnectImpact } from './display.ts';
import { brokerConnectionEvents as events } from './events.ts';
import { canTrade } from './health.ts';
import {
  bind,
  COMPLETE,
  CONNECTED,
  DELETED,
  disconnect,
  eventsAfter,
  id,
  identity,
  initiate,
  PURGE,
  play,
  SAGA,
  VIRTUAL,
} from './testing/fixtures.ts';
import { CRITICAL_REASONS, virtualAccountIdOf } from './values.ts';

const connection = specification(brokerConnectionAggregate);
const given = (...commands: readonly BrokerConnectionCommand[]) =>
  connection.given(...eventsAfter(...commands));
const bySaga = { sagaId: SAGA };
const ACCOUNTS = [id('first account'), id('second account')];

const told = {
  ...identity(),
  brokerId: 'alpaca',
  environment: 'paper',
  linkedAccountIds: ACCOUNTS,
  virtualAccountIds: [],
  activeAutomationIds: [id('automation')],
  enrichment: { linked: 2, virtual: 0, automations: 1 },
} as const;
const lists = () => ({
  ...told,
  linkedAccountIds: [...ACCOUNTS],
  virtualAccountIds: [],
  activeAutomationIds: [...told.activeAutomationIds],
});

describe('disconnecting', () => {
  it('N-R4, BC-R7: tells of all accounts, virtual accounts and automations that go with it', () => {
    const state = given(...CONNECTED)
      .when(disconnect())
      .then(
        events.BrokerDisconnected({
          ...lists(),
          reason: 'requested by user',
          involuntary: false,
          cancelOpenOrders: false,
          clearAllCachedData: false,
          disconnectedAt: TEST_NOW,
          gracePeriodEndsAt: null,
        }),
      );
    expect(state).toMatchObject({ status: 'disconnecting', disconnectedAt: TEST_NOW });
  });

  it('invariant 5: two linked and two virtual accounts are four to delete', () => {
    const discover = {
      type: 'RecordDiscoveredAccountsCommand',
      accountIds: ACCOUNTS,
      virtualAccountIds: [id('virtual 1'), id('virtual 2')],
    } as const;
    const [event] = given(VIRTUAL, {
      ...discover,
      accountIds: [...ACCOUNTS],
      virtualAccountIds: [...discover.virtualAccountIds],
    }).when(disconnect()).events;
    expect(event?.data).toMatchObject({
      linkedAccountIds: ACCOUNTS,
      virtualAccountIds: discover.virtualAccountIds,
      enrichment: { linked: 2, virtual: 2, automations: 0 },
    });
  });

  it('N-R4: the virtual account of a connection whose discovery told of none is known by its name', () => {
    const [event] = given(VIRTUAL).when(disconnect()).events;
    const expected = virtualAccountIdOf(testEnv().idOf, identity('virtual').brokerConnectionId);
    expect(event?.data).toMatchObject({ virtualAccountIds: [expected] });
    expect(given(initiate()).when(disconnect()).events[0]?.data).toMatchObject({ virtualAccountIds: [] });
  });

  it.each(CRITICAL_REASONS)('BC-R6: %s clears everything that was kept', (reason) => {
    const [event] = given(...CONNECTED).when(disconnect({ reason })).events;
    expect(event?.data).toMatchObject({ clearAllCachedData: true });
  });

  it('BC-U7: warns with numbers, and cancels orders only when asked', () => {
    const { state } = play([...CONNECTED, bind('second automation')]);
    expect(disconnectImpact(state, 3)).toEqual({ accounts: 2, activeAutomations: 2, openOrders: 3 });
    const cancels = (cancelOpenOrders: boolean) =>
      given(...CONNECTED).when(disconnect({ cancelOpenOrders })).events[0]?.data;
    expect(cancels(false)).toMatchObject({ cancelOpenOrders: false });
    expect(cancels(true)).toMatchObject({ cancelOpenOrders: true });
  });

  it('BC-P1: of all brokers is one command each: who is disconnecting already refuses, and does not hold up the others', () => {
    const everyOne = [play(CONNECTED), play([...CONNECTED, disconnect()]), play([VIRTUAL])];
    const outcomes = everyOne.map(({ state }) =>
      brokerConnectionAggregate.decider.decide(disconnect({ reason: 'user deletion' }), state, testEnv()),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accept', 'reject', 'accept']);
  });

  describe('a second time', () => {
    const FAILED = { type: 'RequireDisconnectionCompensationCommand', reason: 'no_answer' } as const;
    const going = [...CONNECTED, disconnect()];

    it.each([{ sagaId: null }, bySaga])('is refused while its saga is at work (%j)', (by) => {
      given(...going)
        .when(disconnect(), by)
        .thenRejected('invalid_connection_state');
    });

    it('is possible once its saga has given up, with all that is left, and once for each that has', () => {
      const [event] = given(...going, FAILED).when(disconnect({ reason: 'user_deleted' }), bySaga).events;
      expect(event?.data).toMatchObject({ linkedAccountIds: ACCOUNTS, reason: 'user_deleted' });
      const again = [...going, FAILED, disconnect()];
      expect(play(again).state).toMatchObject({ status: 'disconnecting', disconnectionFailed: false });
      given(...again)
        .when(disconnect(), bySaga)
        .thenRejected('invalid_connection_state');
      given(...again, FAILED)
        .when(disconnect(), bySaga)
        .thenTypes('BrokerDisconnected');
    });

    it('a failure is forgotten when the connection is disconnected all the same', () => {
      given(...going, FAILED, COMPLETE)
        .when(disconnect())
        .thenRejected('invalid_connection_state');
      expect(play([...going, FAILED, disconnect(), COMPLETE]).state.disconnectionFailed).toBe(false);
    });
  });

  it('BC-P2: nothing is traded from then on, whatever an adapter still has open', () => {
    for (const history of [
      [...CONNECTED, disconnect()],
      [...CONNECTED, disconnect(), COMPLETE],
      [...CONNECTED, disconnect(), DELETED, PURGE],
    ])
      expect(canTrade(play(history).state, TEST_NOW)).toBe(false);
  });

  it('is completed by its saga, with what it came to', () => {
    const going = given(...CONNECTED, disconnect());
    going.when(COMPLETE).thenRejected('saga_required');
    const state = going.when(COMPLETE, bySaga).then(
      events.BrokerDisconnectionCompleted({
        ...identity(),
        sagaId: SAGA,
        deletedAccounts: 2,
        deletedVirtualAccounts: 0,
        suspendedAutomations: 1,
        completedAt: TEST_NOW,
      }),
    );
    expect(state.status).toBe('disconnected');
  });
});
