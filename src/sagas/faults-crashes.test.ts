import { describe, expect, it } from 'vitest';
import { CRASHES, type Fault, fault } from './testing/faults.ts';
import { breaches } from './testing/laws.ts';
import { scenes } from './testing/scenes/all.ts';
import { play, type Scene } from './testing/scenes/scene.ts';
import { attemptsOf, baseOf, deviations, isPastPivot, strayEffects } from './testing/verdicts.ts';

const WHAT = {
  record_lost: 'dies before it has journaled',
  record_kept: 'dies right after it has journaled',
} as const;

const cases = scenes.flatMap((scene) =>
  baseOf(scene).faults.tried.flatMap((step) =>
    CRASHES.map((kind) => [`${scene.title}: ${WHAT[kind]} ${step}`, scene, step, kind] as const),
  ),
);

const comesToTheSame = (scene: Scene, faults: readonly Fault[]) => {
  const played = play(scene, { faults });
  expect(breaches(scene, played)).toEqual([]);
  expect(played.journal().status).toBe(baseOf(scene).journal().status);
  expect(deviations(scene, played, faults)).toEqual([]);
  expect(strayEffects(scene, played)).toEqual([]);
  return played;
};

describe('a saga that dies on its way', () => {
  it.each(cases)('%s: its alarm wakes it, and all comes to the same', (_title, scene, step, kind) => {
    const played = comesToTheSame(scene, [fault(kind, step)]);
    if (kind === 'record_lost') expect(played.faults.tries(step)).toBeGreaterThan(1);
  });

  it.each(
    cases.filter(
      ([, scene, step, kind]) =>
        kind === 'record_lost' && (attemptsOf(scene, step) > 1 || isPastPivot(scene, step)),
    ),
  )('%s, after a try whose answers were lost: the same', (_title, scene, step, kind) => {
    comesToTheSame(scene, [fault('hangs', step), fault(kind, step, { from: 2 })]);
  });

  it.each(scenes.map((scene) => [scene.title, scene] as const))(
    '%s: dies twice before anything is journaled, and does its work once',
    (_title, scene) => {
      const [first = ''] = baseOf(scene).faults.tried;
      const played = comesToTheSame(scene, [fault('record_lost', first, { times: 2 })]);
      expect(played.faults.tries(first)).toBe(3);
    },
  );
});

describe('a saga that nobody can wake until its time is over', () => {
  const OUTAGE_MS = 700_000;
  const lost = cases.filter(([, , , kind]) => kind === 'record_lost');
  const overslept = (scene: Scene, step: string) => {
    const played = play(scene, {
      faults: [fault('record_lost', step)],
      before: (world) => {
        world.host.outageMs = OUTAGE_MS;
      },
    });
    expect(breaches(scene, played)).toEqual([]);
    return played.journal();
  };

  it.each(lost.filter(([, scene, step]) => !isPastPivot(scene, step)))(
    '%s: it turns back as if the step had been done, unless somebody woke it in time',
    (_title, scene, step) => {
      const { status, failure, inbox, children } = overslept(scene, step);
      if (status === 'compensated')
        expect(failure).toMatchObject({ code: 'deadline_exceeded', kind: 'deadline' });
      else expect([inbox.length + children.length > 0, status]).toEqual([true, 'completed']);
    },
  );

  it.each(lost.filter(([, scene, step]) => isPastPivot(scene, step)))(
    '%s: behind the point of no return it only goes on',
    (_title, scene, step) => {
      expect(overslept(scene, step).status).toBe('completed');
    },
  );
});
