import { rangeMessage } from '../../src/bus/range-message.ts';
import { projectionsQueue } from '../../src/bus/shards.ts';
import type { Env } from '../../src/platform/env.ts';
import type { Destination } from '../aggregate/destination.ts';

const COALESCE_MS = 20;

/** The queue that feeds the archive; gathered for up to 20 ms, because a queue send per command halves throughput. */
export const projectionsQueueDestination = (env: Env): Destination => ({
  name: 'projections',
  coalesceMs: COALESCE_MS,
  deliver: async (range) => {
    await projectionsQueue(env, range.aggregateId).send(rangeMessage(range), {
      contentType: 'json',
    });
    return { have: range.toVersion };
  },
});
