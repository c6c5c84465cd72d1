import { resolve } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DomainEvent } from '../core/decider.ts';
import type { AnyDomain } from '../core/domain.ts';
import { testEnv } from '../core/testing/decider-specification.ts';
import { kits } from './kits.ts';

let minified: readonly AnyDomain[] = [];

/** What it came to, so that two ways can be compared: a result or an error, as it would be stored. */
const outcomeOf = (action: () => unknown): string => {
  try {
    return JSON.stringify(action());
  } catch (error) {
    return `throws ${(error as Error).message}`;
  }
};

const minifiedDomain = (type: string): AnyDomain => {
  const domain = minified.find(({ aggregate }) => aggregate.type === type);
  if (!domain) throw new Error(`${type} is lost in minification`);
  return domain;
};

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: ['src/domains/manifests.ts'],
    absWorkingDir: resolve(import.meta.dirname, '../..'),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    write: false,
  });
  const code = outputFiles[0]?.text ?? '';
  // A bundle that kept its names would prove nothing.
  expect(code).not.toContain('evolveBy');
  const bundle = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
  ({ domains: minified } = (await import(bundle)) as { domains: readonly AnyDomain[] });
});

describe('pitfall 2: minified as in production, every domain is what it was', () => {
  it.each(kits)('$name reads every golden event, and each changes the state in the same way', (kit) => {
    const [ours, theirs] = [kit.domain.aggregate, minifiedDomain(kit.name).aggregate];
    const fold = ({ events, decider }: typeof ours) => {
      let state: unknown = decider.initial;
      return Object.entries(kit.golden).map(([key, { data }]) => {
        const [eventType = '', version] = key.split('@');
        const event = events.read({ eventType, schemaVersion: Number(version), data });
        return outcomeOf(() => {
          if (event) state = decider.evolve(state, event);
          return { event, state };
        });
      });
    };
    expect(fold(theirs)).toEqual(fold(ours));
  });

  it.each(kits)('$name replays random lives to the same states', (kit) => {
    const { decider } = minifiedDomain(kit.name).aggregate;
    let lives = 0;
    kit.live({ runs: 20, seed: 5 }, (state, history) => {
      expect(JSON.stringify(history.reduce<unknown>(decider.evolve, decider.initial))).toBe(
        JSON.stringify(state),
      );
      lives += 1;
    });
    expect(lives).toBeGreaterThan(20);
  });

  it.each(kits)('$name decides random commands in the same way', (kit) => {
    const [ours, theirs] = [kit.domain.aggregate.decider, minifiedDomain(kit.name).aggregate.decider];
    const commands = [...kit.opening, ...kit.commands(300, 6)];
    const kinds = new Set<string>();
    let state: unknown = ours.initial;
    for (const command of commands) {
      const decided = ours.decide(command, state, testEnv());
      kinds.add(decided.kind);
      expect(outcomeOf(() => theirs.decide(command, state, testEnv()))).toBe(JSON.stringify(decided));
      const events: readonly DomainEvent[] = decided.kind === 'accept' ? decided.events : [];
      state = events.reduce<unknown>(ours.evolve, state);
      if (ours.isTerminal?.(state)) state = ours.initial;
    }
    expect([...kinds].toSorted()).toEqual(['accept', 'reject']);
  });
});
