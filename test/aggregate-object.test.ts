import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { CommandResult } from '../src/core/command.ts';
import type { EventEnvelope } from '../src/core/envelope.ts';
import { aggregateStub, objectName } from '../src/platform/stubs.ts';
import type { BookingCommand } from './booking/booking.ts';
import type { RoomCommand } from './booking/room.ts';
import { commandOf, env } from './support/commands.ts';

const nights = (count: number) =>
  Array.from({ length: count }, (_, day) => new Date(Date.UTC(2027, 0, 1 + day)).toISOString().slice(0, 10));

const aRoom = () => {
  const address = { type: 'booking_room', userId: crypto.randomUUID(), key: crypto.randomUUID() };
  const namespace = (env as unknown as Record<string, DurableObjectNamespace>)[
    'BOOKING_ROOM'
  ] as DurableObjectNamespace;
  const room = aggregateStub(env, address, 'weur');
  const reserve = (night: string, overrides: Parameters<typeof commandOf>[2] = {}) => {
    const command: RoomCommand = { type: 'ReserveNight', bookingId: crypto.randomUUID(), night };
    return room.execute(commandOf(address.userId, command, overrides));
  };
  return { address, room, reserve, raw: namespace.getByName(objectName(address)) };
};

const aBooking = () => {
  const address = { type: 'booking', userId: crypto.randomUUID(), key: crypto.randomUUID() };
  const namespace = (env as unknown as Record<string, DurableObjectNamespace>)[
    'BOOKING'
  ] as DurableObjectNamespace;
  const ask = (command: BookingCommand) =>
    aggregateStub(env, address, 'weur').execute(
      commandOf(address.userId, command, { waitFor: 'projection' }),
    );
  return { address, ask, raw: namespace.getByName(objectName(address)) };
};

const kinds = (results: readonly CommandResult[]) => results.map(({ kind }) => kind);

describe('the object of an aggregate', () => {
  it('writes at most three rows per one-event command, cursors included, averaged over 100 commands', async () => {
    const { reserve, room } = aRoom();
    for (const night of nights(100)) await reserve(night);
    expect(await room.stats()).toMatchObject({ events: 100, drained: true });
    expect((await room.stats()).rowsWritten / 100).toBeLessThanOrEqual(3);

    const { address, raw: booking, ask } = aBooking();
    for (let turn = 0; turn < 50; turn++) {
      await ask({ type: 'RequestBooking', roomId: address.key, night: '2027-01-01', guest: 'Ada' });
      await ask({ type: 'ForgetBooking' });
    }
    await runDurableObjectAlarm(booking);
    const told = await aggregateStub(env, address, 'weur').stats();
    expect(told.drained).toBe(true);
    expect(
      told.rowsWritten / told.events,
      'told to hub and sagas, a new incarnation every other event',
    ).toBeLessThanOrEqual(3);
  });

  it('answers a repeated command with its first result, also when both arrive together', async () => {
    const { reserve, room } = aRoom();
    const commandId = crypto.randomUUID();
    const identity = { commandId, commandHash: 'same' };
    const together = await Promise.all([reserve('2027-02-01', identity), reserve('2027-02-01', identity)]);
    expect(kinds(together).sort()).toEqual(['accepted', 'duplicate']);
    expect(await reserve('2027-02-01', identity)).toMatchObject({ kind: 'duplicate', version: 1, events: 1 });
    expect((await room.read())?.version).toBe(1);
  });

  it('answers a duplicate with the state of that time, not of now', async () => {
    const { reserve } = aRoom();
    const first = { commandId: crypto.randomUUID(), commandHash: 'first', returnState: true as const };
    await reserve('2027-02-01', first);
    await reserve('2027-02-02');
    const repeated = await reserve('2027-02-01', first);
    expect(repeated).toMatchObject({ kind: 'duplicate', version: 1 });
    expect(Object.keys((repeated as { state: object }).state)).toEqual(['2027-02-01']);
  });

  it('refuses a known command id with another request as a mismatch', async () => {
    const { reserve } = aRoom();
    const commandId = crypto.randomUUID();
    await reserve('2027-02-01', { commandId, commandHash: 'one' });
    expect(await reserve('2027-02-01', { commandId, commandHash: 'two' })).toEqual({ kind: 'mismatch' });
  });

  it('remembers a refusal under an idempotency key, and only then', async () => {
    const { reserve } = aRoom();
    await reserve('2027-02-01');
    const kept = { commandId: crypto.randomUUID(), commandHash: 'kept', remember: true };
    expect(await reserve('2027-02-01', kept)).toMatchObject({ kind: 'rejected', repeated: false });
    expect(await reserve('2027-02-01', kept)).toMatchObject({ kind: 'rejected', repeated: true });
    const forgotten = { commandId: crypto.randomUUID(), commandHash: 'forgotten' };
    expect(await reserve('2027-02-01', forgotten)).toMatchObject({ kind: 'rejected', repeated: false });
    expect(await reserve('2027-02-01', forgotten)).toMatchObject({ kind: 'rejected', repeated: false });
  });

  it('refuses an expected version that has passed', async () => {
    const { reserve } = aRoom();
    await reserve('2027-02-01');
    expect(await reserve('2027-02-02', { expectedVersion: 0 })).toEqual({ kind: 'conflict', version: 1 });
    expect(await reserve('2027-02-02', { expectedVersion: 1 })).toMatchObject({
      kind: 'accepted',
      version: 2,
    });
  });

  it('commits what arrives together in few transactions, in order, without gaps', async () => {
    const { reserve, room } = aRoom();
    const results = await Promise.all(nights(200).map((night) => reserve(night)));
    expect(new Set(results.map((result) => ('version' in result ? result.version : 0))).size).toBe(200);
    const { commits, events } = await room.stats();
    expect(events).toBe(200);
    expect(commits).toBeLessThan(100);
  });

  it('has the same state after it was closed and replayed, with and without a snapshot', async () => {
    for (const count of [50, 1_200]) {
      const { reserve, room, raw } = aRoom();
      await Promise.all(nights(count).map((night) => reserve(night)));
      const before = await room.read();
      await evictDurableObject(raw);
      expect(await room.read()).toEqual(before);
      expect(Object.keys((await room.readAt(17))?.state as object)).toHaveLength(17);
    }
  });

  it('reads its log by ranges that join without gap or overlap', async () => {
    const { reserve, room } = aRoom();
    await Promise.all(nights(250).map((night) => reserve(night)));
    const { epoch } = (await room.read()) ?? { epoch: '' };
    const versions: number[] = [];
    for (let next = 1; ; next = versions.length + 1) {
      const range = await room.events(epoch, next, 100);
      if (!range) break;
      expect(range.fromVersion).toBe(next);
      versions.push(...(JSON.parse(range.events) as EventEnvelope[]).map((event) => event.aggregateVersion));
    }
    expect(versions).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
  });

  it('leaves no trace of an id that was only asked for', async () => {
    const { room, raw } = aRoom();
    expect(await room.read()).toBeNull();
    expect(await room.readAt(1)).toBeNull();
    expect(await room.events('any', 1, 10)).toBeNull();
    const tables = await runInDurableObject(raw, (_instance, { storage }) =>
      storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray(),
    );
    expect(tables).toEqual([]);
  });
});
