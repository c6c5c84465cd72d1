import { describe, expect, it } from 'vitest';
import type { BrokerConnectionState } from '../domains/broker-connection/state.ts';
import { sagaDefinitions } from './catalog.ts';
import { type Fault, fault } from './testing/faults.ts';
import { breaches } from './testing/laws.ts';
import { scenes } from './testing/scenes/all.ts';
import { play, type Scene } from './testing/scenes/scene.ts';
import { CONNECTION } from './testing/trader.ts';
import {
  type ActingStep,
  actingSteps,
  attemptsOf,
  baseOf,
  deviations,
  isPastPivot,
  strayEffects,
} from './testing/verdicts.ts';

const SILENCES = [
  ['throws', 'gets no answer and did nothing'],
  ['hangs', 'is done and its answer is lost'],
  ['late', 'is done only after the time for an answer'],
] as const;

type Case = readonly [scene: Scene, of: ActingStep, kind: Fault['kind'], what: string, title: string];

const cases = scenes.flatMap((scene) =>
  actingSteps(baseOf(scene)).flatMap((of) =>
    SILENCES.map(([kind, what]): Case => [scene, of, kind, what, `${scene.title}: ${of.step} ${what}`]),
  ),
);
const title = (one: Case): readonly [string, Case] => [one[4], one];
const before = cases.filter(([scene, { step }]) => !isPastPivot(scene, step));
const after = cases.filter(([scene, { step }]) => isPastPivot(scene, step));
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
  it.each(before.map(title))('%s: all is undone, and nothing is left', (_title, [scene, { step }, kind]) => {
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

describe('an effect that comes when its saga has given up', () => {
  const late = before.filter(([, , kind]) => kind === 'late');
  const givenUp = (scene: Scene, step: string) => {
    const attempts = attemptsOf(scene, step);
    const faults = [fault('throws', step, { times: attempts - 1 }), fault('late', step, { from: attempts })];
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
