import { describe, expect, it } from 'vitest';
import { plusMs } from '../instant.ts';
import { type AnySaga, abort, done, retry } from '../saga.ts';
import { specification, TEST_NOW, testEnv } from '../testing/decider-specification.ts';
import type { SagaCommand } from './commands.ts';
import { sagaEvents as events, type SagaEvent } from './events.ts';
import { sagaCatalog } from './position.ts';
import { sagaInstanceAggregate } from './saga-instance.ts';
import { completed, REFUSED, STARTED, TRIGGER, tripAggregate, tripSaga } from './testing/trip.ts';
import { pastPivot, record, toFlight } from './testing/trip-log.ts';

const saga = specification(tripAggregate);
const start = (data: Record<string, unknown> = { traveller: 'ann' }): SagaCommand => ({
  type: 'StartSagaCommand',
  sagaType: 'TripSaga',
  trigger: { ...TRIGGER, data },
  conflictKey: null,
});
describe('starting', () => {
  it('begins with the newest definition, and a repeat starts nothing', () => {
    saga.given().when(start()).then(STARTED);
    saga.given(STARTED).when(start()).then();
  });

  it('N-R4: is refused when the trigger lacks what the saga needs', () => {
    saga.given().when(start({})).thenRejected('trigger_incomplete');
  });

  it('9.5: an instance finishes on the definition it began with', () => {
    const old = events.SagaStarted({ ...STARTED.data, definitionVersion: 1 });
    saga
      .given(old, ...completed('book_hotel'))
      .when(record(1, done()))
      .thenTypes('SagaStepCompleted', 'SagaCompleted');
  });
});

describe('a step', () => {
  it('that is done leads to the next one at once, its result kept', () => {
    const state = saga
      .given(STARTED)
      .when(record(0, done({ room: 7 })))
      .thenTypes('SagaStepCompleted');
    expect(state).toMatchObject({
      step: 1,
      attempt: 1,
      nextAt: TEST_NOW,
      results: { book_hotel: { room: 7 } },
    });
  });

  it('that has nothing to do is over together with the one before it, up to the end of the saga', () => {
    const idle = {
      ...tripSaga.steps[1],
      execute: () => [],
      settle: () => done('nothing'),
    } as AnySaga['steps'][number];
    const [hotel] = tripSaga.steps;
    if (!hotel) throw new Error('a trip has a hotel');
    const lazy = (...steps: AnySaga['steps']) =>
      specification(sagaInstanceAggregate(sagaCatalog([{ ...tripSaga, steps }])));
    const first = record(0, done());
    expect(
      lazy(hotel, idle, { ...idle, name: 'last', pivot: true })
        .given(STARTED)
        .when(first)
        .thenTypes('SagaStepCompleted', 'SagaStepCompleted', 'SagaStepCompleted', 'SagaCompleted'),
    ).toMatchObject({
      status: 'completed',
      results: { look_up: 'nothing', last: 'nothing' },
      pastPivot: true,
    });
    const impatient = { ...idle, settle: () => retry('busy', 'come back') };
    expect(lazy(hotel, impatient).given(STARTED).when(first).thenTypes('SagaStepCompleted')).toMatchObject({
      status: 'running',
      step: 1,
      attempt: 1,
    });
  });

  it('that may succeed later is tried again, with growing pauses', () => {
    const later = retry('busy', 'come back');
    const first = saga.given(STARTED).when(record(0, later));
    expect(first.state).toMatchObject({ attempt: 2, nextAt: plusMs(TEST_NOW, 100) });
    const second = saga.given(STARTED, ...first.events).when(record(0, later, 2));
    expect(second.state).toMatchObject({ attempt: 3, nextAt: plusMs(TEST_NOW, 200) });
    saga
      .given(STARTED, ...first.events, ...second.events)
      .when(record(0, later, 3))
      .thenTypes('SagaCompensationStarted');
  });

  it('that waits for a time of its own uses up no attempts', () => {
    const wait = retry('not_yet', 'later', { afterMs: 7_000 });
    let given = saga.given(STARTED);
    for (let attempt = 1; attempt < 9; attempt++) {
      const { events: more, state } = given.when(record(0, wait, attempt));
      expect(state).toMatchObject({ status: 'running', nextAt: plusMs(TEST_NOW, 7_000) });
      given = saga.given(STARTED, ...more.map((event) => ({ ...event })));
      if (more[0]?.type === 'SagaStepRetried')
        given = saga.given(STARTED, events.SagaStepRetried({ ...more[0].data, attempt: attempt + 1 }));
    }
  });

  it('recorded by a run that was overtaken changes nothing', () => {
    saga
      .given(...toFlight)
      .when(record(1, done()))
      .then();
    saga
      .given(...toFlight)
      .when(record(2, REFUSED, 2))
      .then();
  });

  it('the last one completes the saga; what it waited for from others does not make it late', () => {
    const later = { now: plusMs(TEST_NOW, 6_000) };
    const ends = saga.given(...pastPivot).when(record(4, done()), later);
    expect(ends.events.at(-1)).toEqual(
      events.SagaCompleted({ steps: 5, totalMs: 6_000, late: false, completedAt: later.now }),
    );
    saga
      .given(...pastPivot, ...ends.events)
      .when(record(4, done()))
      .then();
  });

  it('that was done after the objective makes the saga late, when it has completed', () => {
    const log: SagaEvent[] = [STARTED];
    const now = plusMs(TEST_NOW, 5_001);
    for (const step of [0, 1, 2]) log.push(...saga.given(...log).when(record(step, done()), { now }).events);
    for (const step of [3, 4]) log.push(...saga.given(...log).when(record(step, done())).events);
    expect(log.at(-1)).toMatchObject({ type: 'SagaCompleted', data: { late: true } });
  });

  it('that finds the saga no longer wanted ends it, and nothing is undone', () => {
    const state = saga
      .given(...toFlight)
      .when(record(2, abort('reconnected', 'wanted again')))
      .thenTypes('SagaAborted');
    expect(state.status).toBe('aborted');
  });
});

describe('what is told to a saga', () => {
  const receive: SagaCommand = { type: 'ReceiveEventCommand', event: TRIGGER };
  const child = {
    sagaId: testEnv().userId,
    type: 'Child',
    aggregateId: testEnv().aggregateId,
    status: 'completed',
  };
  const ended: SagaCommand = { type: 'RecordChildEndCommand', child };

  it.each([receive, ended])('$type is kept once', (command) => {
    const { events: kept } = saga.given(STARTED).when(command);
    expect(kept).toHaveLength(1);
    saga
      .given(STARTED, ...kept)
      .when(command)
      .then();
  });

  it.each([receive, ended])('$type is of no use to a saga that has ended or never began', (command) => {
    saga.given().when(command).thenRejected('saga_not_found');
    saga
      .given(...pastPivot, ...saga.given(...pastPivot).when(record(4, done())).events)
      .when(command)
      .then();
  });
});

describe('operations', () => {
  const abortIt: SagaCommand = {
    type: 'AbortSagaCommand',
    by: 'op',
    reason: { code: 'wrong', detail: 'mistake' },
  };
  const again = (step: string | null): SagaCommand => ({ type: 'RetrySagaCommand', by: 'op', step });

  it('an abort undoes what was done, the step in work included', () => {
    const { state } = saga.given(...toFlight).when(abortIt);
    expect(state).toMatchObject({
      status: 'compensating',
      step: 2,
      failure: { kind: 'aborted', code: 'wrong' },
    });
    saga.given().when(abortIt).thenRejected('saga_not_found');
  });

  it('a retry goes back to a step that was reached', () => {
    const state = saga
      .given(...toFlight)
      .when(again('look_up'))
      .thenTypes('SagaRetryRequested');
    expect(state).toMatchObject({ step: 1, attempt: 1 });
    saga
      .given(...toFlight)
      .when(again('send_bill'))
      .thenRejected('step_not_reached', 'step');
    saga
      .given(...toFlight)
      .when(again('nonsense'))
      .thenRejected('step_not_reached', 'step');
    saga
      .given(...pastPivot)
      .when(again('book_hotel'))
      .thenRejected('saga_past_pivot', 'step');
    saga
      .given(...pastPivot)
      .when(again(null))
      .thenTypes('SagaRetryRequested');
  });

  it('an intervention is acknowledged and resolved, by name', () => {
    const opened = events.SagaInterventionOpened({
      interventionId: testEnv().userId,
      step: 2,
      name: 'book_flight',
      code: 'stuck',
      reason: 'call',
      ids: [],
      openedAt: TEST_NOW,
    });
    const { interventionId } = opened.data;
    const seen = saga
      .given(STARTED, opened)
      .when({ type: 'AcknowledgeInterventionCommand', interventionId, by: 'ann' });
    expect(seen.state.interventions).toMatchObject([{ state: 'acknowledged', by: 'ann' }]);
    const dealt = saga
      .given(STARTED, opened, ...seen.events)
      .when({ type: 'ResolveInterventionCommand', interventionId, by: 'bob', note: 'called' });
    expect(dealt.state.interventions).toMatchObject([{ state: 'resolved', by: 'bob', note: 'called' }]);
    saga
      .given(STARTED)
      .when({ type: 'AcknowledgeInterventionCommand', interventionId, by: 'ann' })
      .thenRejected('intervention_not_found');
  });
});

describe('the alarm', () => {
  const due = (...past: readonly SagaEvent[]) =>
    tripAggregate.decider.nextDue?.(saga.given(...past).state())?.at ?? null;

  it('looks after a step in work, comes for the next attempt, and leaves a saga that waits alone', () => {
    expect(due(STARTED)).toBe(plusMs(TEST_NOW, 30_000));
    expect(due(STARTED, ...saga.given(STARTED).when(record(0, retry('busy', 'x'))).events)).toBe(
      plusMs(TEST_NOW, 100),
    );
    expect(due(...toFlight, ...completed('book_flight'))).toBeNull();
    expect(due()).toBeNull();
  });
});
