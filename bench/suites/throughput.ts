import { type LoadResult, load, median } from '../load.ts';
import type { BenchStack } from '../stack.ts';
import { atLeast, atMost, type BenchResult, figure } from '../suite.ts';

const ROUNDS = 5;
const WARM_UP = 600;

interface Scenario {
  readonly connections: number;
  readonly objects: number;
  readonly count: number;
}

/** The cases of DESIGN 10: one hot object at 1, 16 and 64 connections, and 64 connections over 64 objects. */
export const CASES = {
  hot1: { connections: 1, objects: 1, count: 600 },
  hot16: { connections: 16, objects: 1, count: 3_000 },
  hot64: { connections: 64, objects: 1, count: 4_000 },
  spread64: { connections: 64, objects: 64, count: 3_000 },
} satisfies Record<string, Scenario>;

/** A contestant: where its requests go, and when it has really finished. */
export interface Contestant {
  readonly path: string;
  readonly drained?: (stack: BenchStack, keys: readonly string[]) => Promise<void>;
}

/** Measures floor and contestant in turns on fresh objects, and answers the medians of both. */
export const compare = async (
  stack: BenchStack,
  scenario: Scenario,
  contestant: Contestant,
): Promise<{ floor: LoadResult; ours: LoadResult }> => {
  const runs: { floor: LoadResult[]; ours: LoadResult[] } = { floor: [], ours: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const keys = Array.from({ length: scenario.objects }, () => crypto.randomUUID());
    const order = round % 2 === 0 ? (['floor', 'ours'] as const) : (['ours', 'floor'] as const);
    for (const side of order) {
      const path = side === 'floor' ? 'floor' : contestant.path;
      const urlOf = (index: number) => `${stack.url}/bench/${path}/${keys[index % keys.length]}`;
      await load(urlOf, { connections: scenario.connections, count: Math.min(WARM_UP, scenario.count / 2) });
      const { drained } = contestant;
      const drain = side === 'ours' && drained ? { drained: () => drained(stack, keys) } : {};
      runs[side].push(
        await load(urlOf, { connections: scenario.connections, count: scenario.count, ...drain }),
      );
    }
  }
  const medians = (results: readonly LoadResult[]): LoadResult => ({
    p50: median(results.map(({ p50 }) => p50)),
    p99: median(results.map(({ p99 }) => p99)),
    perSecond: median(results.map(({ perSecond }) => perSecond)),
  });
  return { floor: medians(runs.floor), ours: medians(runs.ours) };
};

/** Figures of a latency case as a ratio to the floor of the same run. */
export const latencyFigures = (
  name: string,
  target: number,
  { floor, ours }: Awaited<ReturnType<typeof compare>>,
): BenchResult[] => [
  atMost(`${name}: p50 ÷ floor`, ours.p50 / floor.p50, target, '×'),
  figure(`${name}: p50`, ours.p50, 'ms'),
  figure(`${name}: floor p50`, floor.p50, 'ms'),
];

/** Figures of a throughput case as a ratio to the floor of the same run. */
export const throughputFigures = (
  name: string,
  target: number,
  { floor, ours }: Awaited<ReturnType<typeof compare>>,
): BenchResult[] => [
  atLeast(`${name}: throughput ÷ floor`, ours.perSecond / floor.perSecond, target, '×'),
  figure(`${name}: commands`, ours.perSecond, '/s'),
  figure(`${name}: floor`, floor.perSecond, '/s'),
];
