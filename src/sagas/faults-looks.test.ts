import { describe, expect, it } from 'vitest';
import { fault } from './testing/faults.ts';
import { breaches } from './testing/laws.ts';
import { accountRecoveryScenes } from './testing/scenes/account-recovery.ts';
import { connectingScenes } from './testing/scenes/connections.ts';
import { exitScenes } from './testing/scenes/exits.ts';
import { type Played, play, type Scene } from './testing/scenes/scene.ts';
import { signalScenes } from './testing/scenes/signals.ts';
import { heldIn } from './testing/scenes/trading.ts';
import { actingSteps, attemptsOf, baseOf, deviations } from './testing/verdicts.ts';

const titled = (title: string, of: readonly Scene[]): Scene => {
  const scene = of.find((one) => one.title === title);
  if (!scene) throw new Error(`no scene ${title}`);
  return scene;
};

describe('a step that has looked more often than it may be tried', () => {
  const exit = titled('a position whose target has to make way', exitScenes);
  const slow: Scene = { ...exit, rules: { ...exit.rules, cancelMs: 3_000 } };
  const step = 'confirm_rivals';
  const attempts = attemptsOf(slow, step);
  const befallen = (times: number) =>
    play(slow, { faults: [fault('throws', step, { from: attempts + 2, times })] });

  it('looks so often here, when nothing goes wrong', () => {
    expect(baseOf(slow).faults.tries(step)).toBeGreaterThan(attempts + 2);
  });

  it.each(Array.from({ length: attempts - 1 }, (_, n) => n + 1))(
    'has all its tries yet: %i without an answer are made up for, and the position is left',
    (times) => {
      const played = befallen(times);
      expect(breaches(slow, played)).toEqual([]);
      expect(played.journal().status).toBe('completed');
      expect(deviations(slow, played)).toEqual([]);
      expect(heldIn(played.world)).toBe('0');
    },
  );

  it('turns back when all of them failed', () => {
    const played = befallen(attempts);
    expect(breaches(slow, played)).toEqual([]);
    expect(played.journal()).toMatchObject({ status: 'compensated', failure: { code: 'no_answer' } });
  });
});

describe('an account whose broker would not tell of an order at first', () => {
  const scene = titled('an account that can be read again', accountRecoveryScenes);
  const untold = (times: number) =>
    play(scene, { faults: [fault('transient', 'look_up_orders', { times })] });

  it('counts its fills once: positions are compared when all is told', () => {
    const played = untold(1);
    expect(breaches(scene, played)).toEqual([]);
    expect(played.journal().status).toBe('completed');
    expect([heldIn(baseOf(scene).world), heldIn(played.world)]).toEqual(['200', '200']);
    expect(deviations(scene, played)).toEqual([]);
  });

  it('is not recovered as long as nothing is told: its positions stay as they are', () => {
    const played = untold(attemptsOf(scene, 'look_up_orders'));
    expect(breaches(scene, played)).toEqual([]);
    expect(played.journal()).toMatchObject({ status: 'compensated', failure: { code: 'broker_busy' } });
    expect(heldIn(played.world)).toBe('100');
  });
});

describe('an operator who wants to go back over what is done once', () => {
  const ONCE: readonly (readonly [string, Scene])[] = [
    ['create_exit', titled('a position that is left', exitScenes)],
    ['exit_or_enter', titled('a signal that enters', signalScenes)],
    [
      'enter_or_protect',
      titled('a signal that turns a long position around while its target works', signalScenes),
    ],
    [
      'adopt_orders',
      titled('a connection that is back, and three orders that nobody followed', connectingScenes),
    ],
  ];
  const cases = ONCE.flatMap(([once, scene]) => {
    const steps = actingSteps(baseOf(scene)).map(({ step }) => step);
    return steps
      .slice(0, steps.indexOf(once) + 1)
      .map((back) => [`${scene.title}: from behind ${once} to ${back}`, scene, once, back] as const);
  });
  const goBack = ({ world, sagaId }: Played, step: string) =>
    world.operate(sagaId, { type: 'RetrySagaCommand', by: 'ann', step });

  it.each(cases)('%s: it is refused, and the saga goes on', (_title, scene, once, back) => {
    const played = play(scene, { until: ({ journal }) => once in journal().results });
    expect(goBack(played, back)).toMatchObject({
      kind: 'rejected',
      rejection: { code: expect.stringMatching(/^(step_not_repeated|saga_past_pivot)$/), field: 'step' },
    });
    expect(breaches(scene, played)).toEqual([]);
    expect(played.journal()).toMatchObject({ status: 'completed', retries: 0 });
    expect(deviations(scene, played)).toEqual([]);
  });

  it.each(ONCE)('%s itself is refused, done once or with no way back to it', (once, scene) => {
    const played = play(scene, { until: ({ journal }) => once in journal().results });
    const code = once === 'create_exit' ? 'saga_past_pivot' : 'step_not_repeated';
    expect(goBack(played, once)).toMatchObject({ rejection: { code } });
  });
});
