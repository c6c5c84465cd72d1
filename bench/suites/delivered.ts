import { type BenchStack, startBenchStack } from '../stack.ts';
import type { Suite } from '../suite.ts';
import { CASES, compare, latencyFigures, throughputFigures } from './throughput.ts';

const DRAIN_TIMEOUT_MS = 20_000;

const get = async (url: string): Promise<unknown> => (await fetch(url)).json();

/** Waits until hub and queue have every event; a drain that does not end is an error, not a fast result. */
const drained = async (stack: BenchStack, keys: readonly string[]): Promise<void> => {
  const deadline = performance.now() + DRAIN_TIMEOUT_MS;
  for (const key of keys)
    while (
      !((await get(`${stack.url}/bench/delivered_counter/${key}?stats`)) as { drained: boolean }).drained
    ) {
      if (performance.now() > deadline) throw new Error('the destinations did not drain');
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
};

const ours = { path: 'delivered_counter', drained };

/** What a command costs beside the floor when hub and queue are told of every event (DESIGN 10, delivered). */
export const deliveredSuite: Suite = {
  name: 'delivered',
  run: async () => {
    const stack = await startBenchStack();
    try {
      return [
        ...latencyFigures('1 connection', 1.5, await compare(stack, CASES.hot1, ours)),
        ...throughputFigures('16 connections, one object', 1.3, await compare(stack, CASES.hot16, ours)),
        ...throughputFigures('64 connections, one object', 1.4, await compare(stack, CASES.hot64, ours)),
      ];
    } finally {
      await stack.stop();
    }
  },
};
