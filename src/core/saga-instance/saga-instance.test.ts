import { describe, expect, it } from 'vitest';
import { plusMs } from '../instant.ts';
import { type AnySaga, abort, done, fail, retry, type StepResult } from '../saga.ts';
import { specification, TEST_NOW, testEnv } from '../testing/decider-specification.ts';
import type { SagaCommand } from './commands.ts';
import { sagaEvents as events, type SagaEvent } from './events.ts';
import { sagaCatalog } from './position.ts';
import { sagaInstanceAggregate } from './saga-instance.ts';
import { completed, REFUSED, STARTED, TRIGGER, tripAggregate, tripSaga } from './testing/trip.ts';

const saga = specification(tripAggregate);
const record = (step: number, result: StepResult, attempt = 1): SagaCommand => ({
  type: 'RecordStepCommand',
  step,
  attempt,
  result,
  effects: 0,
});
const undone = (
  step: number,
  trouble: { code: string; detail: string } | null = null,
  attempt = 1,
): SagaCommand => ({
  type: 'RecordCompensationCommand',
  step,
  attempt,
  trouble,
});
const start = (data: Record<string, unknown> = { traveller: 'ann' }): SagaCommand => ({
  type: 'StartSagaCommand',
  sagaType: 'TripSaga',
  trigger: { ...TRIGGER, data },
  conflictKey: null,
});
const SILENCE = { code: 'no_answer', detail: 'silence' };
const toFlight = [STARTED, ...completed('book_hotel', 'look_up')];
const pastPivot = [...toFlight, ...completed('book_flight', 'departure')];

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

describe('turning back', () => {
  it('undoes finished steps in reverse, skips what has nothing to undo, and tells of the failure last', () => {
    const failed = saga.given(...toFlight).when(record(2, REFUSED));
    expect(failed.events).toEqual([
      events.SagaCompensationStarted({
        step: 2,
        name: 'book_flight',
        failure: { code: 'full', detail: 'no room left', kind: 'refused', uncertain: false },
        from: 0,
        steps: ['book_hotel'],
        by: 'TripSaga',
        startedAt: TEST_NOW,
      }),
    ]);
    const hotel = saga.given(...toFlight, ...failed.events).when(undone(0));
    hotel.thenTypes('SagaStepCompensated');
    saga
      .given(...toFlight, ...failed.events, ...hotel.events)
      .when(undone(-1))
      .thenTypes('SagaStepCompensated', 'SagaCompensated');
  });

  it('3.5: a step that may have had effects without an answer is undone too, however it failed in the end', () => {
    const silent = saga
      .given(...toFlight)
      .when(record(2, retry('no_answer', 'silence', { uncertain: true })));
    const failed = saga.given(...toFlight, ...silent.events).when(record(2, REFUSED, 2));
    expect(failed.state).toMatchObject({ step: 2, failure: { code: 'full', uncertain: true } });
  });

  it('a step that succeeds after an uncertain attempt is certain again', () => {
    const silent = saga.given(STARTED).when(record(0, retry('no_answer', 'silence', { uncertain: true })));
    const then = saga.given(STARTED, ...silent.events).when(record(0, done(), 2));
    expect(then.state.uncertain).toBe(false);
  });

  it('selective: a failure of a kind that asks for nothing of a step leaves it alone', () => {
    const given = [STARTED, ...completed('book_hotel', 'look_up', 'book_flight')];
    const state = saga.given(...given).when(record(3, fail('odd', 'odd', 'validation'))).state;
    expect(state).toMatchObject({ status: 'compensating', step: 0 });
  });

  it('a deadline before the pivot turns back, and asks for a person when the saga says so', () => {
    const late = { now: plusMs(TEST_NOW, 60_001) };
    const deadline: SagaCommand = { type: 'RecordDeadlineCommand' };
    saga
      .given(...toFlight)
      .when(deadline)
      .then();
    const timedOut = saga.given(...toFlight).when(deadline, late);
    timedOut.thenTypes('SagaTimedOut', 'SagaCompensationStarted');
    // Whoever was dead does not know whether the step in work was begun, so it is undone, too.
    expect(timedOut.state).toMatchObject({ step: 2, failure: { kind: 'deadline', uncertain: true } });
    const flight = saga.given(...toFlight, ...timedOut.events).when(undone(2));
    const hotel = saga.given(...toFlight, ...timedOut.events, ...flight.events).when(undone(0));
    saga
      .given(...toFlight, ...timedOut.events, ...flight.events, ...hotel.events)
      .when(undone(-1))
      .thenTypes('SagaStepCompensated', 'SagaInterventionOpened', 'SagaCompensated');
    saga
      .given(...pastPivot)
      .when(deadline, late)
      .then();
  });

  it('what cannot be undone is tried three times, then left to a person, and the rest is still undone', () => {
    const given = [STARTED, ...completed('book_hotel', 'look_up', 'book_flight')];
    const failed = saga.given(...given).when(record(3, REFUSED)).events;
    const once = saga.given(...given, ...failed).when(undone(2, SILENCE)).events;
    const twice = saga.given(...given, ...failed, ...once).when(undone(2, SILENCE, 2)).events;
    const thrice = saga.given(...given, ...failed, ...once, ...twice).when(undone(2, SILENCE, 3));
    thrice.thenTypes('SagaCompensationFailed', 'SagaInterventionOpened');
    expect(thrice.state).toMatchObject({
      status: 'compensating',
      step: 0,
      interventions: [{ code: 'stuck_in_book_flight', state: 'open', ids: ['h1'] }],
    });
    const hotel = saga.given(...given, ...failed, ...once, ...twice, ...thrice.events).when(undone(0)).events;
    const end = saga
      .given(...given, ...failed, ...once, ...twice, ...thrice.events, ...hotel)
      .when(undone(-1));
    expect(end.state).toMatchObject({ status: 'compensated_with_errors', failure: { code: 'full' } });
  });
});

describe('past the pivot there is no way back', () => {
  it('a step is repeated for ever, and from the sixth attempt on a person is asked once', () => {
    let past: readonly SagaEvent[] = pastPivot;
    for (let attempt = 1; attempt <= 8; attempt++) {
      const { events: more, state } = saga.given(...past).when(record(4, REFUSED, attempt));
      expect(state).toMatchObject({ status: 'running', step: 4, attempt: attempt + 1 });
      expect(state.interventions).toHaveLength(attempt >= 6 ? 1 : 0);
      past = [...past, ...more];
    }
  });

  it('it cannot be aborted', () => {
    const command: SagaCommand = { type: 'AbortSagaCommand', by: 'op', reason: { code: 'x', detail: 'y' } };
    saga
      .given(...pastPivot)
      .when(command)
      .thenRejected('saga_past_pivot');
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
