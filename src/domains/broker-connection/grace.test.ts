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
  id,
  identity,
  initiate,
  later,
  PURGE,
  RECONNECT,
  RESET,
  SAGA,
  VIRTUAL,
} from './testing/fixtures.ts';

const connection = specification(brokerConnectionAggregate);
const given = (...commands: readonly BrokerConnectionCommand[]) =>
  connection.given(...eventsAfter(...commands));
const HOUR_MS = 3_600_000;
const bySaga = { sagaId: SAGA };
const LOST = disconnect({ involuntary: true, reason: 'closed by the broker' });
const END_GRACE = { type: 'EndGracePeriodCommand' } as const;
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

describe('the period of grace', () => {
  const end = later(72 * HOUR_MS);

  it('BC-R5: is 72 hours after an involuntary loss, and none when the user wants it', () => {
    expect(given(...CONNECTED).when(LOST).state.gracePeriodEndsAt).toBe(end);
    expect(given(...CONNECTED).when(disconnect()).state.gracePeriodEndsAt).toBeNull();
  });

  it('BC-R5: within it a lost connection is taken up again, after it no more', () => {
    const lost = given(...CONNECTED, LOST, COMPLETE);
    const state = lost.when(RECONNECT, { now: later(72 * HOUR_MS - 1) }).then(
      events.BrokerConnectionEstablished({
        ...identity(),
        brokerId: 'alpaca',
        environment: 'paper',
        establishedAt: later(72 * HOUR_MS - 1),
        statusMessage: 'reconnected',
      }),
    );
    expect(state).toMatchObject({ status: 'connected', gracePeriodEndsAt: null, disconnectedAt: null });
    lost.when(RECONNECT, { now: end }).thenRejected('grace_period_over');
  });

  it('BC-R5: a connection that the user ended is begun anew instead', () => {
    const ended = given(...CONNECTED, disconnect(), COMPLETE);
    ended.when(RECONNECT).thenRejected('grace_period_over');
    const state = ended.when(RESET).then(
      events.BrokerConnectionReset({
        ...identity(),
        brokerId: 'alpaca',
        environment: 'paper',
        authMethod: 'api_key',
        apiEndpointOverride: null,
        resetAt: TEST_NOW,
      }),
    );
    expect(state).toMatchObject({ status: 'pending', credentials: null, linkedAccountIds: ACCOUNTS });
    ended.when(initiate()).thenTypes('BrokerConnectionReset');
  });

  it('BC-R5: its end is due by itself, and tells once more of all that goes then', () => {
    const lost = given(...CONNECTED, LOST, COMPLETE);
    expect(brokerConnectionAggregate.decider.nextDue?.(lost.state())).toEqual({
      at: end,
      command: END_GRACE,
    });
    lost.when(END_GRACE, { now: later(1) }).thenRejected('grace_period_running');
    const state = lost
      .when(END_GRACE, { now: end })
      .then(events.BrokerGracePeriodEnded({ ...lists(), endedAt: end }));
    expect(brokerConnectionAggregate.decider.nextDue?.(state)).toBeNull();
    given(...CONNECTED, disconnect(), COMPLETE)
      .when(END_GRACE)
      .thenRejected('no_grace_period');
  });

  it('UA-R1: does not hold up a user who is deleted: a saga ends it at once, a person waits', () => {
    const lost = given(...CONNECTED, LOST, COMPLETE);
    const state = lost.when(disconnect(), { sagaId: SAGA }).thenTypes('BrokerDisconnected');
    expect(state).toMatchObject({ status: 'disconnecting', gracePeriodEndsAt: null });
    lost.when(disconnect()).thenRejected('invalid_connection_state');
    lost.when(LOST, { sagaId: SAGA }).thenRejected('invalid_connection_state');
  });

  it('invariant 5: while it is being disconnected it may be taken up again, which stops the purge', () => {
    const again = given(...CONNECTED, disconnect(), DELETED)
      .when(RECONNECT)
      .thenTypes('BrokerConnectionEstablished');
    expect(again.status).toBe('connected');
    given(...CONNECTED, disconnect(), DELETED, RECONNECT)
      .when(PURGE, bySaga)
      .thenRejected('connection_connected');
  });

  it('BC-R3: the virtual broker begun anew is connected at once', () => {
    given(VIRTUAL, disconnect(), COMPLETE)
      .when(RESET)
      .thenTypes('BrokerConnectionReset', 'BrokerConnectionEstablished');
  });
});
