import { describe, expect, it } from 'vitest';
import { sagaEvents } from '../../src/core/saga-instance/events.ts';
import { journalDocument, journalLines, type SagaInFull } from './saga-journal.ts';

const at = (ms: number): string => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();

type Entry = readonly [ms: number, event: string, data?: SagaInFull['history'][number]['data']];

const saga = (entries: readonly Entry[], heard: readonly string[] = []): SagaInFull => ({
  sagaId: 'saga',
  userId: 'user',
  sagaType: 'LampSaga',
  status: 'completed',
  progress: '1/1',
  startedAt: at(0),
  objectiveAt: at(3_000),
  endedAt: at(40),
  failure: null,
  finished: [],
  children: [],
  trigger: { eventType: 'LampHung' },
  inbox: heard.map((eventType) => ({ eventType })),
  interventions: [],
  history: entries.map(([ms, event, data]) => ({
    event,
    at: at(ms),
    actor: { kind: 'saga', id: 'engine' },
    ...(data && { data }),
  })),
});

const step = (more: object) => ({ name: 'light', attempts: 1, effects: 1, pivot: false, ...more });
const REASON = { code: 'dark', detail: 'no current' };

/** What is told of a single entry. */
const toldOf = (event: string, data: object): string =>
  String(journalLines(saga([[5, event, { ...data }]]))[1]).slice('        +5 ms  '.length);

describe('the journal of a saga', () => {
  it('tells why it began, then each entry with the milliseconds since its beginning', () => {
    const completed = step({ startedAt: at(3), completedAt: at(20) });
    const lines = journalLines(
      saga([
        [0, 'SagaStarted'],
        [20, 'SagaStepCompleted', completed],
        [40, 'SagaCompleted', { totalMs: 40 }],
      ]),
    );
    expect(lines).toEqual([
      '  LampSaga, because of LampHung',
      `       +20 ms  ✓ ${'light'.padEnd(30)}1 attempt     17 ms  1 effect`,
      '       +40 ms  = completed in 40 ms',
    ]);
  });

  it('counts attempts and effects, and marks the step from which there is no way back', () => {
    const pivot = step({ attempts: 3, effects: 0, pivot: true, startedAt: at(0), completedAt: at(7) });
    expect(toldOf('SagaStepCompleted', pivot)).toBe(
      `✓ ${'light'.padEnd(30)}3 attempts     7 ms  0 effects  no way back from here`,
    );
  });

  it('names the events that it heard, in their order', () => {
    const lines = journalLines(
      saga(
        [
          [1, 'SagaEventReceived'],
          [2, 'SagaEventReceived'],
        ],
        ['LampLit', 'LampSmashed'],
      ),
    );
    expect(lines.slice(1)).toEqual(['        +1 ms  · heard LampLit', '        +2 ms  · heard LampSmashed']);
  });

  it.each([
    [
      'SagaStepRetried',
      { name: 'light', attempt: 2, reason: REASON },
      '↻ light: dark: no current; attempt 2',
    ],
    [
      'SagaChildEnded',
      { child: { type: 'RoomSaga', status: 'completed' } },
      'child RoomSaga has ended: completed',
    ],
    [
      'SagaCompensationStarted',
      { name: 'light', failure: REASON, steps: ['hang', 'buy'] },
      'undoes hang, buy',
    ],
    ['SagaCompensationStarted', { name: 'light', failure: REASON, steps: [] }, 'nothing to undo'],
    ['SagaStepCompensated', { step: 1, name: 'hang', attempts: 1 }, 'undid hang'],
    ['SagaStepCompensated', { step: -1, name: 'light', attempts: 1 }, 'told of the failure'],
    [
      'SagaCompensationFailed',
      { name: 'hang', reason: REASON },
      'hang could not be undone: dark: no current',
    ],
    ['SagaInterventionOpened', { code: 'stuck', reason: 'look at it' }, '! asks a person, stuck: look at it'],
    ['SagaCompensated', { totalMs: 9, withErrors: true }, '= undone in 9 ms, not all of it'],
    ['SagaAborted', { reason: REASON }, '= not needed any more, dark: no current'],
  ])('has words for %s', (event, data, words) => {
    expect(toldOf(event, data)).toContain(words);
  });

  it('has words for every event of a saga, but its start and what it heard, which stand elsewhere', () => {
    const data = { child: {}, failure: {}, reason: {}, steps: [] };
    const elsewhere = ['SagaStarted', 'SagaEventReceived'];
    const events = Object.keys(sagaEvents).filter((event) => !elsewhere.includes(event));
    expect(events.filter((event) => toldOf(event, data) === event)).toEqual([]);
  });

  it('as a document has its log, and how long it took', () => {
    const whole = saga([[40, 'SagaCompleted', { totalMs: 40 }]]);
    expect(journalDocument(whole)).toMatchObject({
      trigger: 'LampHung',
      totalMs: 40,
      history: whole.history,
    });
  });
});
