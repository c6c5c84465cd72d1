import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sagas } from './catalog.ts';
import { CRASHES, EFFECT_FAULTS, type Fault } from './testing/faults.ts';
import { breaches } from './testing/laws.ts';
import { scenes } from './testing/scenes/all.ts';
import { play, type Scene } from './testing/scenes/scene.ts';
import { baseOf, deviations } from './testing/verdicts.ts';

const MOST_FAULTS = 6;
const RUNS = 20;

/**
 * A refusal of an undoing says that there is nothing to undo, and a user whose connection will not go waits for somebody. What is linked
 * after its undoing is no orphan of the saga: its connection knows it.
 */
const isPossible = ({ kind, step }: Fault): boolean =>
  kind === 'late'
    ? step !== 'link_accounts'
    : kind !== 'refused' || (!step.startsWith('undo:') && step !== 'disconnect_all_brokers');

const undoings = ({ saga }: Scene): readonly string[] => [
  ...(sagas.newest(saga)?.steps ?? [])
    .filter(({ compensate }) => compensate)
    .map(({ name }) => `undo:${name}`),
  'undo:failed',
];

const anyFault = (scene: Scene): fc.Arbitrary<Fault> =>
  fc
    .record({
      kind: fc.constantFrom(...EFFECT_FAULTS, ...CRASHES),
      step: fc.constantFrom(...baseOf(scene).faults.tried, ...undoings(scene)),
      effect: fc.option(fc.nat(3), { nil: null }),
      from: fc.integer({ min: 1, max: 3 }),
      times: fc.integer({ min: 1, max: 4 }),
    })
    .filter(isPossible);

/** True for faults after which all must come to the same, should the saga come to its end. */
const changesNothing = ({ kind, effect }: Fault): boolean =>
  !['refused', 'transient', 'ambiguous'].includes(kind) && effect === null;

describe('whatever befalls a saga', () => {
  it.each(scenes.map((scene) => [scene.title, scene] as const))(
    '%s: it ends as its specification says, does nothing twice, leaves nothing behind, and asks for a person when one is needed',
    (_title, scene) => {
      fc.assert(
        fc.property(
          fc.array(anyFault(scene), { minLength: 1, maxLength: MOST_FAULTS }),
          fc.integer({ min: 1, max: 2 }),
          (faults, repeats) => {
            const played = play(scene, { faults, repeats });
            expect(breaches(scene, played)).toEqual([]);
            if (played.journal().status === 'completed' && faults.every(changesNothing))
              expect(deviations(scene, played)).toEqual([]);
          },
        ),
        { numRuns: RUNS },
      );
    },
  );
});
