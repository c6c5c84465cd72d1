import { startDatabase } from '../scripts/stack/database.ts';
import { startStack } from '../scripts/stack/worker.ts';

/** A running Worker with the benches' own objects. */
export interface BenchStack {
  readonly url: string;
  stop(): Promise<void>;
}

const VARIANT = {
  main: 'bench/worker.ts',
  durableObjects: {
    RAW_FLOOR: 'RawFloor',
    COMMITTED_COUNTER: 'CommittedCounter',
    DELIVERED_COUNTER: 'DeliveredCounter',
    COUNTER_HUB: 'CounterHub',
  },
};

/** Starts the Worker on the Miniflare API; with a database when the suite needs the archive. */
export const startBenchStack = async ({ database = false } = {}): Promise<BenchStack> => {
  const db = database ? await startDatabase() : undefined;
  const vars = { SIMULATED_FEED: 'frozen', VIRTUAL_PARTIAL_FILL_PROBABILITY: '0' };
  const stack = await startStack({ variant: VARIANT, database: db, vars });
  return {
    url: stack.directUrl,
    stop: async () => {
      await stack.stop();
      await db?.stop();
    },
  };
};
