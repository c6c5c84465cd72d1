import type { z } from 'zod';
import type { sagaEvents } from '../../core/saga-instance/events.ts';
import type { Asked, Played, Scene } from './scenes/scene.ts';
import { isPastPivot, twice } from './verdicts.ts';

/** Tries that must fail behind the point of no return before a person is asked. */
const PATIENCE = 6;
/** The first attempt that repeats another one. */
const FIRST_REPEAT = 2;

const journaled = <Type extends keyof typeof sagaEvents>(
  { world, sagaId }: Played,
  type: Type,
): readonly z.infer<(typeof sagaEvents)[Type]['schema']>[] =>
  world.news
    .filter(({ target, event }) => target.key === sagaId && event.eventType === type)
    .map(({ event }) => event.data as z.infer<(typeof sagaEvents)[Type]['schema']>);

/** Steps of which so many tries have failed since they were begun; a look again that a step has planned is no try. */
const stuckSteps = (played: Played): readonly string[] => {
  const failures = new Map<string, number>();
  const stuck = new Set<string>();
  for (const { name, attempt, looks } of journaled(played, 'SagaStepRetried')) {
    const before = attempt > FIRST_REPEAT ? (failures.get(name) ?? 0) : 0;
    failures.set(name, before + (looks ? 0 : 1));
    if (before + (looks ? 0 : 1) >= PATIENCE) stuck.add(name);
  }
  return [...stuck];
};

/** What a person must have been asked by now: nothing else, and nothing less. */
const mustBeAsked = (scene: Scene, played: Played): readonly Asked[] => {
  const { failure, status } = played.journal();
  const asks = failure?.kind !== 'aborted' || scene.asksWhenAborted === true;
  const failed = status.startsWith('compensated') && asks ? scene.failed : null;
  const notUndone = journaled(played, 'SagaCompensationFailed').map(() => scene.stuck);
  const stuck = stuckSteps(played).filter((name) => isPastPivot(scene, name));
  return [...notUndone, ...stuck.map(() => scene.stuck), ...(failed ? [failed] : [])];
};

const byCode = (asked: readonly Asked[]) => asked.toSorted((a, b) => a.code.localeCompare(b.code));

const misasked = (scene: Scene, played: Played): readonly string[] => {
  const must = byCode(mustBeAsked(scene, played));
  const is = byCode(played.journal().interventions.filter(({ state }) => state === 'open'));
  if (must.map(({ code }) => code).join() !== is.map(({ code }) => code).join())
    return [`asked ${is.map(({ code }) => code).join()} instead of ${must.map(({ code }) => code).join()}`];
  return must.flatMap(({ code, ids }, n) =>
    ids.filter((one) => !is[n]?.ids.includes(one)).map((one) => `${code} does not name ${one}`),
  );
};

const misended = (scene: Scene, played: Played): readonly string[] => {
  const { status, pastPivot } = played.journal();
  const failedToUndo = journaled(played, 'SagaCompensationFailed').length > 0;
  switch (status) {
    case 'completed':
    case 'aborted':
      return [];
    case 'compensated':
      return [
        ...(pastPivot ? ['turned back behind the point of no return'] : []),
        ...(failedToUndo ? ['an undoing failed, and nobody would know'] : []),
        ...scene.orphans(played.world, played.sagaId),
      ];
    case 'compensated_with_errors':
      return failedToUndo ? [] : ['everything was undone, and it says otherwise'];
    default:
      return [`it is ${status}`];
  }
};

/**
 * What is wrong with how a scene went, whatever befell it; nothing when it was lawful: it came to an end, it did nothing twice, it left
 * nothing behind when it turned back, and a person was asked exactly when one is needed.
 */
export const breaches = (scene: Scene, played: Played): readonly string[] => [
  ...played.world.logs.mismatches,
  ...misended(scene, played),
  ...twice(scene, played),
  ...misasked(scene, played),
];
