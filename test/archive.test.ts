import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { handleQueue } from '../src/bus/queue-handler.ts';
import { shardOf } from '../src/bus/shards.ts';
import type { EventEnvelope, EventRange } from '../src/core/envelope.ts';
import { aggregateStub, archiveBacklogStub } from '../src/platform/stubs.ts';
import { type Database, openDatabase } from '../src/readmodel/database.ts';
import type { RoomCommand } from './booking/room.ts';
import { commandOf, env, eventually } from './support/commands.ts';

const QUEUE = 'tradecore-projections-0';

const database = (): Database => {
  const opened = openDatabase(env);
  if (!opened) throw new Error('the test run has no database');
  return opened;
};

/** A log of `count` events that was never sent to a queue: rooms have no destinations. */
const aLog = async (count: number) => {
  const address = { type: 'booking_room', userId: crypto.randomUUID(), key: crypto.randomUUID() };
  const room = aggregateStub(env, address, 'weur');
  for (let day = 1; day <= count; day++) {
    const night = `2027-03-${String(day).padStart(2, '0')}`;
    const command: RoomCommand = { type: 'ReserveNight', bookingId: crypto.randomUUID(), night };
    await room.execute(commandOf(address.userId, command));
  }
  const { epoch } = (await room.read()) ?? { epoch: '' };
  const range = async (from: number, limit: number) => (await room.events(epoch, from, limit)) as EventRange;
  return { address, epoch, range };
};

const consume = async (bodies: readonly unknown[], queue = QUEUE, bindings = env) => {
  const messages = bodies.map((body) => ({
    id: crypto.randomUUID(),
    timestamp: new Date(),
    attempts: 1,
    body,
  }));
  const batch = createMessageBatch(queue, messages);
  const context = createExecutionContext();
  await handleQueue(batch, bindings);
  return { ids: messages.map(({ id }) => id), result: await getQueueResult(batch, context) };
};

/** The checkpoint first: rows that come with a later one may be seen already, rows of an earlier one never be missing. */
const archived = async (aggregateId: string) => {
  const [progress] = await database().query('SELECT version FROM archive_progress WHERE aggregate_id = $1', [
    aggregateId,
  ]);
  const rows = await database().query(
    'SELECT aggregate_version FROM event_store WHERE aggregate_id = $1 ORDER BY aggregate_version',
    [aggregateId],
  );
  return {
    versions: rows.map((row) => Number(row['aggregate_version'])),
    checkpoint: Number(progress?.['version'] ?? 0),
  };
};

describe('the archive', () => {
  it('stores rows and checkpoint once, however often and in whatever order ranges arrive', async () => {
    const { address, range } = await aLog(9);
    const pieces = [await range(1, 3), await range(4, 3), await range(7, 3)] as const;
    const { result } = await consume([pieces[2], pieces[0], pieces[1], pieces[0], pieces[2]]);
    expect(result.retryMessages).toEqual([]);
    await consume([pieces[1], pieces[2]]);
    expect(await archived(address.key)).toEqual({ versions: [1, 2, 3, 4, 5, 6, 7, 8, 9], checkpoint: 9 });
  });

  it('reads what is missing before a range from the log itself', async () => {
    const { address, range } = await aLog(6);
    await consume([await range(5, 2)]);
    expect(await archived(address.key)).toEqual({ versions: [1, 2, 3, 4, 5, 6], checkpoint: 6 });
  });

  it('reads from the log what a message only names, because it is too large for a queue', async () => {
    const { address, range } = await aLog(3);
    await consume([{ ...(await range(1, 3)), events: null }]);
    expect(await archived(address.key)).toEqual({ versions: [1, 2, 3], checkpoint: 3 });
  });

  it('keeps an event exactly as its log has it', async () => {
    const { address, range } = await aLog(1);
    const sent = await range(1, 1);
    await consume([sent]);
    const [event] = JSON.parse(sent.events) as [EventEnvelope];
    const [row] = await database().query('SELECT * FROM event_store WHERE aggregate_id = $1', [address.key]);
    expect(row).toMatchObject({
      event_id: event.eventId,
      event_type: 'NightReserved',
      epoch: event.epoch,
      user_id: address.userId,
      correlation_id: event.correlationId,
      command_id: event.commandId,
      actor: event.actor,
      data: event.data,
    });
  });

  it('remembers the logs it cannot store while Postgres is down, and catches up by itself', async () => {
    const { address, range } = await aLog(4);
    const down = { ...env, NEON_FETCH_ENDPOINT: 'http://127.0.0.1:9/sql' };
    const { result } = await consume([await range(1, 4)], QUEUE, down);
    expect(result.retryMessages).toEqual([]);
    const backlog = archiveBacklogStub(env, shardOf(env, address.key));
    // Postgres is up for the object that remembers: its next alarm reads the log and stores it.
    const stored = await eventually(
      () => archived(address.key),
      ({ checkpoint }) => checkpoint === 4,
    );
    expect(stored).toEqual({ versions: [1, 2, 3, 4], checkpoint: 4 });
    expect(
      await eventually(
        () => backlog.pending(),
        (pending) => pending === 0,
      ),
    ).toBe(0);
  });

  it('retries a message that is no range, and keeps it with its reason once it is a dead letter', async () => {
    const { result } = await consume([{ not: 'a range' }]);
    expect(result.retryMessages).toHaveLength(1);
    const { ids } = await consume([{ not: 'a range' }], `${QUEUE}-dlq`);
    const [letter] = await database().query('SELECT queue, reason, body FROM dead_letters WHERE id = $1', [
      ids[0],
    ]);
    expect(letter).toMatchObject({ queue: `${QUEUE}-dlq`, body: { not: 'a range' } });
    expect(String(letter?.['reason'])).toContain('schema_invalid');
  });
});
