import type { EventEnvelope } from '../../envelope.ts';
import { plusMs } from '../../instant.ts';
import { type AnySaga, anySaga, done, fail, type SagaDefinition } from '../../saga.ts';
import { TEST_NOW, testEnv } from '../../testing/decider-specification.ts';
import { id } from '../../testing/tally.ts';
import { sagaEvents as events } from '../events.ts';
import { sagaCatalog } from '../position.ts';
import { sagaInstanceAggregate } from '../saga-instance.ts';

const order = (key: string) => () => [
  { kind: 'command' as const, key, target: { type: 'trip', key: 'a' }, command: { type: `Order ${key}` } },
];
const acting = {
  attempts: 3,
  retryBaseMs: 100,
  timeoutMs: 1_000,
  execute: order('it'),
  settle: () => done(),
};
const undo = (key: string) => () => [
  { kind: 'command' as const, key, target: { type: 'trip', key: 'a' }, command: { type: `Undo ${key}` } },
];

const definition: SagaDefinition<Record<string, unknown>> = {
  type: 'TripSaga',
  definitionVersion: 2,
  triggers: [],
  parse: (data) => {
    if (typeof data['traveller'] !== 'string') throw new Error('traveller is missing');
    return data;
  },
  deadlineMs: 60_000,
  objectiveMs: 5_000,
  steps: [
    { name: 'book_hotel', ...acting, compensate: undo('hotel') },
    { name: 'look_up', ...acting },
    {
      name: 'book_flight',
      ...acting,
      compensate: undo('flight'),
      compensatesFor: ({ uncertain, kind }, completed) => kind !== 'validation' && (completed || uncertain),
    },
    { name: 'departure', pivot: true, awaits: ({ inbox }) => (inbox.length > 0 ? done() : null) },
    { name: 'send_bill', ...acting },
  ],
  onFailed: () => [],
  intervention: (_context, step) => ({ code: `stuck_in_${step}`, reason: 'call the hotel', ids: ['h1'] }),
  afterFailure: (_context, { kind }) =>
    kind === 'deadline' ? { code: 'too_slow', reason: 'ask the traveller', ids: [] } : null,
};

/** An older definition of the same saga: one step fewer. */
const older: SagaDefinition<Record<string, unknown>> = {
  ...definition,
  definitionVersion: 1,
  steps: definition.steps.slice(0, 2),
};

/** A saga for tests: two bookings that can be undone, a departure that cannot, and a bill. */
export const tripSaga: AnySaga = anySaga(definition);
export const tripAggregate = sagaInstanceAggregate(sagaCatalog([anySaga(older), tripSaga]));

/** The event that starts a trip. */
export const TRIGGER: EventEnvelope = {
  eventId: id('trigger'),
  eventType: 'TripOrdered',
  schemaVersion: 1,
  aggregateType: 'trip',
  aggregateId: id('trip'),
  epoch: 'epoch-0',
  aggregateVersion: 1,
  userId: id('user'),
  region: 'weur',
  occurredAt: TEST_NOW,
  recordedAt: TEST_NOW,
  correlationId: id('correlation'),
  causationId: null,
  sagaId: null,
  commandId: id('command'),
  actor: { kind: 'user', id: id('user') },
  data: { traveller: 'ann' },
  meta: {},
};

export const STARTED = events.SagaStarted({
  sagaType: 'TripSaga',
  definitionVersion: 2,
  trigger: TRIGGER,
  conflictKey: null,
  startedAt: TEST_NOW,
  objectiveAt: plusMs(TEST_NOW, 5_000),
  deadlineAt: plusMs(TEST_NOW, 60_000),
});

/** The fact that these steps have been completed, in order. */
export const completed = (...names: readonly string[]) =>
  names.map((name) =>
    events.SagaStepCompleted({
      step: tripSaga.steps.findIndex((step) => step.name === name),
      name,
      attempts: 1,
      result: null,
      pivot: name === 'departure',
      effects: 0,
      startedAt: TEST_NOW,
      completedAt: TEST_NOW,
    }),
  );

/** The saga's id in specifications. */
export const SAGA_ID = testEnv().aggregateId;
export const REFUSED = fail('full', 'no room left');
