import { z } from 'zod';
import { anyAggregate } from '../../src/core/aggregate.ts';
import { accept, decideBy, evolveBy, reject } from '../../src/core/decider.ts';
import { defineEvent, type EventOf } from '../../src/core/event.ts';
import { eventRegistry } from '../../src/core/event-registry.ts';

const night = { bookingId: z.uuid(), night: z.iso.date() };

const events = {
  NightReserved: defineEvent('NightReserved', 1, z.object(night)),
  NightReleased: defineEvent('NightReleased', 1, z.object(night)),
};
type RoomEvent = EventOf<typeof events>;

/** Which booking holds which night. */
type Room = Readonly<Record<string, string>>;

export type RoomCommand =
  | { readonly type: 'ReserveNight'; readonly bookingId: string; readonly night: string }
  | { readonly type: 'ReleaseNight'; readonly bookingId: string; readonly night: string };

export const roomAggregate = anyAggregate<Room, RoomCommand, RoomEvent>({
  type: 'booking_room',
  decider: {
    initial: {},
    decide: decideBy<Room, RoomCommand, RoomEvent>({
      ReserveNight: ({ bookingId, night }, room) => {
        if (room[night] === bookingId) return accept();
        return room[night]
          ? reject('night_taken', `${night} is taken`)
          : accept(events.NightReserved({ bookingId, night }));
      },
      ReleaseNight: ({ bookingId, night }, room) =>
        room[night] === bookingId ? accept(events.NightReleased({ bookingId, night })) : accept(),
    }),
    evolve: evolveBy<Room, RoomEvent>({
      NightReserved: (room, { bookingId, night }) => ({ ...room, [night]: bookingId }),
      NightReleased: (room, { night }) =>
        Object.fromEntries(Object.entries(room).filter(([key]) => key !== night)),
    }),
  },
  events: eventRegistry<RoomEvent>(events),
  stateSchema: 1,
});
