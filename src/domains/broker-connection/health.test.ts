import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW } from '../../core/testing/decider-specification.ts';
import { brokerConnectionAggregate } from './broker-connection.ts';
import type { BrokerConnectionCommand } from './commands.ts';
import { brokerConnectionEvents as events } from './events.ts';
import { canTrade, isHealthy, tradingRefusal } from './health.ts';
import { MAX_RECOVERY_ATTEMPTS, mayRecover, recoveryWaitMs } from './recovery.ts';
import {
  CONNECTED,
  ESTABLISH,
  eventsAfter,
  FAIL,
  identity,
  later,
  play,
  REAUTH,
  VIRTUAL,
} from './testing/fixtures.ts';

const connection = specification(brokerConnectionAggregate);
const given = (...commands: readonly BrokerConnectionCommand[]) =>
  connection.given(...eventsAfter(...commands));
const stateAfter = (...commands: readonly BrokerConnectionCommand[]) => play(commands).state;
const broker = { brokerId: 'alpaca', environment: 'paper' } as const;
const CHECK = { type: 'CheckBrokerConnectionHealthCommand' } as const;
const STREAM_LOST = { type: 'RecordStreamingDisconnectedCommand', reason: 'closed by the broker' } as const;
const RECOVERED = { type: 'RecordRecoveryCommand', attempt: 2, reason: null } as const;
const report = (isHealthy: boolean, newStatus: string | null = null) =>
  ({ type: 'ReportHealthCheckCommand', isHealthy, newStatus, reason: isHealthy ? null : 'down' }) as const;
const failedAttempt = (attempt: number, requiresUserAction = false) =>
  ({ type: 'RecordRecoveryFailureCommand', attempt, reason: 'no_answer', requiresUserAction }) as const;

describe('heartbeats', () => {
  it('BC-U8: 90 seconds without a heartbeat are unhealthy, and orders are refused with a reason', () => {
    const state = stateAfter(...CONNECTED);
    expect([isHealthy(state, later(89_999)), canTrade(state, later(89_999))]).toEqual([true, true]);
    expect([isHealthy(state, later(90_000)), canTrade(state, later(90_000))]).toEqual([false, false]);
    expect(tradingRefusal(state, later(90_000))).toMatchObject({ code: 'connection_unhealthy' });
  });

  it('BC-U8: a check that finds no heartbeat puts the connection in error; else it changes nothing', () => {
    const connected = given(...CONNECTED);
    connected.when(CHECK, { now: later(60_000) }).then();
    const state = connected.when(CHECK, { now: later(90_000) }).then(
      events.BrokerConnectionHealthUpdated({
        ...identity(),
        ...broker,
        isHealthy: false,
        newStatus: 'unhealthy',
        reason: 'heartbeat_missing',
        checkedAt: later(90_000),
      }),
    );
    expect(state).toMatchObject({ status: 'error', lastStatusReason: 'heartbeat_missing' });
  });

  it('BC-U8: a heartbeat every 30 seconds is enough; more frequent ones say nothing new, but for another status', () => {
    const connected = given(...CONNECTED);
    connected.when(report(true), { now: later(29_999) }).then();
    connected.when(report(true, 'LIMITED'), { now: later(1) }).thenTypes('BrokerConnectionHealthUpdated');
    const state = connected
      .when(report(true), { now: later(30_000) })
      .thenTypes('BrokerConnectionHealthUpdated');
    expect(state).toMatchObject({ status: 'connected', lastHeartbeatAt: later(30_000) });
    expect(isHealthy(state, later(119_999))).toBe(true);
  });

  it("a failed check is an error, and keeps the broker's own word as it came", () => {
    const state = given(...CONNECTED).when(report(false, 'Wartung läuft')).state;
    expect(state).toMatchObject({ status: 'error', lastConnectionStatus: 'Wartung läuft' });
  });

  it('a good check does not end an error: only establishing, reconnecting or recovery does', () => {
    expect(given(...CONNECTED, FAIL).when(report(true), { now: later(60_000) }).state.status).toBe('error');
  });

  it('the virtual broker is a part of this system: connected, it is healthy', () => {
    expect(canTrade(stateAfter(VIRTUAL), later(10_000_000))).toBe(true);
    given(VIRTUAL)
      .when(CHECK, { now: later(10_000_000) })
      .then();
  });
});

describe('recovery', () => {
  it('BC-R4: there are three attempts, after 2, 4 and 8 seconds', () => {
    const attempts = Array.from({ length: MAX_RECOVERY_ATTEMPTS }, (_, n) => n + 1);
    expect(attempts.map(recoveryWaitMs)).toEqual([2_000, 4_000, 8_000]);
    const failing = [...CONNECTED, FAIL];
    expect(mayRecover(stateAfter(...failing))).toBe(true);
    expect(mayRecover(stateAfter(...failing, failedAttempt(1), failedAttempt(2)))).toBe(true);
    expect(mayRecover(stateAfter(...failing, ...attempts.map((n) => failedAttempt(n))))).toBe(false);
  });

  it('BC-R4: the third attempt is the last, and one said twice is one', () => {
    const second = given(...CONNECTED, FAIL, failedAttempt(1), failedAttempt(2));
    second.when(failedAttempt(2)).then();
    second.when(failedAttempt(3)).then(
      events.BrokerConnectionRecoveryFailed({
        ...identity(),
        attempt: 3,
        reason: 'no_answer',
        requiresUserAction: false,
        exhausted: true,
        failedAt: TEST_NOW,
      }),
    );
  });

  it('BC-R4: nothing is tried when the user must act', () => {
    const wrongKey = { ...FAIL, requiresUserAction: true };
    expect(mayRecover(stateAfter(...CONNECTED, wrongKey))).toBe(false);
    expect(mayRecover(stateAfter(...CONNECTED, FAIL, failedAttempt(1, true)))).toBe(false);
    expect(mayRecover(stateAfter(...CONNECTED, REAUTH))).toBe(false);
    expect(mayRecover(stateAfter(...CONNECTED))).toBe(false);
    given(...CONNECTED, REAUTH)
      .when(RECOVERED)
      .thenRejected('reauth_required');
  });

  it('the failure tells the saga all it needs: broker, environment, last good time, attempts so far', () => {
    given(...CONNECTED, FAIL, failedAttempt(1), ESTABLISH)
      .when(FAIL)
      .then(
        events.BrokerConnectionFailed({
          ...identity(),
          ...broker,
          reason: 'no_answer',
          details: 'the broker did not answer',
          requiresUserAction: false,
          lastHealthyAt: TEST_NOW,
          attemptsSoFar: 0,
          failedAt: TEST_NOW,
        }),
      );
  });

  it('a lost stream is told once, leaves the connection connected, and may be recovered', () => {
    const state = given(...CONNECTED)
      .when(STREAM_LOST)
      .then(
        events.BrokerStreamingDisconnected({
          ...identity(),
          ...broker,
          attempt: 0,
          reason: 'closed by the broker',
          lastHealthyAt: TEST_NOW,
          disconnectedAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({ status: 'connected', streamingLost: true });
    expect(mayRecover(state)).toBe(true);
    given(...CONNECTED, STREAM_LOST)
      .when(STREAM_LOST)
      .then();
  });

  it('recovered, the connection is as good as new', () => {
    const state = given(...CONNECTED, STREAM_LOST, FAIL, failedAttempt(1))
      .when(RECOVERED, { now: later(9_000) })
      .then(
        events.BrokerConnectionRecovered({
          ...identity(),
          attempt: 2,
          reason: null,
          recoveredAt: later(9_000),
        }),
      );
    expect(state).toMatchObject({
      status: 'connected',
      streamingLost: false,
      recoveryAttempts: 0,
      lastHeartbeatAt: later(9_000),
    });
  });
});
