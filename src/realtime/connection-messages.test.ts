import { describe, expect, it } from 'vitest';
import { anyView } from '../core/view.ts';
import type { BrokerConnectionCommand } from '../domains/broker-connection/commands.ts';
import {
  CONNECTED,
  DISCOVER,
  disconnect,
  eventsAfter,
  FAIL,
  id,
  identity,
  initiate,
  KEYS,
  PURGE,
  REAUTH,
  VIRTUAL,
} from '../domains/broker-connection/testing/fixtures.ts';
import { brokerConnectionView } from '../domains/broker-connection/view.ts';
import { lastOf, toldOf } from './testing/told.ts';

const view = anyView(brokerConnectionView);
const told = (...commands: readonly BrokerConnectionCommand[]) => lastOf(view, eventsAfter(...commands));
const { brokerConnectionId } = identity();

describe('the message of a connection', () => {
  it.each([
    ['begun', [initiate()], 'CONNECTING', false, false],
    ['being signed in', [initiate(), KEYS], 'CONNECTING', false, false],
    ['connected', [VIRTUAL], 'CONNECTED', true, false],
    ['failed', [VIRTUAL, FAIL], 'ERROR', false, false],
    ['in need of a sign-in', [...CONNECTED, REAUTH], 'NEEDS_REAUTHENTICATION', false, true],
    ['going', [VIRTUAL, disconnect()], 'DISCONNECTING', false, false],
  ] as const)('that is %s has the status of the wire', (_, commands, status, connected, reauth) => {
    expect(told(...commands)).toMatchObject({
      topic: 'broker_connection_events',
      type: 'broker_connection_update',
      payload: { status, connected, is_healthy: connected, reauth_required: reauth },
    });
  });

  it('names itself and why it is as it is', () => {
    expect(told(...CONNECTED, FAIL).payload).toMatchObject({
      broker_connection_id: brokerConnectionId,
      broker_id: 'alpaca',
      environment: 'paper',
      message: FAIL.reason,
      has_api_keys: true,
      account_ids: [id('first account'), id('second account')],
    });
  });

  it('BC-U5, invariant 13: has no secret and no reference to one', () => {
    const messages = JSON.stringify(toldOf(view, eventsAfter(...CONNECTED)));
    expect(messages).not.toContain(KEYS.credentialsRef);
    expect(messages).toContain(KEYS.lastFour);
  });

  it('that was removed is told as removed', () => {
    expect(told(VIRTUAL, disconnect(), PURGE)).toEqual({
      topic: 'broker_connection_events',
      type: 'broker_status_remove',
      payload: {
        broker_connection_id: identity('virtual').brokerConnectionId,
        broker_id: 'virtual',
        environment: 'paper',
        original_event_type: 'BrokerConnectionPurged',
        correlation_id: expect.any(String),
      },
    });
  });
});

describe('what else happens to a connection', () => {
  const check = (isHealthy: boolean): BrokerConnectionCommand => ({
    type: 'ReportHealthCheckCommand',
    isHealthy,
    newStatus: 'degraded',
    reason: 'slow',
  });

  it.each([
    [true, 'healthy', 'CONNECTED'],
    [false, 'unhealthy', 'ERROR'],
  ])('a check (%s) is told as health, with the status it led to', (isHealthy, health, status) => {
    expect(told(...CONNECTED, check(isHealthy))).toMatchObject({
      topic: 'broker_health',
      type: 'broker_health_update',
      payload: {
        broker_connection_id: brokerConnectionId,
        is_healthy: isHealthy,
        health_status: health,
        connection_status: 'degraded',
        status,
        message: 'slow',
      },
    });
  });

  it('a stream that broke off is told as streaming', () => {
    expect(
      told(...CONNECTED, { type: 'RecordStreamingDisconnectedCommand', reason: 'closed' }),
    ).toMatchObject({
      topic: 'broker_streaming',
      type: 'broker_streaming_update',
      payload: { stream_type: 'trade_data_stream', status: 'inactive', message: 'closed' },
    });
  });

  it.each([
    [{ type: 'RecordRecoveryCommand', attempt: 1, reason: null }, true, 'CONNECTED'],
    [
      {
        type: 'RecordRecoveryFailureCommand',
        attempt: 3,
        reason: 'no_answer',
        requiresUserAction: false,
      },
      false,
      'ERROR',
    ],
  ] as const)('a recovery is told with what it led to: %j', (command, recovered, status) => {
    expect(told(...CONNECTED, FAIL, command)).toMatchObject({
      topic: 'monitoring_events',
      type: 'connection_recovery',
      payload: { broker_connection_id: brokerConnectionId, broker_id: 'alpaca', recovered, status },
    });
  });

  it('accounts that were deleted together are told together', () => {
    const batch: BrokerConnectionCommand = {
      type: 'RecordAccountsBatchDeletedCommand',
      accountIds: [id('first account')],
      errors: [],
    };
    expect(told(...CONNECTED, batch)).toMatchObject({
      topic: 'broker_account_events',
      type: 'broker_accounts_bulk_remove',
      payload: { account_ids: [id('first account')], deleted: 1 },
    });
  });

  it('a discovery is not told: its accounts tell of themselves', () => {
    expect(toldOf(view, eventsAfter(VIRTUAL, DISCOVER)).at(-1)).toBeNull();
  });
});
