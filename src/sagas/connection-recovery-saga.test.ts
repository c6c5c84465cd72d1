import { describe, expect, it } from 'vitest';
import { brokerError } from '../brokers/port.ts';
import type { CommandResult } from '../core/command.ts';
import { backoffMs } from '../core/retry.ts';
import type { CommandEffect } from '../core/saga.ts';
import type { BrokerConnectionCommand } from '../domains/broker-connection/commands.ts';
import { brokerConnectionDomain } from '../domains/broker-connection/domain.ts';
import { recoveryWaitMs } from '../domains/broker-connection/recovery.ts';
import { CONNECTED, FAIL, identity, play } from '../domains/broker-connection/testing/fixtures.ts';
import { connectionKey } from './conflicts.ts';
import { connectionRecoverySaga as saga } from './connection-recovery-saga.ts';
import {
  accepted,
  acting,
  answered,
  called,
  contextOf,
  id,
  rejected,
  statuses,
  stored,
} from './testing/contexts.ts';
import { describeTrigger } from './testing/triggers.ts';

const { brokerConnectionId: CONNECTION } = identity();

const happened = (...commands: readonly BrokerConnectionCommand[]) => {
  const event = play([...CONNECTED, ...commands]).events.at(-1);
  if (!event) throw new Error('nothing happened');
  return stored(event, { aggregateId: id('log') });
};
const FAILED = happened(FAIL);
const BY_USER = happened({ ...FAIL, requiresUserAction: true });
const STREAM_LOST = happened({ type: 'RecordStreamingDisconnectedCommand', reason: 'closed' });

describeTrigger(saga, FAILED);
describeTrigger(saga, STREAM_LOST);

const context = contextOf(saga, FAILED);
const target = { type: 'broker_connection', key: CONNECTION };

describe('the trigger', () => {
  const [failed, lost] = saga.triggers;

  it('is a failed connection or a lost stream, one at a time per connection', () => {
    expect(saga.triggers.map(({ eventType }) => eventType)).toEqual([
      'BrokerConnectionFailed',
      'BrokerStreamingDisconnected',
    ]);
    expect([failed?.when(FAILED), lost?.when(STREAM_LOST)]).toEqual([true, true]);
    // A connection that was begun anew has a log under another id, and the same key.
    expect(failed?.conflictKey?.(FAILED)).toBe(connectionKey(CONNECTION));
    expect(lost?.conflictKey?.(STREAM_LOST)).toBe(connectionKey(CONNECTION));
  });

  it('BC-R4: is never a failure that only the user can mend', () => {
    expect(failed?.when(BY_USER)).toBe(false);
  });

  it('of a lost stream asks the user for nothing', () => {
    expect(contextOf(saga, STREAM_LOST).trigger.data.requiresUserAction).toBe(false);
  });
});

describe('the way forward', () => {
  it('takes these steps, and there is no way back once the connection works again', () => {
    expect(saga.steps.map(({ name }) => name)).toEqual([
      'verify_recoverable',
      'attempt_reconnection',
      'publish_recovery',
      'discover_again',
    ]);
    expect(saga.steps.flatMap(({ name, pivot }) => (pivot ? [name] : []))).toEqual(['publish_recovery']);
  });

  const verified = (status: string) =>
    acting(saga, 'verify_recoverable').settle(context, [statuses({ [CONNECTION]: status })]);

  it.each(['connected', 'error'])('goes on with a connection that is %s', (status) => {
    expect(verified(status)).toMatchObject({ kind: 'done' });
  });

  it.each(['disconnecting', 'disconnected', 'purged', 'absent', 'pending'])(
    'brings nothing back that is %s',
    (status) => {
      expect(verified(status)).toMatchObject({ kind: 'abort', reason: { code: 'not_recoverable' } });
    },
  );

  it('asks the owner of the status itself', () => {
    expect(acting(saga, 'verify_recoverable').execute(context)).toMatchObject([
      { port: 'safety', request: { check: 'connections', connectionIds: [CONNECTION] } },
    ]);
  });

  it('asks the broker through the connection whether it is there', () => {
    expect(acting(saga, 'attempt_reconnection').execute(context)).toEqual([
      {
        kind: 'call',
        key: 'health',
        port: 'broker',
        request: { connectionId: CONNECTION, call: { op: 'health' } },
      },
    ]);
  });

  it('BC-R4: looks once and tries three times more, after 2, 4 and 8 seconds', () => {
    const { attempts, retryBaseMs } = acting(saga, 'attempt_reconnection');
    const waits = Array.from({ length: attempts - 1 }, (_, n) => backoffMs(n + 1, retryBaseMs, 60_000));
    expect(waits).toEqual([2_000, 4_000, 8_000]);
    expect(waits).toEqual([1, 2, 3].map(recoveryWaitMs));
  });

  const attempt = (value: unknown) =>
    acting(saga, 'attempt_reconnection').settle(context, [called(value, 'health')]);

  it('goes on as soon as the broker answers', () => {
    expect(attempt({ ok: true, value: null })).toMatchObject({ kind: 'done' });
  });

  it.each(['transient', 'rejected', 'not_connected', 'ambiguous'] as const)(
    'tries again when it is %s',
    (kind) => {
      expect(attempt(brokerError(kind, 'code', 'why'))).toMatchObject({ kind: 'retry' });
      expect(acting(saga, 'attempt_reconnection').settle(context, []).kind).toBe('retry');
    },
  );

  it('tells the connection that it works again, and has it look for its accounts', () => {
    const commands = ['publish_recovery', 'discover_again'].flatMap((name) =>
      acting(saga, name).execute(context),
    ) as readonly CommandEffect[];
    expect(commands.map((effect) => [effect.target, effect.command.type])).toEqual([
      [target, 'RecordRecoveryCommand'],
      [target, 'FetchAccountsFromBrokerCommand'],
    ]);
    for (const { command } of commands)
      expect(
        brokerConnectionDomain.commands[command.type as 'RecordRecoveryCommand'].schema.parse(command),
      ).toEqual(command);
  });

  const settled = (name: string, result: CommandResult) =>
    acting(saga, name).settle(context, [answered(result)]);

  it('fails when the connection does not take it that it works again', () => {
    expect(settled('publish_recovery', accepted()).kind).toBe('done');
    expect(settled('publish_recovery', rejected('connection_not_connected'))).toMatchObject({
      kind: 'fail',
      failure: { code: 'connection_not_connected' },
    });
  });

  it('a connection that wants no discovery needs none; only an answer that is no decision is asked for again', () => {
    expect(settled('discover_again', accepted()).kind).toBe('done');
    expect(settled('discover_again', rejected('connection_not_connected')).kind).toBe('done');
    expect(settled('discover_again', { kind: 'conflict', version: 3 }).kind).toBe('retry');
  });

  it('says what a person must look at when no discovery can be asked for', () => {
    expect(saga.intervention?.(context, 'discover_again')).toMatchObject({
      code: 'recovery_unfinished',
      ids: [CONNECTION],
    });
  });
});

describe('a recovery that failed', () => {
  const failure = { code: 'unhealthy', detail: 'silence', kind: 'timeout', uncertain: false } as const;

  it('BC-R4: is told to the connection as the last attempt', () => {
    expect(saga.onFailed(context, failure)).toMatchObject([
      {
        target,
        command: {
          type: 'RecordRecoveryFailureCommand',
          attempt: 3,
          reason: 'unhealthy',
          requiresUserAction: false,
        },
      },
    ]);
    const { state } = play([
      ...CONNECTED,
      FAIL,
      (saga.onFailed(context, failure)[0] as CommandEffect).command as BrokerConnectionCommand,
    ]);
    expect(state).toMatchObject({ status: 'error', recoveryAttempts: 3 });
  });

  it('asks for a person, unless it only made way for a disconnect', () => {
    expect(saga.afterFailure?.(context, failure)).toMatchObject({
      code: 'connection_lost',
      ids: [CONNECTION],
    });
    expect(saga.afterFailure?.(context, { ...failure, kind: 'aborted' })).toBeNull();
  });
});
