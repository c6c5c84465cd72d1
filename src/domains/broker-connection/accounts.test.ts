import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW } from '../../core/testing/decider-specification.ts';
import { brokerConnectionAggregate } from './broker-connection.ts';
import type { BrokerConnectionCommand } from './commands.ts';
import { brokerConnectionEvents as events } from './events.ts';
import {
  bind,
  CONNECTED,
  DELETED,
  DISCOVER,
  disconnect,
  ESTABLISH,
  eventsAfter,
  FAIL,
  id,
  identity,
  initiate,
  KEYS,
  later,
  unbind,
} from './testing/fixtures.ts';

const connection = specification(brokerConnectionAggregate);
const given = (...commands: readonly BrokerConnectionCommand[]) =>
  connection.given(...eventsAfter(...commands));
const FIRST = id('first account');
const SECOND = id('second account');
const THIRD = id('third account');
const FETCH = { type: 'FetchAccountsFromBrokerCommand' } as const;
const ERROR = { accountId: THIRD, code: 'account_mismatch', detail: 'linked elsewhere' };

describe('discovering accounts', () => {
  const connected = given(initiate(), KEYS, ESTABLISH);

  it('records them before any is linked, so that the connection knows what goes with it (DESIGN 4)', () => {
    const state = connected.when(DISCOVER).then(
      events.AccountsDiscovered({
        ...identity(),
        accountIds: [FIRST, SECOND],
        virtualAccountIds: null,
        discoveredAt: TEST_NOW,
      }),
    );
    expect(state.linkedAccountIds).toEqual([FIRST, SECOND]);
  });

  it('takes a command that says nothing of virtual accounts', () => {
    const { virtualAccountIds: _, ...silent } = DISCOVER;
    expect(connected.when(silent).events[0]?.data).toMatchObject({ virtualAccountIds: null });
  });

  it('again adds what is new and forgets nothing: what was linked must be deleted by name', () => {
    const state = given(...CONNECTED).when({ ...DISCOVER, accountIds: [SECOND, THIRD] }).state;
    expect(state.linkedAccountIds).toEqual([FIRST, SECOND, THIRD]);
  });

  it('2.2: no account is linked once the connection is being disconnected', () => {
    given(...CONNECTED, disconnect())
      .when(DISCOVER)
      .thenRejected('connection_not_connected');
  });

  it('at the wish of the user runs once at a time, two minutes at most', () => {
    connected.when(FETCH).then(
      events.AccountDiscoveryStarted({
        ...identity(),
        brokerId: 'alpaca',
        environment: 'paper',
        startedAt: TEST_NOW,
      }),
    );
    const running = given(initiate(), KEYS, ESTABLISH, FETCH);
    running.when(FETCH, { now: later(119_999) }).then();
    running.when(FETCH, { now: later(120_000) }).thenTypes('AccountDiscoveryStarted');
    const ended = { type: 'CompleteAccountDiscoveryCommand', accountIds: [FIRST], errors: [ERROR] } as const;
    running.when({ ...ended, accountIds: [FIRST], errors: [ERROR] }).then(
      events.AccountDiscoveryCompleted({
        ...identity(),
        accountIds: [FIRST],
        errors: [ERROR],
        completedAt: TEST_NOW,
      }),
    );
    given(initiate(), KEYS, ESTABLISH, FETCH, FAIL, ESTABLISH)
      .when(FETCH)
      .thenTypes('AccountDiscoveryStarted');
  });
});

describe('accounts that go', () => {
  const linked = given(...CONNECTED);

  it('are no longer linked once they were deleted', () => {
    const state = linked.when(DELETED).then(
      events.BrokerAccountsDeleted({
        ...identity(),
        accountIds: [FIRST, SECOND],
        reason: 'disconnected',
        deletedAt: TEST_NOW,
      }),
    );
    expect(state.linkedAccountIds).toEqual([]);
  });

  it('are no longer linked once they were unlinked', () => {
    const state = linked
      .when({ type: 'UnlinkAccountsCommand', accountIds: [FIRST], reason: 'requested by user' })
      .then(
        events.BrokerAccountsUnlinked({
          ...identity(),
          accountIds: [FIRST],
          reason: 'requested by user',
          unlinkedAt: TEST_NOW,
        }),
      );
    expect(state.linkedAccountIds).toEqual([SECOND]);
  });

  it('C-R9: a batch says of each whether it went; those that failed stay linked', () => {
    const state = linked
      .when({ type: 'RecordAccountsBatchDeletedCommand', accountIds: [FIRST], errors: [ERROR] })
      .then(
        events.BrokerAccountsBatchDeleted({
          ...identity(),
          accountIds: [FIRST],
          total: 2,
          deleted: 1,
          failed: 1,
          errors: [ERROR],
          deletedAt: TEST_NOW,
        }),
      );
    expect(state.linkedAccountIds).toEqual([SECOND]);
  });

  it('take their virtual accounts along', () => {
    const virtual = [id('virtual 1'), id('virtual 2')];
    const state = given(...CONNECTED, { ...DISCOVER, virtualAccountIds: virtual })
      .when({
        type: 'RecordAccountsCleanupCommand',
        accountIds: [FIRST, SECOND],
        virtualAccountIds: [id('virtual 1')],
      })
      .then(
        events.BrokerAccountsCleanupOrchestrated({
          ...identity(),
          accountIds: [FIRST, SECOND],
          virtualAccountIds: [id('virtual 1')],
          cleanedUpAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({ linkedAccountIds: [], virtualAccountIds: [id('virtual 2')] });
  });

  it('C-R9: a refresh of all says how many were refreshed, spared and failed', () => {
    linked
      .when({
        type: 'RecordAllAccountsRefreshedCommand',
        refreshed: 1,
        skipped: 2,
        errors: [ERROR],
        forced: true,
      })
      .then(
        events.AllAccountsRefreshCompleted({
          ...identity(),
          total: 4,
          refreshed: 1,
          skipped: 2,
          failed: 1,
          errors: [ERROR],
          forced: true,
          completedAt: TEST_NOW,
        }),
      );
  });
});

describe('automations that trade through the connection', () => {
  it('are known by command, once each, until they are unbound', () => {
    const bound = given(initiate()).when(bind('automation'));
    const known = bound.then(
      events.ConnectionAutomationBound({
        ...identity(),
        automationId: id('automation'),
        boundAt: TEST_NOW,
      }),
    );
    expect(known.activeAutomationIds).toEqual([id('automation')]);
    given(initiate(), bind('automation')).when(bind('automation')).then();
    const gone = given(initiate(), bind('automation'))
      .when(unbind('automation'))
      .then(
        events.ConnectionAutomationUnbound({
          ...identity(),
          automationId: id('automation'),
          unboundAt: TEST_NOW,
        }),
      );
    expect(gone.activeAutomationIds).toEqual([]);
    given(initiate()).when(unbind('automation')).then();
  });
});
