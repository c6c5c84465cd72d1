import { canonicalJson } from '../../core/ids.ts';
import { epochMs } from '../../core/instant.ts';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import { sagas } from '../catalog.ts';
import { type Fault, fault } from './faults.ts';
import { type Played, play, type Scene } from './scenes/scene.ts';

const TIME = /\d{4}-\d\d-\d\dT[\d:.]+Z|"holdingPeriodMs":\d+/g;
/** Names the command that compared, which is another one in each round; that there are no others is for `strayEffects` to see. */
const COMPARISON = /"reconciliationId":"[^"]+"/g;

/** What happened to each object, in order. */
export type Trace = Readonly<Record<string, readonly string[]>>;

const traces = new WeakMap<Played, Trace>();

/**
 * What happened to each object since the saga began, whenever it happened and in whatever order: reports of a broker overtake answers.
 * The journals of sagas are left out.
 */
export const traceOf = (played: Played): Trace => {
  const known = traces.get(played);
  if (known) return known;
  const trace: Record<string, string[]> = {};
  for (const { target, event } of played.world.news) {
    if (target.type === 'saga') continue;
    const name = `${target.type} ${target.key}`;
    trace[name] ??= [];
    trace[name].push(
      `${event.eventType} ${canonicalJson(event.data).replace(TIME, 'then').replace(COMPARISON, 'compared')}`,
    );
  }
  for (const told of Object.values(trace)) told.sort();
  traces.set(played, trace);
  return trace;
};

/** Where each object that something happened to has ended. */
export const statusesOf = (played: Played): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...new Set(played.world.news.map(({ target }) => target))]
      .filter(({ type }) => type !== 'saga')
      .map((target) => {
        const state = played.world.logs.state<{ status?: string; profile?: { status: string } }>(target);
        return [`${target.type} ${target.key}`, state?.status ?? state?.profile?.status ?? 'there'];
      }),
  );

const undisturbed = new Map<Scene, Played>();

/** The scene as it goes when nothing goes wrong. */
export const baseOf = (scene: Scene): Played => {
  const known = undisturbed.get(scene) ?? play(scene);
  undisturbed.set(scene, known);
  return known;
};

/** A step that has effects, and how many. */
export interface ActingStep {
  readonly step: string;
  readonly effects: number;
}

/** Steps with effects of a run, in order. */
export const actingSteps = ({ performed }: Played): readonly ActingStep[] => {
  const places = new Map<string, number>();
  for (const { step, place } of performed) places.set(step, Math.max(places.get(step) ?? 0, place + 1));
  return [...places].map(([step, effects]) => ({ step, effects }));
};

/** True for a step behind the point of no return. */
export const isPastPivot = ({ saga, pivot }: Scene, step: string): boolean => {
  const names = sagas.newest(saga)?.steps.map(({ name }) => name) ?? [];
  return pivot !== null && names.indexOf(step) > names.indexOf(pivot);
};

const definitionOf = ({ saga }: Scene, step: string) =>
  sagas.newest(saga)?.steps.find(({ name }) => name === step);

/** The earlier step at which a failed try begins again, because its answers would be too old by then; null for a step that repeats itself. */
export const retryFromOf = (scene: Scene, step: string): string | null => {
  const found = definitionOf(scene, step);
  return (found && 'retryFrom' in found ? found.retryFrom : null) ?? null;
};

/** How often a step may be tried before it has failed; without end when only the deadline stops it. */
export const attemptsOf = (scene: Scene, step: string): number => {
  const found = definitionOf(scene, step);
  if (retryFromOf(scene, step) !== null) return Number.POSITIVE_INFINITY;
  return found && 'attempts' in found ? found.attempts : 1;
};

/** Which try of a step is its last when none gets an answer. */
export const lastTryOf = (scene: Scene, step: string): number => {
  const attempts = attemptsOf(scene, step);
  if (Number.isFinite(attempts)) return attempts;
  return play(scene, { faults: [fault('throws', step, { times: attempts })] }).faults.tries(step);
};

/** True when effects of the step meet at one object, so that it matters which is first, and production does not say. */
const race = (scene: Scene, step: string): boolean => {
  const targets = baseOf(scene).performed.flatMap(({ step: of, effect }) =>
    of === step && effect.kind === 'command' ? [canonicalJson(effect.target)] : [],
  );
  return new Set(targets).size < targets.length;
};

/** True when a signal has become too old for what it wants, so that its saga rightly leaves it undone. */
const isPerished = ({ perishesAfterMs }: Scene, { world }: Played): boolean =>
  perishesAfterMs !== undefined && epochMs(world.logs.now) - epochMs(TEST_NOW) > perishesAfterMs;

/** In which objects something else happened than when nothing goes wrong; nothing when all went the same way in the end. */
export const deviations = (
  scene: Scene,
  played: Played,
  faults: readonly Fault[] = [],
): readonly string[] => {
  if (isPerished(scene, played)) return [];
  const differ = (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>) =>
    [...new Set([...Object.keys(a), ...Object.keys(b)])]
      .filter((name) => canonicalJson(a[name]) !== canonicalJson(b[name]))
      .map((name) => `${name}: ${canonicalJson(b[name])} instead of ${canonicalJson(a[name])}`);
  const base = baseOf(scene);
  return faults.some(({ step, effect }) => effect !== null && race(scene, step))
    ? differ(statusesOf(base), statusesOf(played))
    : differ(traceOf(base), traceOf(played));
};

const countsOf = (played: Played): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const [name, told] of Object.entries(traceOf(played)))
    for (const what of told) counts.set(`${name}: ${what}`, (counts.get(`${name}: ${what}`) ?? 0) + 1);
  return counts;
};

/** What happened more often than when nothing goes wrong; what then never happens may happen once. */
export const twice = (scene: Scene, played: Played): readonly string[] => {
  const base = countsOf(baseOf(scene));
  return [...countsOf(played)]
    .filter(([what, times]) => times > (base.get(what) ?? 1))
    .map(([what]) => `twice ${what}`);
};

/** How often a step was finished. */
const timesDone = ({ world, sagaId }: Played, step: string): number =>
  world.news.filter(
    ({ target, event }) =>
      target.key === sagaId && event.eventType === 'SagaStepCompleted' && event.data['name'] === step,
  ).length;

/** Keys of the effects of a step with `retryFrom` in its later rounds, of which there is one for each time that its answers were fetched anew. */
const laterRounds = (scene: Scene, played: Played, step: string): ReadonlySet<string> => {
  const from = retryFromOf(scene, step);
  const keys = baseOf(scene).performed.flatMap(({ step: of, effect }) => (of === step ? [effect.key] : []));
  const rounds =
    from === null ? [] : Array.from({ length: timesDone(played, from) }, (_, n) => n + 1).slice(1);
  return new Set(rounds.flatMap((round) => keys.map((key) => `${key}:${round}`)));
};

const unknownEffects = (scene: Scene, { performed }: Played) => {
  const known = new Set(baseOf(scene).performed.map(({ id }) => id));
  return performed
    .filter(({ id, step }) => !step.startsWith('undo:') && !known.has(id))
    .map(({ step, effect }) => ({ step, key: effect.key }));
};

/** Effects of the way forward that the undisturbed run does not have, and that belong to no later round of a step with `retryFrom`. */
export const strayEffects = (scene: Scene, played: Played): readonly string[] =>
  unknownEffects(scene, played)
    .filter(({ step, key }) => !laterRounds(scene, played, step).has(key))
    .map(({ step, key }) => `${step}: ${key}`);

/** Keys of a step's effects that the undisturbed run does not have, in order, each try again. */
export const newKeys = (scene: Scene, played: Played, step: string): readonly string[] =>
  unknownEffects(scene, played).flatMap(({ step: of, key }) => (of === step ? [key] : []));
