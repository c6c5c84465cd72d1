import { describe, expect, it } from 'vitest';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import type { ViewRow } from '../../core/view.ts';
import type { BrokerConnectionCommand } from './commands.ts';
import type { BrokerConnectionEvent } from './events.ts';
import type { BrokerConnectionState } from './state.ts';
import {
  COMPLETE,
  CONNECTED,
  CONNECTED_BY_TOKENS,
  DELETED,
  disconnect,
  eventsAfter,
  id,
  identity,
  initiate,
  KEYS,
  later,
  PURGE,
  play,
} from './testing/fixtures.ts';
import { brokerConnectionResource, brokerConnectionView, brokerHealthResource } from './view.ts';

const { brokerConnectionId, userId } = identity();
const meta = { aggregateId: brokerConnectionId, aggregateVersion: 1, userId, occurredAt: TEST_NOW };
const project = (events: readonly BrokerConnectionEvent[], start: BrokerConnectionState | null = null) =>
  events.reduce<BrokerConnectionState | null>(
    (doc, event) => brokerConnectionView.project(doc, event, meta),
    start,
  );
const rowOf = (...commands: readonly BrokerConnectionCommand[]): ViewRow<BrokerConnectionState> => ({
  id: brokerConnectionId,
  version: commands.length,
  updatedAt: TEST_NOW,
  doc: play(commands).state,
});

describe('the view of connections', () => {
  const events = eventsAfter(...CONNECTED);

  it('shows what the aggregate knows', () => {
    expect(project(events)).toEqual(play(CONNECTED).state);
  });

  it('has one row per connection, by its id', () => {
    for (const event of events) {
      expect(brokerConnectionView.eventTypes.has(event.type)).toBe(true);
      expect(brokerConnectionView.rowId(event, meta)).toBe(brokerConnectionId);
    }
  });

  it('has no row of a purged connection', () => {
    expect(project(eventsAfter(...CONNECTED, disconnect(), DELETED, COMPLETE, PURGE))).toBeNull();
  });

  it('goes on from a row that an older build kept', () => {
    const { activeAutomationIds: _, credentials: __, ...older } = play(CONNECTED).state;
    const row = project(eventsAfter(...CONNECTED).slice(-1), older as BrokerConnectionState);
    expect(row).toMatchObject({ status: 'connected', activeAutomationIds: [id('automation')] });
  });
});

describe('the connection a client gets', () => {
  it('BC-U5: shows that there are keys and how they end, and no way to them', () => {
    const resource = brokerConnectionResource(rowOf(...CONNECTED));
    expect(resource).toEqual({
      id: brokerConnectionId,
      brokerId: 'alpaca',
      environment: 'paper',
      isLive: false,
      authMethod: 'api_key',
      apiEndpoint: null,
      status: 'connected',
      displayStatus: 'Connected',
      connected: true,
      isHealthy: true,
      reauthRequired: false,
      requiresUserAction: false,
      streamingLost: false,
      recoveryAttempts: 0,
      hasApiKeys: true,
      hasOauthTokens: false,
      credentialsLastFour: 'WXYZ',
      scopes: [],
      tokenExpiresAt: null,
      accountIds: [id('first account'), id('second account')],
      automationIds: [id('automation')],
      disconnectImpact: { accounts: 2, activeAutomations: 1, openOrders: null },
      operations: ['discoverAccounts', 'disconnect'],
      lastConnectionStatus: 'connected',
      lastStatusReason: null,
      lastConnectedAt: TEST_NOW,
      lastHeartbeatAt: TEST_NOW,
      connectionInstanceId: `${brokerConnectionId}:1`,
      disconnectedAt: null,
      gracePeriodEndsAt: null,
      createdAt: TEST_NOW,
      updatedAt: TEST_NOW,
      version: CONNECTED.length,
    });
    expect(JSON.stringify(resource)).not.toContain('vault:');
  });

  it('tells of tokens when they die and what they allow', () => {
    expect(brokerConnectionResource(rowOf(...CONNECTED_BY_TOKENS))).toMatchObject({
      hasApiKeys: false,
      hasOauthTokens: true,
      credentialsLastFour: 'abcd',
      scopes: ['trading'],
      tokenExpiresAt: later(3_600_000),
    });
  });

  it('BC-U1: is marked when it trades real money', () => {
    const live = initiate({ environment: 'live', liveConfirmation: 'I trade real money' });
    expect(brokerConnectionResource(rowOf(live, KEYS))).toMatchObject({ isLive: true, environment: 'live' });
  });

  it('BC-U8: is healthy as of the instant it is asked', () => {
    const row = rowOf(...CONNECTED);
    expect(brokerConnectionResource(row, later(90_000)).isHealthy).toBe(false);
    expect(brokerHealthResource(row, later(1_000))).toEqual({
      connectionId: brokerConnectionId,
      isHealthy: true,
      canTrade: true,
      reason: null,
      details: null,
      connectionStatus: 'connected',
      lastHeartbeatAt: TEST_NOW,
    });
    expect(brokerHealthResource(row, later(90_000))).toMatchObject({
      isHealthy: false,
      canTrade: false,
      reason: 'connection_unhealthy',
    });
  });

  it('that was never established has no session', () => {
    expect(brokerConnectionResource(rowOf(initiate())).connectionInstanceId).toBeNull();
  });
});
