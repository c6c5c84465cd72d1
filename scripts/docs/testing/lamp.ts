import { z } from 'zod';
import { accept, decideBy, evolveBy, reject } from '../../../src/core/decider.ts';
import { positiveDecimalString } from '../../../src/core/decimal.ts';
import { type AnyDomain, anyDomain, type DomainManifest } from '../../../src/core/domain.ts';
import { defineEvent, type EventOf } from '../../../src/core/event.ts';
import { eventRegistry } from '../../../src/core/event-registry.ts';
import { guardedBy, lifecycle, refused, to, unchanged } from '../../../src/core/lifecycle.ts';
import { type AnyView, anyView } from '../../../src/core/view.ts';
import { utcInstant } from '../../../src/domains/shared/quote.ts';

const lampEvents = {
  LampHung: defineEvent('LampHung', 2, z.object({ lampId: z.uuid(), watts: positiveDecimalString() })),
  LampSwitched: defineEvent('LampSwitched', 1, z.object({ on: z.boolean(), at: utcInstant() })),
};
type LampEvent = EventOf<typeof lampEvents>;

const hang = z.object({
  type: z.literal('HangLampCommand'),
  lampId: z.uuid(),
  watts: positiveDecimalString(),
  room: z.enum(['hall', 'attic']).nullable(),
});
const light = z.object({ type: z.literal('LightLampCommand'), at: utcInstant() });
const smash = z.object({ type: z.literal('SmashLampCommand') });
type LampCommand = z.infer<typeof hang> | z.infer<typeof light> | z.infer<typeof smash>;

const STATUSES = ['absent', 'dark', 'lit', 'broken'] as const;
type Status = (typeof STATUSES)[number];
interface LampState {
  readonly status: Status;
}

const machine = lifecycle<LampState, LampCommand['type'], Status>({
  noun: 'lamp',
  statuses: STATUSES,
  statusOf: ({ status }) => status,
  moves: {
    HangLampCommand: { absent: to('dark'), otherwise: refused('lamp_hangs') },
    LightLampCommand: { dark: to('lit'), lit: unchanged, otherwise: refused('no_lamp') },
    SmashLampCommand: {
      absent: refused('no_lamp'),
      lit: refused('too_hot', 'with gloves'),
      otherwise: to('broken'),
      broken: refused('no_lamp'),
    },
  },
});

const view = (events: readonly string[]): AnyView =>
  anyView<LampState, LampEvent>({
    kind: 'lamps',
    eventTypes: new Set(events),
    rowId: (_event, { aggregateId }) => aggregateId,
    project: () => null,
    sync: { LampHung: { priority: 1, reason: 'somebody stands in the dark' } },
  });

/** A domain that only the tests of the pages know. */
export const lampManifest: DomainManifest<LampState, LampCommand, LampEvent, Status> = {
  title: 'Lamp',
  purpose: 'Gives light.',
  identity: 'A lamp is where it hangs.',
  aggregate: {
    type: 'lamp',
    decider: {
      initial: { status: 'absent' },
      decide: guardedBy(
        machine,
        decideBy<LampState, LampCommand, LampEvent>({
          HangLampCommand: ({ lampId, watts }) => accept(lampEvents.LampHung({ lampId, watts })),
          LightLampCommand: ({ at }) => accept(lampEvents.LampSwitched({ on: true, at })),
          SmashLampCommand: () => reject('no_gloves', 'it is hot'),
        }),
      ),
      evolve: evolveBy<LampState, LampEvent>({
        LampHung: () => ({ status: 'dark' }),
        LampSwitched: (_state, { on }) => ({ status: on ? 'lit' : 'dark' }),
      }),
    },
    events: eventRegistry<LampEvent>(lampEvents, {
      upcasters: [
        {
          from: { type: 'LampHung', schemaVersion: 1 },
          to: { type: 'LampHung', schemaVersion: 2 },
          upcast: (data) => ({ ...data, watts: '40' }),
        },
      ],
    }),
    stateSchema: 1,
  },
  lifecycle: machine,
  commands: {
    HangLampCommand: { schema: hang, summary: 'Hangs a lamp.' },
    LightLampCommand: { schema: light, summary: 'Lights it.' },
    SmashLampCommand: { schema: smash, summary: 'Breaks it.' },
  },
  events: {
    LampHung: { summary: 'A lamp was hung somewhere.', message: 'lamp_update' },
    LampSwitched: { summary: 'Light went on or off.', message: null, quiet: 'they see it' },
  },
  rules: { 'LA-R1': { summary: 'One lamp at a time.' }, 'LA-R2': { summary: 'Cheap.', absent: 'no tariff' } },
  views: [view(['LampHung', 'LampSwitched'])],
};

/** The lamp as pages see it. */
export const lamp: AnyDomain = anyDomain(lampManifest);
