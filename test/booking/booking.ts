import { z } from 'zod';
import { anyAggregate } from '../../src/core/aggregate.ts';
import { accept, decideBy, evolveBy, reject } from '../../src/core/decider.ts';
import { defineEvent, type EventOf } from '../../src/core/event.ts';
import { eventRegistry } from '../../src/core/event-registry.ts';
import {
  anySaga,
  type Effect,
  type SagaContext,
  type SagaDefinition,
  settleCommands,
} from '../../src/core/saga.ts';
import { anyView, type View } from '../../src/core/view.ts';
import type { RoomCommand } from './room.ts';

const requested = z.object({ bookingId: z.uuid(), roomId: z.uuid(), night: z.iso.date(), guest: z.string() });

const events = {
  BookingRequested: defineEvent('BookingRequested', 1, requested),
  BookingConfirmed: defineEvent('BookingConfirmed', 1, z.object({ bookingId: z.uuid() })),
  BookingDeclined: defineEvent('BookingDeclined', 1, z.object({ bookingId: z.uuid(), reason: z.string() })),
  BookingForgotten: defineEvent('BookingForgotten', 1, z.object({ bookingId: z.uuid() })),
};
export type BookingEvent = EventOf<typeof events>;

export interface Booking {
  readonly status: 'absent' | 'requested' | 'confirmed' | 'declined' | 'forgotten';
  readonly guest: string;
}

export type BookingCommand =
  | {
      readonly type: 'RequestBooking';
      readonly roomId: string;
      readonly night: string;
      readonly guest: string;
    }
  | { readonly type: 'ConfirmBooking' }
  | { readonly type: 'DeclineBooking'; readonly reason: string }
  | { readonly type: 'ForgetBooking' };

const evolve = evolveBy<Booking, BookingEvent>({
  BookingRequested: (_booking, { guest }) => ({ status: 'requested', guest }),
  BookingConfirmed: (booking) => ({ ...booking, status: 'confirmed' }),
  BookingDeclined: (booking) => ({ ...booking, status: 'declined' }),
  BookingForgotten: (booking) => ({ ...booking, status: 'forgotten' }),
});

const initial: Booking = { status: 'absent', guest: '' };

export const bookingAggregate = anyAggregate<Booking, BookingCommand, BookingEvent>({
  type: 'booking',
  decider: {
    initial,
    decide: decideBy<Booking, BookingCommand, BookingEvent>({
      RequestBooking: ({ roomId, night, guest }, { status }, { aggregateId: bookingId }) =>
        status === 'absent'
          ? accept(events.BookingRequested({ bookingId, roomId, night, guest }))
          : reject('booking_exists', 'this booking exists already'),
      ConfirmBooking: (_command, { status }, { aggregateId: bookingId }) =>
        status === 'requested'
          ? accept(events.BookingConfirmed({ bookingId }))
          : reject('not_requested', status),
      DeclineBooking: ({ reason }, { status }, { aggregateId: bookingId }) =>
        status === 'requested' ? accept(events.BookingDeclined({ bookingId, reason })) : accept(),
      ForgetBooking: (_command, { status }, { aggregateId: bookingId }) =>
        status === 'absent'
          ? reject('booking_not_found', 'no such booking')
          : accept(events.BookingForgotten({ bookingId })),
    }),
    evolve,
    isTerminal: ({ status }) => status === 'forgotten',
  },
  events: eventRegistry<BookingEvent>(events),
  stateSchema: 1,
});

const bookings: View<Booking, BookingEvent> = {
  kind: 'bookings',
  eventTypes: new Set(Object.keys(events)),
  rowId: ({ data }) => data.bookingId,
  project: (doc, event) => (event.type === 'BookingForgotten' ? null : evolve(doc ?? initial, event)),
  sync: { BookingRequested: { priority: 1, reason: 'the guest looks at the booking at once' } },
};
export const bookingView = anyView(bookings);

type Requested = z.infer<typeof requested>;

const onRoom = ({ trigger: { data } }: SagaContext<Requested>, type: RoomCommand['type']): Effect => {
  const command: RoomCommand = { type, bookingId: data.bookingId, night: data.night };
  return { kind: 'command', key: type, target: { type: 'booking_room', key: data.roomId }, command };
};

const onBooking = ({ trigger }: SagaContext<Requested>, command: BookingCommand): Effect => ({
  kind: 'command',
  key: command.type,
  target: { type: 'booking', key: trigger.data.bookingId },
  command,
});

const definition: SagaDefinition<Requested> = {
  type: 'BookingSaga',
  definitionVersion: 1,
  triggers: [
    {
      saga: 'BookingSaga',
      eventType: 'BookingRequested',
      when: () => true,
      dedupeKey: (event) => event.aggregateId,
    },
  ],
  parse: (data) => requested.parse(data),
  deadlineMs: 60_000,
  objectiveMs: 1_000,
  steps: [
    {
      name: 'reserve_night',
      attempts: 3,
      retryBaseMs: 10,
      timeoutMs: 5_000,
      execute: (context) => [onRoom(context, 'ReserveNight')],
      settle: (_context, outcomes) => settleCommands(outcomes),
      compensate: (context) => [onRoom(context, 'ReleaseNight')],
    },
    {
      name: 'confirm',
      attempts: 3,
      retryBaseMs: 10,
      timeoutMs: 5_000,
      execute: (context) => [onBooking(context, { type: 'ConfirmBooking' })],
      settle: (_context, outcomes) => settleCommands(outcomes),
    },
  ],
  onFailed: (context, { code }) => [onBooking(context, { type: 'DeclineBooking', reason: code })],
};
export const bookingSaga = anySaga(definition);
