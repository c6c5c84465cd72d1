import { type Fault, fault } from './faults.ts';
import { type Played, play, type Scene } from './scenes/scene.ts';
import { actingSteps, attemptsOf, baseOf, isPastPivot } from './verdicts.ts';

/** A way in which a scene fails, and what is undone then. */
export interface Failing {
  readonly scene: Scene;
  readonly title: string;
  readonly fault: Fault;
  readonly played: Played;
  /** Undoings that have effects, in order. */
  readonly undone: readonly string[];
}

/** What was undone, in order. */
export const undoneIn = ({ performed }: Played): readonly string[] => [
  ...new Set(performed.map(({ step }) => step).filter((step) => step.startsWith('undo:'))),
];

const WAYS = [
  ['throws', 'gets no answer'],
  ['hangs', 'has no answer although it is done'],
  ['refused', 'is refused'],
] as const;

/** Ways in which a scene fails before its point of no return: of those that undo the same after the same kind of failure, the first. */
const failuresOf = (scene: Scene): readonly Failing[] => {
  const known = new Set<string>();
  const found: Failing[] = [];
  for (const { step } of actingSteps(baseOf(scene)).filter(({ step: name }) => !isPastPivot(scene, name)))
    for (const [kind, what] of WAYS) {
      const way = fault(kind, step, { times: attemptsOf(scene, step) });
      const played = play(scene, { faults: [way] });
      const undone = undoneIn(played);
      const name = `${kind} ${undone.join()}`;
      if (played.journal().status !== 'compensated' || undone.length === 0 || known.has(name)) continue;
      known.add(name);
      found.push({ scene, title: `${scene.title}, whose ${step} ${what}`, fault: way, played, undone });
    }
  return found;
};

/** Every scene in the ways in which it fails. */
export const failures = (scenes: readonly Scene[]): readonly Failing[] => scenes.flatMap(failuresOf);

/** Of ways of a scene that undo the same, the one in which most has happened: an answer was lost rather than an effect. */
export const worstOf = (failing: readonly Failing[]): readonly Failing[] => {
  const worst = new Map<string, Failing>();
  for (const one of failing) {
    const name = `${one.scene.title} ${one.undone.join()}`;
    const known = worst.get(name);
    if (!known || (known.fault.kind !== 'hangs' && one.fault.kind === 'hangs')) worst.set(name, one);
  }
  return [...worst.values()];
};
