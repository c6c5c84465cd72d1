import { startDatabase } from '../scripts/stack/database.ts';
import { startStack } from '../scripts/stack/worker.ts';

/** A running Worker with the benches' own objects. */
export interface BenchStack {
  readonly url: string;
  stop(): Promise<void>;
}

/** Another entry than the product's, with the Durable Objects that it brings, by binding. */
export interface Variant {
  readonly main: string;
  readonly durableObjects: Record<string, string>;
}

const COUNTERS: Variant = {
  main: 'bench/worker.ts',
  durableObjects: {
    RAW_FLOOR: 'RawFloor',
    COMMITTED_COUNTER: 'CommittedCounter',
    DELIVERED_COUNTER: 'DeliveredCounter',
    COUNTER_HUB: 'CounterHub',
  },
};

/**
 * Starts the Worker on the Miniflare API, the market frozen and every fill whole; with a database when the suite needs the archive.
 * Without a variant it has the benches' counters beside the product.
 */
export const startBenchStack = async ({
  database = false,
  variant = COUNTERS,
}: {
  readonly database?: boolean;
  readonly variant?: Variant;
} = {}): Promise<BenchStack> => {
  const db = database ? await startDatabase() : undefined;
  const vars = { SIMULATED_FEED: 'frozen', VIRTUAL_PARTIAL_FILL_PROBABILITY: '0' };
  const stack = await startStack({ variant, database: db, vars });
  return {
    url: stack.directUrl,
    stop: async () => {
      await stack.stop();
      await db?.stop();
    },
  };
};
