import { describe, expect, it } from 'vitest';
import { epochMs } from '../core/instant.ts';
import type { BrokerConnectionState } from '../domains/broker-connection/state.ts';
import { sagaDefinitions, sagas } from './catalog.ts';
import { type Fault, fault } from './testing/faults.ts';
import { breaches } from './testing/laws.ts';
import { scenes } from './testing/scenes/all.ts';
import { type Played, play, type Scene } from './testing/scenes/scene.ts';
import { CONNECTION } from './testing/trader.ts';
import {
  type ActingStep,
  actingSteps,
  attemptsOf,
  baseOf,
  deviations,
  isPastPivot,
  lastTryOf,
  newKeys,
  retryFromOf,
  strayEffects,
} from './testing/verdicts.ts';

const SILENCES = [
  ['throws', 'gets no answer and did nothing'],
  ['hangs', 'is done and its answer is lost'],
  ['late', 'is done only after the time for an answer'],
] as const;

/** The longest time for an answer, and the longest pause after it. */
const ONE_TRY_MS = 30_000;

type Case = readonly [scene: Scene, of: ActingStep, kind: Fault['kind'], what: string, title: string];

const cases = scenes.flatMap((scene) =>
  actingSteps(baseOf(scene)).flatMap((of) =>
    SILENCES.map(([kind, what]): Case => [scene, of, kind, what, `${scene.title}: ${of.step} ${what}`]),
  ),
);
const title = (one: Case): readonly [string, Case] => [one[4], one];
const before = cases.filter(([scene, { step }]) => !isPastPivot(scene, step));
const after = cases.filter(([scene, { step }]) => isPastPivot(scene, step));
/** Of those before: steps that repeat themselves, and steps whose answers grow old, which begin again at an earlier one. */
const counted = before.filter(([scene, { step }]) => retryFromOf(scene, step) === null);
const renewed = before.filter(([scene, { step }]) => retryFromOf(scene, step) !== null);
const repeated = cases.filter(([scene, { step }]) => attemptsOf(scene, step) > 1 || isPastPivot(scene, step));

/** A step's effects by their places, when one may be befallen and others not. */
const places = ({ effects }: ActingStep, kind: Fault['kind']) =>
  effects === 1 || kind === 'hangs' ? [] : Array.from({ length: effects }, (_, n) => n);

describe('the worlds in which sagas are tried', () => {
  it.each(scenes.map((scene) => [scene.title, scene] as const))('%s goes well', (_title, scene) => {
    expect(breaches(scene, baseOf(scene))).toEqual([]);
    expect(baseOf(scene).journal().status).toBe(scene.ends ?? 'completed');
  });

  it.each(sagaDefinitions.map((saga) => [saga.type, saga] as const))(
    'between them give every step of %s something to do',
    (type, { steps }) => {
      const acting = scenes
        .filter(({ saga }) => saga === type)
        .flatMap((scene) => actingSteps(baseOf(scene)).map(({ step }) => step));
      for (const step of steps) if ('execute' in step) expect(acting).toContain(step.name);
    },
  );
});

describe('silence once', () => {
  it.each(repeated.map(title))(
    '%s: it is done again, and all comes to the same',
    (_title, [scene, of, kind]) => {
      for (const effect of [null, ...places(of, kind)]) {
        const faults = [fault(kind, of.step, { effect })];
        const played = play(scene, { faults });
        expect(breaches(scene, played)).toEqual([]);
        expect(played.journal().status).toBe(baseOf(scene).journal().status);
        expect(deviations(scene, played, faults)).toEqual([]);
        expect(strayEffects(scene, played)).toEqual([]);
        expect(played.faults.tries(of.step)).toBeGreaterThan(1);
      }
    },
  );
});

describe('silence at every try before the point of no return', () => {
  it.each(counted.map(title))('%s: all is undone, and nothing is left', (_title, [scene, { step }, kind]) => {
    const attempts = attemptsOf(scene, step);
    const played = play(scene, { faults: [fault(kind, step, { times: attempts })] });
    expect(breaches(scene, played)).toEqual([]);
    expect(played.faults.tries(step)).toBe(attempts);
    expect(played.journal()).toMatchObject({
      status: 'compensated',
      failure: { code: 'no_answer', kind: 'timeout', uncertain: true },
    });
    expect(strayEffects(scene, played)).toEqual([]);
  });
});

describe('a step whose answers grow old', () => {
  const turnedAfterMs = ({ world }: Played) =>
    epochMs(world.last('SagaTimedOut').occurredAt) - epochMs(world.last('SagaStarted').occurredAt);

  it.each(renewed.map(title))(
    '%s once: they are fetched once more, and it is done with those',
    (_title, [scene, { step }, kind]) => {
      const from = retryFromOf(scene, step) ?? 'none';
      const base = baseOf(scene);
      const keys = base.performed.flatMap(({ step: of, effect }) => (of === step ? [effect.key] : []));
      const played = play(scene, { faults: [fault(kind, step)] });
      expect(played.faults.tries(from)).toBe(base.faults.tries(from) + 1);
      expect(played.faults.tries(step)).toBe(2);
      expect(newKeys(scene, played, step)).toEqual(keys.map((key) => `${key}:2`));
    },
  );

  it.each(renewed.map(title))(
    '%s every time: no try has answers of another, and only the deadline ends it, undone',
    (_title, [scene, { step }, kind]) => {
      const base = baseOf(scene);
      const played = play(scene, { faults: [fault(kind, step, { times: attemptsOf(scene, step) })] });
      const keys = newKeys(scene, played, step);
      const deadlineMs = sagas.newest(scene.saga)?.deadlineMs ?? Number.NaN;
      expect(breaches(scene, played)).toEqual([]);
      expect(strayEffects(scene, played)).toEqual([]);
      expect(keys.length).toBeGreaterThan(base.performed.filter(({ step: of }) => of === step).length);
      expect(new Set(keys).size).toBe(keys.length);
      expect(turnedAfterMs(played)).toBeGreaterThan(deadlineMs);
      expect(turnedAfterMs(played)).toBeLessThan(deadlineMs + ONE_TRY_MS);
      expect(played.journal()).toMatchObject({
        status: 'compensated',
        failure: { code: 'deadline_exceeded', kind: 'deadline', uncertain: true },
        interventions: scene.failed ? [{ code: scene.failed.code, state: 'open' }] : [],
      });
    },
  );

  it.each(renewed.map(title))(
    '%s until its time is nearly over: then it still comes to its end',
    (_title, [scene, { step }, kind]) => {
      const always = fault(kind, step, { times: attemptsOf(scene, step) });
      const tries = play(scene, { faults: [always] }).faults.tries(step);
      const faults = [fault(kind, step, { times: tries - 1 })];
      const played = play(scene, { faults });
      expect(breaches(scene, played)).toEqual([]);
      expect(played.journal()).toMatchObject({ status: 'completed', interventions: [] });
      expect(deviations(scene, played, faults)).toEqual([]);
      expect(strayEffects(scene, played)).toEqual([]);
    },
  );
});

describe('an effect that comes when its saga has given up', () => {
  const late = before.filter(([, , kind]) => kind === 'late');
  const givenUp = (scene: Scene, step: string) => {
    const last = lastTryOf(scene, step);
    const faults = [fault('throws', step, { times: last - 1 }), fault('late', step, { from: last })];
    const played = play(scene, { faults });
    expect(played.journal().status).toBe('compensated');
    return played;
  };

  it.each(late.filter(([, { step }]) => step !== 'link_accounts').map(title))(
    '%s of the last try: nothing is left of it',
    (_title, [scene, { step }]) => {
      expect(breaches(scene, givenUp(scene, step))).toEqual([]);
    },
  );

  it('an account that is linked then is known to its connection, and goes with it', () => {
    const scene = scenes.find(({ title: of }) => of === 'a new connection with two accounts');
    if (!scene) throw new Error('nobody connects');
    const { world } = givenUp(scene, 'link_accounts');
    const { logs } = world;
    const linked = world.news.filter(({ event }) => event.eventType === 'BrokerAccountLinked');
    const connection = logs.state<BrokerConnectionState>({ type: 'broker_connection', key: CONNECTION });
    expect(linked).toHaveLength(2);
    expect(connection?.linkedAccountIds).toEqual(linked.map(({ target }) => target.key));
  });
});

describe('silence behind the point of no return', () => {
  it.each(after.filter(([, , kind]) => kind === 'throws').map(title))(
    '%s five times: nobody is asked yet, and it comes to its end',
    (_title, [scene, { step }, kind]) => {
      const played = play(scene, { faults: [fault(kind, step, { times: 5 })] });
      expect(breaches(scene, played)).toEqual([]);
      expect(played.journal()).toMatchObject({ status: 'completed', interventions: [] });
      expect(deviations(scene, played)).toEqual([]);
      expect(strayEffects(scene, played)).toEqual([]);
    },
  );

  it.each(after.map(title))(
    '%s six times: a person is asked while it goes on, and it ends as soon as it can',
    (_title, [scene, { step }, kind]) => {
      const always = fault(kind, step, { times: Number.POSITIVE_INFINITY });
      const asked: string[] = [];
      const played = play(scene, {
        faults: [always],
        until: ({ journal, faults }) => {
          if (asked.length > 0 || faults.tries(step) < 6) return false;
          asked.push(journal().status, ...journal().interventions.map(({ code }) => code));
          faults.lift();
          return false;
        },
      });
      expect(asked).toEqual(['running', scene.stuck.code]);
      expect(breaches(scene, played)).toEqual([]);
      expect(played.journal().status).toBe('completed');
      expect(deviations(scene, played)).toEqual([]);
    },
  );
});
