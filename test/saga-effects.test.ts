import { describe, expect, it } from 'vitest';
import { type EffectScope, performEffects, type SagaPort } from '../objects/saga/effects.ts';
import { MAX_AT_ONCE } from '../objects/saga/waves.ts';
import type { EventEnvelope } from '../src/core/envelope.ts';
import type { Effect } from '../src/core/saga.ts';
import { env } from './support/commands.ts';

const call = (key: string, request: unknown = key): Effect => ({
  kind: 'call',
  key,
  port: 'broker',
  request,
});

const scopeOf = (broker: SagaPort): EffectScope => ({
  env,
  ports: { broker },
  sagaId: crypto.randomUUID(),
  sagaType: 'TestSaga',
  trigger: { userId: crypto.randomUUID(), region: 'weur' } as EventEnvelope,
  name: 'a_step',
  attempt: 1,
});

const SOON_MS = 20;
const never = new Promise<never>(() => undefined);

describe('effects of a step', () => {
  it('have their outcomes in their own order, however long each took', async () => {
    const port: SagaPort = async (_trigger, request) => {
      await scheduler.wait(request === 'slow' ? 5 : 0);
      return `${String(request)} done`;
    };
    expect(await performEffects(scopeOf(port), [call('slow'), call('fast')], 1_000)).toEqual([
      { kind: 'call', key: 'slow', value: 'slow done' },
      { kind: 'call', key: 'fast', value: 'fast done' },
    ]);
  });

  it('whose target throws has no outcome, and those after it are not begun', async () => {
    const asked: unknown[] = [];
    const port: SagaPort = async (_trigger, request) => {
      asked.push(request);
      if (request === 0) throw new Error('the object was reset');
      return null;
    };
    const effects = Array.from({ length: 3 * MAX_AT_ONCE }, (_none, index) => call(`e${index}`, index));
    expect(await performEffects(scopeOf(port), effects, 1_000)).toBeNull();
    expect(asked.length).toBe(MAX_AT_ONCE);
  });

  it('whose target hangs is given up after its time, and what it answers later changes nothing', async () => {
    let answer: (value: unknown) => void = () => undefined;
    const late = new Promise<unknown>((resolve) => {
      answer = resolve;
    });
    const startedAt = Date.now();
    const outcomes = await performEffects(
      scopeOf(() => late),
      [call('hangs')],
      SOON_MS,
    );
    expect(outcomes).toBeNull();
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(SOON_MS);
    answer('at last');
    expect(await late).toBe('at last');
    expect(outcomes).toBeNull();
  });

  it('that must all be tried, as in an undoing, are begun although one of them got no answer', async () => {
    const asked: unknown[] = [];
    const port: SagaPort = (_trigger, request) => {
      asked.push(request);
      return request === 0 ? never : Promise.resolve(null);
    };
    const effects = Array.from({ length: MAX_AT_ONCE + 2 }, (_none, index) => call(`e${index}`, index));
    expect(await performEffects(scopeOf(port), effects, SOON_MS, { every: true })).toBeNull();
    expect(asked.length).toBe(effects.length);
  });

  it('go to no more than eight targets at once', async () => {
    let running = 0;
    let most = 0;
    const port: SagaPort = async () => {
      running += 1;
      most = Math.max(most, running);
      await scheduler.wait(1);
      running -= 1;
      return null;
    };
    const effects = Array.from({ length: 40 }, (_none, index) => call(`e${index}`));
    expect(await performEffects(scopeOf(port), effects, 1_000)).toHaveLength(40);
    expect(most).toBe(MAX_AT_ONCE);
  });

  it('by a port that nobody has is told as no answer, and not as success', async () => {
    const effect: Effect = { kind: 'call', key: 'x', port: 'nowhere', request: null };
    expect(
      await performEffects(
        scopeOf(async () => null),
        [effect],
        1_000,
      ),
    ).toBeNull();
  });
});
