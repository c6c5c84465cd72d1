import { describe, expect, it } from 'vitest';
import { aggregateStub, hubStub } from '../../src/platform/stubs.ts';
import { commandOf, env, eventually } from '../support/commands.ts';
import type { Booking, BookingCommand } from './booking.ts';

const guest = () => {
  const userId = crypto.randomUUID();
  const booking = (key: string) => aggregateStub(env, { type: 'booking', userId, key }, 'weur');
  return {
    hub: hubStub(env, userId, 'weur', 'booking_hub'),
    booking,
    ask: (key: string, command: BookingCommand) =>
      booking(key).execute(commandOf(userId, command, { waitFor: 'projection', returnState: true })),
    settled: (key: string) =>
      eventually(
        async () => (await booking(key).read())?.state as Booking | undefined,
        (state) => state !== undefined && state.status !== 'requested',
      ),
  };
};

describe('a booking system on the same core and objects', () => {
  it('confirms a booking of a free night through its saga and shows it on the view', async () => {
    const { ask, settled, hub } = guest();
    const [id, roomId] = [crypto.randomUUID(), crypto.randomUUID()];
    const result = await ask(id, { type: 'RequestBooking', roomId, night: '2026-12-24', guest: 'Ada' });
    expect(result).toMatchObject({ kind: 'accepted', version: 1, projection: 'applied' });
    expect(await settled(id)).toEqual({ status: 'confirmed', guest: 'Ada' });
    const row = await eventually(
      () => hub.get('bookings', id),
      (found) => found?.version === 2,
    );
    expect(row?.doc).toEqual({ status: 'confirmed', guest: 'Ada' });
  });

  it('declines the second booking of a night', async () => {
    const { ask, settled } = guest();
    const [first, second, roomId] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
    await ask(first, { type: 'RequestBooking', roomId, night: '2026-12-31', guest: 'Ada' });
    expect((await settled(first))?.status).toBe('confirmed');
    await ask(second, { type: 'RequestBooking', roomId, night: '2026-12-31', guest: 'Bob' });
    expect((await settled(second))?.status).toBe('declined');
  });

  it('starts a new incarnation with a new id at version 1 when the name is used after its end', async () => {
    const { ask, booking, hub } = guest();
    const id = crypto.randomUUID();
    const request = {
      type: 'RequestBooking',
      roomId: crypto.randomUUID(),
      night: '2027-01-01',
      guest: 'Ada',
    } as const;
    await ask(id, request);
    const before = await booking(id).read();
    expect(await ask(id, { type: 'ForgetBooking' })).toMatchObject({ kind: 'accepted' });
    expect(await hub.get('bookings', id)).toBeNull();
    expect(await ask(id, request)).toMatchObject({ kind: 'accepted', version: 1 });
    const after = await booking(id).read();
    expect(after?.aggregateId).not.toBe(before?.aggregateId);
    expect(after?.epoch).not.toBe(before?.epoch);
  });
});
