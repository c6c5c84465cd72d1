import { startBenchStack } from '../stack.ts';
import type { Suite } from '../suite.ts';
import { CASES, compare, latencyFigures, throughputFigures } from './throughput.ts';

const ours = { path: 'committed_counter' };

/** What a durable command costs beside the floor when nobody is told (DESIGN 10, commit). */
export const commitSuite: Suite = {
  name: 'commit',
  run: async () => {
    const stack = await startBenchStack();
    try {
      return [
        ...latencyFigures('1 connection', 1.25, await compare(stack, CASES.hot1, ours)),
        ...throughputFigures('16 connections, one object', 1.5, await compare(stack, CASES.hot16, ours)),
        ...throughputFigures('64 connections, one object', 2, await compare(stack, CASES.hot64, ours)),
        ...throughputFigures('64 connections, 64 objects', 0.8, await compare(stack, CASES.spread64, ours)),
      ];
    } finally {
      await stack.stop();
    }
  },
};
