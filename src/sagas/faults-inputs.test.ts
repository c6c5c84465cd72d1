import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breaches } from './testing/laws.ts';
import { scenes } from './testing/scenes/all.ts';
import { type Circumstances, type Played, play, type Scene } from './testing/scenes/scene.ts';
import { baseOf, deviations, statusesOf, strayEffects } from './testing/verdicts.ts';

const each = scenes.map((scene) => [scene.title, scene] as const);
const hearing = scenes
  .filter(({ saga }) => ['OrderExecutionSaga', 'PositionManagementSaga', 'UserDeletionSaga'].includes(saga))
  .map((scene) => [scene.title, scene] as const);

const idsOf = ({ performed }: Played) => [...new Set(performed.map(({ id }) => id))].toSorted();

const comesToTheSame = (scene: Scene, circumstances: Circumstances): Played => {
  const played = play(scene, circumstances);
  expect(breaches(scene, played)).toEqual([]);
  expect(played.journal().status).toBe(baseOf(scene).journal().status);
  expect(deviations(scene, played)).toEqual([]);
  expect(played.world.parked).toEqual([]);
  const { inbox, children } = played.journal();
  expect(new Set(inbox.map(({ eventId }) => eventId)).size).toBe(inbox.length);
  expect(new Set(children.map(({ sagaId }) => sagaId)).size).toBe(children.length);
  return played;
};

describe('everything that is told twice', () => {
  it.each(each)('%s: the start, every event, report and end of a child changes nothing', (_title, scene) => {
    for (const repeats of [2, 3])
      expect(idsOf(comesToTheSame(scene, { repeats }))).toEqual(idsOf(baseOf(scene)));
  });

  it.each(each)('%s: told once more when all is over, changes nothing', (_title, scene) => {
    const played = play(scene);
    const { length } = played.world.news;
    const { length: effects } = played.performed;
    played.world.retell();
    expect(played.world.news).toHaveLength(length);
    expect(played.performed).toHaveLength(effects);
  });
});

describe('what is told late, and in another order', () => {
  const REVERSED_MS = 300_000;

  it.each(hearing)('%s: the last event first', (_title, scene) => {
    const played = comesToTheSame(scene, {
      before: (world) => {
        world.hearingMs = (n) => Math.max(0, REVERSED_MS - n * 210_000);
      },
    });
    expect(strayEffects(scene, played)).toEqual([]);
  });

  it.each(hearing)('%s: in any order, once or more often, with any delay', (_title, scene) => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(400_000), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 3 }),
        (delays, repeats) => {
          const played = comesToTheSame(scene, {
            repeats,
            before: (world) => {
              world.hearingMs = (n) => delays[n % delays.length] ?? 0;
            },
          });
          expect(strayEffects(scene, played)).toEqual([]);
          expect(statusesOf(played)).toEqual(statusesOf(baseOf(scene)));
        },
      ),
      { numRuns: 15 },
    );
  });
});
