import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plusMs } from '../instant.ts';
import { done, retry, type StepResult } from '../saga.ts';
import { TEST_NOW, testEnv } from '../testing/decider-specification.ts';
import type { SagaCommand } from './commands.ts';
import type { SagaEvent } from './events.ts';
import { absentSaga, isUnfinished, type SagaInstance } from './state.ts';
import { type SagaSummary, summarizeSaga } from './summary.ts';
import { REFUSED, TRIGGER, tripAggregate } from './testing/trip.ts';

const { decider } = tripAggregate;
const SILENCE = { code: 'no_answer', detail: 'silence' };

interface Seen {
  readonly state: SagaInstance;
  readonly summary: SagaSummary | null;
  readonly events: readonly SagaEvent[];
}

const START: SagaCommand = {
  type: 'StartSagaCommand',
  sagaType: 'TripSaga',
  trigger: TRIGGER,
  conflictKey: 'trip:1',
};
/** What comes to the step in work, whichever that is. */
type Move = (state: SagaInstance) => SagaCommand;
const comes =
  (result: StepResult): Move =>
  ({ step, attempt }) => ({ type: 'RecordStepCommand', step, attempt, result, effects: 1 });
const undone =
  (trouble: typeof SILENCE | null = null): Move =>
  ({ step, attempt }) => ({ type: 'RecordCompensationCommand', step, attempt, trouble });
const told =
  (command: SagaCommand): Move =>
  () =>
    command;
const finishes = comes(done());

/** A saga and its summary after these moves, one a second. */
const seenAfter = (...moves: readonly Move[]): Seen =>
  [told(START), ...moves].reduce<Seen>(
    ({ state, summary, events }, move, second) => {
      const decision = decider.decide(move(state), state, testEnv({ now: plusMs(TEST_NOW, second * 1_000) }));
      const more = decision.kind === 'accept' ? decision.events : [];
      return {
        state: more.reduce(decider.evolve, state),
        summary: more.reduce<SagaSummary | null>(summarizeSaga, summary),
        events: [...events, ...more],
      };
    },
    { state: absentSaga, summary: null, events: [] },
  );

const at = (second: number) => plusMs(TEST_NOW, second * 1_000);
const interventionOf = ({ summary }: Seen) => summary?.interventions[0]?.interventionId ?? '';

describe('what people see of a saga', () => {
  it('names its trigger without what that says, and when it should be over', () => {
    const { summary } = seenAfter();
    expect(summary).toMatchObject({
      sagaType: 'TripSaga',
      status: 'running',
      userId: TRIGGER.userId,
      correlationId: TRIGGER.correlationId,
      conflictKey: 'trip:1',
      trigger: { eventId: TRIGGER.eventId, eventType: 'TripOrdered' },
      objectiveAt: at(5),
      deadlineAt: at(60),
      endedAt: null,
      late: null,
    });
    expect(JSON.stringify(summary)).not.toContain('ann');
  });

  it('counts steps that are behind it, each with its attempts and how long it took', () => {
    const { summary } = seenAfter(finishes, comes(retry('busy', 'come back')), finishes);
    expect(summary).toMatchObject({ stepsDone: 2, step: 'look_up', attempt: 1, lastReason: null });
    expect(summary?.steps).toEqual([
      { name: 'book_hotel', status: 'completed', attempts: 1, startedAt: at(0), ms: 1_000 },
      { name: 'look_up', status: 'completed', attempts: 2, startedAt: at(1), ms: 2_000 },
    ]);
  });

  it('tells why the step in work is tried again', () => {
    const { summary } = seenAfter(finishes, comes(retry('busy', 'come back')));
    expect(summary).toMatchObject({
      stepsDone: 1,
      attempt: 2,
      lastReason: { code: 'busy', detail: 'come back' },
    });
  });

  it('keeps the step that failed, and what was undone or could not be', () => {
    const failed = seenAfter(finishes, finishes, comes(REFUSED));
    expect(failed.summary).toMatchObject({ status: 'compensating', failure: { code: 'full' }, stepsDone: 2 });
    expect(failed.summary?.steps.at(-1)).toEqual({
      name: 'book_flight',
      status: 'failed',
      attempts: 1,
      startedAt: at(2),
      ms: 1_000,
    });
    const helpless = seenAfter(
      ...[finishes, finishes, comes(REFUSED)],
      ...[undone(SILENCE), undone(SILENCE), undone(SILENCE), undone()],
    );
    expect(helpless.summary).toMatchObject({
      status: 'compensated_with_errors',
      endedAt: at(7),
      totalMs: 7_000,
      interventions: [{ code: 'stuck_in_book_hotel', state: 'open' }],
    });
    expect(helpless.summary?.undone).toContainEqual({ name: 'book_hotel', at: at(6), failure: SILENCE });
  });

  it('keeps who saw an intervention and when, then who dealt with it', () => {
    const [by, note] = ['ann', 'told the guest'];
    const helpless = [finishes, comes(REFUSED), undone(SILENCE), undone(SILENCE), undone(SILENCE), undone()];
    const interventionId = interventionOf(seenAfter(...helpless));
    const seen = told({ type: 'AcknowledgeInterventionCommand', interventionId, by });
    expect(seenAfter(...helpless, seen).summary?.interventions).toMatchObject([
      { interventionId, state: 'acknowledged', by, note: null, acknowledgedAt: at(7), resolvedAt: null },
    ]);
    const dealt = told({ type: 'ResolveInterventionCommand', interventionId, by: 'bob', note });
    expect(seenAfter(...helpless, seen, dealt).summary?.interventions).toMatchObject([
      { interventionId, state: 'resolved', by: 'bob', note, acknowledgedAt: at(7), resolvedAt: at(8) },
    ]);
    expect(seenAfter(...helpless, dealt).summary?.interventions).toMatchObject([{ acknowledgedAt: null }]);
  });

  it('goes back with the saga, and keeps what was done before', () => {
    const again = told({ type: 'RetrySagaCommand', by: 'ann', step: 'book_hotel' });
    const { summary } = seenAfter(finishes, finishes, again, finishes);
    expect(summary).toMatchObject({ stepsDone: 1, step: 'book_hotel', attempt: 1 });
    expect(summary?.steps.map(({ name, startedAt, ms }) => [name, startedAt, ms])).toEqual([
      ['book_hotel', at(0), 1_000],
      ['look_up', at(1), 1_000],
      ['book_hotel', at(3), 1_000],
    ]);
  });

  it('says whether it was late, once it is completed', () => {
    const departs = told({ type: 'ReceiveEventCommand', event: { ...TRIGGER, eventType: 'Departed' } });
    const trip = [finishes, finishes, finishes, departs, finishes];
    expect(seenAfter(...trip).summary?.late).toBeNull();
    expect(seenAfter(...trip, finishes).summary).toMatchObject({
      status: 'completed',
      stepsDone: 5,
      late: false,
      totalMs: 6_000,
      endedAt: at(6),
    });
  });

  it('says why a saga was no longer wanted', () => {
    const { summary } = seenAfter(finishes, comes({ kind: 'abort', reason: SILENCE }));
    expect(summary).toMatchObject({ status: 'aborted', failure: SILENCE, endedAt: at(2), totalMs: 2_000 });
    expect(summary?.steps.at(-1)).toMatchObject({ name: 'look_up', status: 'aborted', ms: 1_000 });
  });

  it('agrees with the saga about status, progress, attempt, failure and interventions, whatever happens', () => {
    const aborts = told({ type: 'AbortSagaCommand', by: 'ann', reason: SILENCE });
    const happens = fc.constantFrom<readonly Move[]>(
      [finishes],
      [finishes, finishes, finishes, told({ type: 'ReceiveEventCommand', event: TRIGGER }), finishes],
      [comes(retry('busy', 'come back'))],
      [comes(REFUSED)],
      [aborts],
      [undone(), undone(), undone()],
      [undone(SILENCE), undone(SILENCE), undone(SILENCE)],
      [told({ type: 'RetrySagaCommand', by: 'ann', step: null })],
      [told({ type: 'RetrySagaCommand', by: 'ann', step: 'book_hotel' })],
      [told({ type: 'RecordDeadlineCommand' })],
      [
        ({ interventions }) => ({
          type: 'AcknowledgeInterventionCommand',
          interventionId: interventions.at(-1)?.interventionId ?? '',
          by: 'ann',
        }),
      ],
    );
    const statuses = new Set<string>();
    fc.assert(
      fc.property(fc.array(happens, { maxLength: 12 }), (moves) => {
        const { state, summary } = seenAfter(...moves.flat());
        statuses.add(state.status);
        expect(summary).toMatchObject({
          status: state.status,
          attempt: state.attempt,
          endedAt: state.endedAt,
          failure: state.failure
            ? { code: state.failure.code, detail: state.failure.detail }
            : summary?.failure,
          interventions: state.interventions,
        });
        if (state.status === 'running') expect(summary?.stepsDone).toBe(state.step);
        if (!isUnfinished(state)) expect(summary?.totalMs).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 300 },
    );
    expect([...statuses]).toEqual(
      expect.arrayContaining([
        'running',
        'compensating',
        'completed',
        'compensated',
        'compensated_with_errors',
      ]),
    );
  });
});
