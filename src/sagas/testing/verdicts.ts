import { canonicalJson } from '../../core/ids.ts';
import { sagas } from '../catalog.ts';
import { type Played, play, type Scene } from './scenes/scene.ts';

const INSTANT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/**
 * What happened to each object since the saga began, whenever it happened and in whatever order: reports of a broker overtake answers.
 * The journals of sagas are left out.
 */
export const traceOf = ({ world }: Played): Readonly<Record<string, readonly string[]>> => {
  const trace: Record<string, string[]> = {};
  for (const { target, event } of world.news) {
    if (target.type === 'saga') continue;
    const { holdingSeconds: _, ...data } = event.data;
    const told = `${event.eventType} ${canonicalJson(data).replace(INSTANT, 'then')}`;
    const name = `${target.type} ${target.key}`;
    trace[name] = [...(trace[name] ?? []), told].toSorted();
  }
  return trace;
};

const undisturbed = new Map<Scene, Played>();

/** The scene as it goes when nothing goes wrong. */
export const baseOf = (scene: Scene): Played => {
  const known = undisturbed.get(scene) ?? play(scene);
  undisturbed.set(scene, known);
  return known;
};

/** Steps of the scene that have effects, and how many: the undisturbed run's. */
export const actingSteps = (scene: Scene): readonly { readonly step: string; readonly effects: number }[] => {
  const places = new Map<string, number>();
  for (const { step, place } of baseOf(scene).performed)
    places.set(step, Math.max(places.get(step) ?? 0, place + 1));
  return [...places].map(([step, effects]) => ({ step, effects }));
};

/** True for a step behind the point of no return. */
export const isPastPivot = ({ saga, pivot }: Scene, step: string): boolean => {
  const names = sagas.newest(saga)?.steps.map(({ name }) => name) ?? [];
  return pivot !== null && names.indexOf(step) > names.indexOf(pivot);
};

/** How often the step may be tried before it has failed. */
export const attemptsOf = ({ saga }: Scene, step: string): number => {
  const found = sagas.newest(saga)?.steps.find(({ name }) => name === step);
  return found && 'attempts' in found ? found.attempts : 1;
};

const countsOf = (played: Played): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const [name, told] of Object.entries(traceOf(played)))
    for (const what of told) counts.set(`${name}: ${what}`, (counts.get(`${name}: ${what}`) ?? 0) + 1);
  return counts;
};

/** What happened to an object more often than when nothing goes wrong; what then never happens may happen once. */
export const twice = (scene: Scene, played: Played): readonly string[] => {
  const base = countsOf(baseOf(scene));
  return [...countsOf(played)].filter(([what, n]) => n > (base.get(what) ?? 1)).map(([what]) => what);
};

/** Effects of the way forward that the undisturbed run does not have. */
export const strayEffects = (scene: Scene, played: Played): readonly string[] => {
  const known = new Set(baseOf(scene).performed.map(({ id }) => id));
  return played.performed
    .filter(({ id, step }) => !step.startsWith('undo:') && !known.has(id))
    .map(({ step, effect }) => `${step}: ${effect.key}`);
};

/** What a person has been asked, and is still open. */
export const askedOf = (played: Played) =>
  played
    .journal()
    .interventions.filter(({ state }) => state === 'open')
    .map(({ code, ids }) => ({ code, ids }));
