import { describe, expect, it } from 'vitest';
import { plusMs } from '../instant.ts';
import { done, fail, retry } from '../saga.ts';
import { specification, TEST_NOW } from '../testing/decider-specification.ts';
import type { SagaCommand } from './commands.ts';
import { sagaEvents as events, type SagaEvent } from './events.ts';
import { completed, REFUSED, STARTED, tripAggregate } from './testing/trip.ts';
import { pastPivot, record, SILENCE, toFlight, undone } from './testing/trip-log.ts';

const saga = specification(tripAggregate);

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
