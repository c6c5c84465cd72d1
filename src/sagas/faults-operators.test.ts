import { describe, expect, it } from 'vitest';
import { breaches } from './testing/laws.ts';
import { scenes } from './testing/scenes/all.ts';
import { type Played, play, type Scene } from './testing/scenes/scene.ts';
import { actingSteps, baseOf, deviations, isPastPivot, strayEffects } from './testing/verdicts.ts';

const NOT_WANTED = { code: 'not_wanted', detail: 'somebody changed their mind' };

/** Every scene, once each of its steps is done. */
const cases = scenes.flatMap((scene) =>
  actingSteps(baseOf(scene)).map(({ step }) => [`${scene.title}: after ${step}`, scene, step] as const),
);
const isBefore = (scene: Scene, step: string) => !isPastPivot(scene, step) && step !== scene.pivot;

const stoppedAfter = (scene: Scene, step: string): Played =>
  play(scene, { until: ({ journal }) => step in journal().results });

const abort = ({ world, sagaId }: Played) =>
  world.operate(sagaId, { type: 'AbortSagaCommand', by: 'ann', reason: NOT_WANTED });

describe('somebody who has a saga end', () => {
  it.each(cases.filter(([, scene, step]) => isBefore(scene, step)))(
    '%s it undoes what it did, and leaves nothing behind',
    (_title, scene, step) => {
      const played = stoppedAfter(scene, step);
      const answer = abort(played);
      const { status, failure } = played.journal();
      if (answer.kind === 'rejected') {
        // A pivot that waits for nothing more is passed together with the step before it.
        expect(answer.rejection.code).toMatch(/^saga_(ended|past_pivot)$/);
        expect(status).toBe(baseOf(scene).journal().status);
      } else
        expect([status, failure?.kind, failure?.code]).toEqual(['compensated', 'aborted', NOT_WANTED.code]);
      expect(breaches(scene, played)).toEqual([]);
    },
  );

  it.each(scenes.map((scene) => [scene.title, scene] as const))(
    '%s: before it has begun, it does nothing',
    (_title, scene) => {
      const played = play(scene, { until: () => true });
      expect(abort(played).kind).toBe('accepted');
      expect(played.journal().status).toBe('compensated');
      expect(played.performed.filter(({ step }) => !step.startsWith('undo:'))).toEqual([]);
      expect(breaches(scene, played)).toEqual([]);
    },
  );

  it.each(cases.filter(([, scene, step]) => !isBefore(scene, step)))(
    '%s there is no way back: it is refused, and the saga goes on',
    (_title, scene, step) => {
      const played = stoppedAfter(scene, step);
      const rejection = { code: expect.stringMatching(/^saga_(past_pivot|ended)$/) };
      expect(abort(played)).toMatchObject({ kind: 'rejected', rejection });
      expect(played.journal().status).toBe('completed');
      expect(deviations(scene, played)).toEqual([]);
    },
  );
});

describe('an operator who has the step just done be done again', () => {
  it.each(cases)('%s nothing happens twice, and all comes to the same', (_title, scene, step) => {
    const played = stoppedAfter(scene, step);
    played.world.operate(played.sagaId, { type: 'RetrySagaCommand', by: 'ann', step });
    expect(breaches(scene, played)).toEqual([]);
    expect(played.journal().status).toBe(baseOf(scene).journal().status);
    expect(deviations(scene, played)).toEqual([]);
    expect(strayEffects(scene, played)).toEqual([]);
  });
});
