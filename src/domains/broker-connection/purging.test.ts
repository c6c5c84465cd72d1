import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW } from '../../core/testing/decider-specification.ts';
import { brokerConnectionAggregate } from './broker-connection.ts';
import type { BrokerConnectionCommand } from './commands.ts';
import { brokerConnectionEvents as events } from './events.ts';
import {
  COMPLETE,
  CONNECTED,
  DELETED,
  disconnect,
  eventsAfter,
  FAIL,
  FINALIZE,
  id,
  identity,
  initiate,
  KEYS,
  PURGE,
  play,
  SAGA,
  VIRTUAL,
} from './testing/fixtures.ts';

const connection = specification(brokerConnectionAggregate);
const given = (...commands: readonly BrokerConnectionCommand[]) =>
  connection.given(...eventsAfter(...commands));
const bySaga = { sagaId: SAGA };
const ACCOUNTS = [id('first account'), id('second account')];

describe('purging', () => {
  const FORCE = { ...PURGE, force: true };

  it('closes the log, and takes no credentials along', () => {
    const state = given(...CONNECTED, disconnect(), DELETED)
      .when(PURGE, bySaga)
      .then(
        events.BrokerConnectionPurged({
          ...identity(),
          brokerId: 'alpaca',
          environment: 'paper',
          forced: false,
          purgedAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({ status: 'purged', credentials: null });
    const { isTerminal } = brokerConnectionAggregate.decider;
    expect(isTerminal?.(state)).toBe(true);
    expect(isTerminal?.(play(CONNECTED).state)).toBe(false);
  });

  it.each([PURGE, FORCE])('is refused while it is connected or any account is linked (%j)', (purge) => {
    given(...CONNECTED, DELETED)
      .when(purge, bySaga)
      .thenRejected('connection_connected');
    given(...CONNECTED, disconnect())
      .when(purge, bySaga)
      .thenRejected('accounts_linked');
    given(...CONNECTED, disconnect(), COMPLETE)
      .when(purge)
      .thenRejected('accounts_linked');
  });

  it('before the saga is done belongs to the saga', () => {
    given(...CONNECTED, disconnect(), DELETED)
      .when(PURGE)
      .thenRejected('saga_required');
    given(...CONNECTED, disconnect(), DELETED, COMPLETE)
      .when(PURGE)
      .thenTypes('BrokerConnectionPurged');
  });

  it('by force lets a saga undo a connection that never worked, and none that did (DESIGN 4)', () => {
    for (const begun of [[initiate()], [initiate(), KEYS], [VIRTUAL, FAIL]] as const) {
      given(...begun)
        .when(FORCE, bySaga)
        .thenTypes('BrokerConnectionPurged');
      given(...begun)
        .when(FORCE)
        .thenRejected('invalid_connection_state');
      given(...begun)
        .when(PURGE, bySaga)
        .thenRejected('invalid_connection_state');
    }
    given(VIRTUAL, FINALIZE, FAIL).when(FORCE, bySaga).thenRejected('invalid_connection_state');
  });
});

describe('what a machine cannot undo', () => {
  const intervention = {
    ...identity(),
    sagaId: SAGA,
    reason: 'a later step failed',
    requiresManualIntervention: true,
    requiredAt: TEST_NOW,
  };
  const reason = 'a later step failed';
  const going = given(...CONNECTED, disconnect());

  it.each([
    [
      { type: 'RequireDisconnectionCompensationCommand', reason } as const,
      events.BrokerDisconnectionCompensationRequired({
        ...intervention,
        linkedAccountIds: ACCOUNTS,
        activeAutomationIds: [id('automation')],
      }),
      // From then on it may be disconnected again.
      { disconnectionFailed: true },
    ],
    [
      {
        type: 'RequireBrokerAccountDeletionCompensationCommand',
        accountIds: ACCOUNTS,
        reason,
      } as const,
      events.BrokerAccountDeletionCompensationRequired({ ...intervention, accountIds: ACCOUNTS }),
      {},
    ],
    [
      { type: 'RequireAccountDeletionCompensationCommand', accountId: id('first account'), reason } as const,
      events.AccountDeletionCompensationRequired({ ...intervention, accountId: id('first account') }),
      {},
    ],
  ])('$type asks for a person, and only a saga may', (command, event, changed) => {
    expect(going.when(command, bySaga).then(event)).toEqual({ ...going.state(), ...changed });
    going.when(command).thenRejected('saga_required');
  });
});
