import { describe, expect, it } from 'vitest';
import { plusMs } from '../instant.ts';
import { type AnySaga, anySaga, done, retry, type StepResult } from '../saga.ts';
import { specification, TEST_NOW } from '../testing/decider-specification.ts';
import type { SagaCommand } from './commands.ts';
import { sagaEvents as events, type SagaEvent } from './events.ts';
import { sagaCatalog } from './position.ts';
import { sagaInstanceAggregate } from './saga-instance.ts';
import { completed, REFUSED, STARTED, tripAggregate, tripSaga } from './testing/trip.ts';
import { pastPivot, record, toFlight } from './testing/trip-log.ts';

const saga = specification(tripAggregate);
const LOOK = retry('not_yet', 'later', { afterMs: 7_000 });
const BUSY = retry('busy', 'come back');

/** The log after the step came to each of these in turn. */
const goneOn = (past: readonly SagaEvent[], step: number, ...results: readonly StepResult[]) => {
  const log = [...past];
  for (const result of results) {
    const { attempt } = saga.given(...log).state();
    log.push(...saga.given(...log).when(record(step, result, attempt)).events);
  }
  return log;
};
const times = (count: number, result: StepResult) => Array.from({ length: count }, () => result);

describe('a look again that a step has planned', () => {
  it('is an attempt of its own, and no try that failed', () => {
    const log = goneOn([STARTED], 0, LOOK);
    expect(log.at(-1)).toMatchObject({
      type: 'SagaStepRetried',
      data: { attempt: 2, looks: true, nextAt: plusMs(TEST_NOW, 7_000) },
    });
    expect(saga.given(...log).state()).toMatchObject({ attempt: 2, failures: 0 });
    expect(saga.given(...goneOn([STARTED], 0, BUSY)).state()).toMatchObject({ attempt: 2, failures: 1 });
  });

  it('takes no try away from those that fail later, and does not make their pauses longer', () => {
    const looked = goneOn([STARTED], 0, ...times(9, LOOK));
    const first = goneOn(looked, 0, BUSY);
    expect(saga.given(...first).state()).toMatchObject({ attempt: 11, nextAt: plusMs(TEST_NOW, 100) });
    const second = goneOn(first, 0, LOOK, BUSY);
    expect(saga.given(...second).state()).toMatchObject({ failures: 2, nextAt: plusMs(TEST_NOW, 200) });
    expect(goneOn(second, 0, BUSY).at(-1)?.type).toBe('SagaCompensationStarted');
  });

  it('does not wear out the patience behind the pivot', () => {
    const looked = goneOn(pastPivot, 4, ...times(5, BUSY), ...times(9, LOOK));
    expect(saga.given(...looked).state().interventions).toEqual([]);
    expect(saga.given(...goneOn(looked, 4, BUSY)).state().interventions).toHaveLength(1);
  });

  it('a log that does not say so tells of a try that failed', () => {
    const [retried] = goneOn([STARTED], 0, BUSY).slice(1);
    if (retried?.type !== 'SagaStepRetried') throw new Error('it was not tried again');
    const { looks: _, ...data } = retried.data;
    expect(saga.given(STARTED, { ...retried, data }).state().failures).toBe(1);
  });

  it('the next step begins with all its tries', () => {
    const log = goneOn([STARTED], 0, BUSY, BUSY, done());
    expect(saga.given(...log).state()).toMatchObject({ step: 1, attempt: 1, failures: 0 });
  });
});

describe('a turn of a step that a run before may have begun', () => {
  const resumed = { resumed: true };

  it('3.5: leaves it open whether the step has had effects, however it fails', () => {
    const refused = saga.given(...toFlight).when(record(2, REFUSED, 1, resumed));
    expect(refused.state).toMatchObject({ status: 'compensating', step: 2, failure: { uncertain: true } });
    const own = saga.given(...toFlight).when(record(2, REFUSED));
    expect(own.state).toMatchObject({ status: 'compensating', step: 0, failure: { uncertain: false } });
  });

  it('is remembered by the tries that follow', () => {
    const busy = saga.given(...toFlight).when(record(2, BUSY, 1, resumed));
    expect(busy.state.uncertain).toBe(true);
    const refused = saga.given(...toFlight, ...busy.events).when(record(2, REFUSED, 2));
    expect(refused.state).toMatchObject({ step: 2, failure: { uncertain: true } });
  });

  it('leaves nothing open when it is done', () => {
    expect(saga.given(...toFlight).when(record(2, done(), 1, resumed)).state.uncertain).toBe(false);
  });
});

describe("an operator's retry", () => {
  const again = (step: string | null): SagaCommand => ({ type: 'RetrySagaCommand', by: 'op', step });
  const once = specification(
    sagaInstanceAggregate(
      sagaCatalog([
        {
          ...tripSaga,
          steps: tripSaga.steps.map((step) =>
            step.name === 'look_up' ? { ...step, once: true as const } : step,
          ),
        },
      ]),
    ),
  );

  it('is counted, for definitions that give an operator one more try', () => {
    const { events, state } = saga.given(...toFlight).when(again(null));
    expect([saga.given(...toFlight).state().retries, state.retries]).toEqual([0, 1]);
    expect(saga.given(...toFlight, ...events).when(again('look_up')).state.retries).toBe(2);
  });

  it('never goes back over a step that is done once, nor from it', () => {
    once
      .given(...toFlight)
      .when(again('book_hotel'))
      .thenRejected('step_not_repeated', 'step');
    once
      .given(...toFlight)
      .when(again('look_up'))
      .thenRejected('step_not_repeated', 'step');
    once
      .given(STARTED, ...completed('book_hotel'))
      .when(again('book_hotel'))
      .thenRejected('step_not_repeated', 'step');
  });

  it('tries such a step again while it is in work, and what comes after it', () => {
    once
      .given(STARTED, ...completed('book_hotel'))
      .when(again('look_up'))
      .thenTypes('SagaRetryRequested');
    once
      .given(...toFlight)
      .when(again(null))
      .thenTypes('SagaRetryRequested');
  });
});

describe('who had it turn back', () => {
  it('is named: the saga itself, or whoever wanted it to end', () => {
    const abort = { type: 'AbortSagaCommand', by: 'ann', reason: { code: 'wrong', detail: 'x' } } as const;
    expect(saga.given(...toFlight).when(abort).events).toMatchObject([{ data: { by: 'ann' } }]);
    expect(saga.given(...toFlight).when(record(2, REFUSED)).events).toMatchObject([
      { type: 'SagaCompensationStarted', data: { by: 'TripSaga' } },
    ]);
  });
});

describe('a step whose answers grow old', () => {
  const again = (retryFrom: string, steps: AnySaga['steps'] = tripSaga.steps.slice(1, 3)) => {
    const [first, second] = steps.map(({ compensate: _none, ...step }) => step as AnySaga['steps'][number]);
    return anySaga({
      ...tripSaga,
      definitionVersion: 3,
      steps: [first, { ...second, attempts: 1, retryFrom }],
    } as typeof tripSaga);
  };
  const looped = specification(sagaInstanceAggregate(sagaCatalog([again('look_up')])));
  const lookedUp = events.SagaStepCompleted({
    step: 0,
    name: 'look_up',
    attempts: 1,
    result: 'old',
    pivot: false,
    effects: 1,
    startedAt: TEST_NOW,
    completedAt: TEST_NOW,
  });
  const atFlight = [{ ...STARTED, data: { ...STARTED.data, definitionVersion: 3 } }, lookedUp] as const;

  it('begins again where they come from, however often, until the deadline', () => {
    const log = [...atFlight, ...looped.given(...atFlight).when(record(1, BUSY)).events];
    expect(log.at(-1)).toMatchObject({ type: 'SagaStepRetried', data: { name: 'book_flight', from: 0 } });
    expect(looped.given(...log).state()).toMatchObject({
      step: 0,
      attempt: 1,
      failures: 0,
      finished: [],
      nextAt: plusMs(TEST_NOW, 100),
      lastReason: { code: 'busy' },
    });
    const round = looped.given(...log).when(record(0, done('new')));
    expect(round.state).toMatchObject({ step: 1, results: { look_up: 'new' } });
  });

  it('that only looks again stays where it is, and one that is refused is not begun again', () => {
    const looks = looped.given(...atFlight).when(record(1, LOOK));
    expect(looks.state).toMatchObject({ step: 1, attempt: 2 });
    looped
      .given(...atFlight)
      .when(record(1, REFUSED))
      .thenTypes('SagaCompensationStarted');
  });

  it('goes back to an earlier step only, and over nothing that is undone or done once', () => {
    expect(() => sagaCatalog([again('nowhere')])).toThrow('cannot begin again');
    expect(() => sagaCatalog([again('book_flight')])).toThrow('cannot begin again');
    const steps = tripSaga.steps.map((step) =>
      step.name === 'book_flight' ? { ...step, retryFrom: 'look_up' } : step,
    );
    expect(() => sagaCatalog([anySaga({ ...tripSaga, steps } as typeof tripSaga)])).toThrow(
      'cannot begin again',
    );
  });
});
