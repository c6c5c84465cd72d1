import { describe, expect, it } from 'vitest';
import { backoffMs } from './retry.ts';
import { type AnySaga, anySaga, done, fail, retry, type SagaDefinition } from './saga.ts';
import { afterCompensation, afterStep, isActive, type SagaPosition } from './saga-run.ts';

const acting = { attempts: 3, retryBaseMs: 100, timeoutMs: 1_000, execute: () => [], settle: () => done() };
const definition: SagaDefinition<unknown> = {
  type: 'TestSaga',
  definitionVersion: 1,
  trigger: { saga: 'TestSaga', eventType: 'Opened', when: () => true, dedupeKey: () => 'key' },
  parse: (data) => data,
  deadlineMs: 10_000,
  steps: [
    { name: 'first', ...acting },
    { name: 'pivot', pivot: true, awaits: () => null },
    { name: 'last', ...acting },
  ],
  onFailed: () => [],
};
const saga: AnySaga = anySaga(definition);

const NOW = 1_000_000;
const at = (step: number, changes: Partial<SagaPosition> = {}): SagaPosition => ({
  status: 'running',
  step,
  attempt: 1,
  nextAt: 0,
  pastPivot: step > 1,
  failure: null,
  ...changes,
});
const WHY = { code: 'no_answer', detail: 'silence' };
const RETRY = retry(WHY.code, WHY.detail);
const FAIL = fail(WHY.code, WHY.detail);
const next = (position: SagaPosition, result = done()) => afterStep(saga, position, result, NOW);

describe('a step that is done', () => {
  it('leads to the next one at once, with fresh attempts', () => {
    expect(next(at(0, { attempt: 3 }))).toEqual(at(1, { nextAt: NOW }));
  });

  it('from the pivot on there is no way back', () => {
    expect(next(at(1)).pastPivot).toBe(true);
    expect(next(at(2)).pastPivot).toBe(true);
  });

  it('the last one completes the saga', () => {
    expect(next(at(2))).toMatchObject({ status: 'completed', step: 3 });
  });
});

describe('a step that may succeed later', () => {
  it.each([
    [1, 100],
    [2, 200],
  ])('is tried again after attempt %i in %i ms, and the failure is kept for whoever looks', (attempt, ms) => {
    expect(next(at(0, { attempt }), RETRY)).toEqual(
      at(0, { attempt: attempt + 1, nextAt: NOW + ms, failure: WHY }),
    );
  });

  it('that has used its attempts before the pivot is undone, beginning with itself', () => {
    expect(next(at(0, { attempt: 3 }), RETRY)).toEqual(
      at(0, { status: 'compensating', nextAt: NOW, failure: WHY }),
    );
  });

  it('that only waits has one attempt', () => {
    expect(next(at(1), RETRY)).toMatchObject({ status: 'compensating', step: 1 });
  });
});

describe('a step that failed', () => {
  it('before the pivot is undone at once, however many attempts are left', () => {
    expect(next(at(0), FAIL)).toMatchObject({ status: 'compensating', step: 0, attempt: 1, failure: WHY });
  });
});

describe('past the pivot', () => {
  it.each([
    ['failed', FAIL, 1, 100],
    ['failed', FAIL, 4, 800],
    ['used its attempts', RETRY, 3, 400],
    ['failed for hours', FAIL, 500, 60_000],
  ])('a step that %s is only tried again (DESIGN 4: forward only)', (_, result, attempt, ms) => {
    expect(next(at(2, { attempt }), result)).toEqual(
      at(2, { attempt: attempt + 1, nextAt: NOW + ms, failure: WHY }),
    );
  });
});

describe('a compensation', () => {
  const undoing = (step: number, changes: Partial<SagaPosition> = {}) =>
    at(step, { status: 'compensating', pastPivot: false, failure: WHY, ...changes });

  it.each([
    [2, 1],
    [1, 0],
    [0, -1],
  ])('of step %i that was answered leads back to step %i', (step, previous) => {
    expect(afterCompensation(undoing(step, { attempt: 4 }), true, NOW)).toEqual(
      undoing(previous, { nextAt: NOW }),
    );
  });

  it('is over once the last effects were answered', () => {
    expect(afterCompensation(undoing(-1), true, NOW)).toMatchObject({ status: 'compensated', step: -1 });
  });

  it.each([
    [1, 500],
    [2, 1_000],
    [7, 32_000],
    [9, 60_000],
  ])('without an answer at attempt %i is tried again in %i ms', (attempt, ms) => {
    for (const step of [1, -1])
      expect(afterCompensation(undoing(step, { attempt }), false, NOW)).toEqual(
        undoing(step, { attempt: attempt + 1, nextAt: NOW + ms }),
      );
  });

  it('that never gets one becomes a case for a person, and stays where it stands', () => {
    expect(afterCompensation(undoing(1, { attempt: 10 }), false, NOW)).toEqual(
      undoing(1, { status: 'needs_intervention', attempt: 10 }),
    );
  });
});

describe('a saga', () => {
  it.each([
    ['running', true],
    ['compensating', true],
    ['waiting', false],
    ['completed', false],
    ['compensated', false],
    ['needs_intervention', false],
  ] as const)('that is %s has something to do by itself: %s', (status, active) => {
    expect(isActive(at(0, { status }))).toBe(active);
  });
});

describe('the delay before an attempt', () => {
  it('doubles from its base and never exceeds its cap', () => {
    expect([1, 2, 3, 4, 5, 2_000].map((attempt) => backoffMs(attempt, 100, 1_000))).toEqual([
      100, 200, 400, 800, 1_000, 1_000,
    ]);
    expect(backoffMs(0, 100, 1_000)).toBe(100);
  });
});
