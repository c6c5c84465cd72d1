import type { BenchStack } from '../stack.ts';
import type { BenchResult } from '../suite.ts';
import { spreadFigures } from './measured.ts';
import { ask } from './trader.ts';
import { timed } from './waiting.ts';

const ROUNDS = 60;

/**
 * What this machine takes, in the same run, for the least that a saga's hop can be: an RPC and a durable insert, in an object that was
 * never there before, as gate, saga and account are in a connection, and in one that is awake.
 */
export const floorFigures = async (stack: BenchStack): Promise<BenchResult[]> => {
  const fresh: number[] = [];
  const awake: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const insert = `floor/${crypto.randomUUID()}`;
    fresh.push(await timed(() => ask(stack, insert)));
    awake.push(await timed(() => ask(stack, insert)));
  }
  return [
    ...spreadFigures('floor: a request that inserts, new object', fresh),
    ...spreadFigures('floor: a request that inserts, awake object', awake),
  ];
};
