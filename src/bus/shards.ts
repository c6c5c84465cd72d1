import type { Env } from '../platform/env.ts';

const shardCount = (env: Env): number => Math.max(1, Number.parseInt(env.PROJECTION_SHARDS, 10) || 1);

/** The shard of an aggregate: always the same, so that one consumer sees all of its ranges. */
export const shardOf = (env: Env, aggregateId: string): number =>
  Number.parseInt(aggregateId.replaceAll('-', '').slice(-6), 16) % shardCount(env);

/** The queue of an aggregate's shard; throws when PROJECTION_SHARDS names more queues than are bound. */
export const projectionsQueue = (env: Env, aggregateId: string): Queue => {
  const name = `PROJECTIONS_${shardOf(env, aggregateId)}`;
  const queue = (env as unknown as Record<string, Queue | undefined>)[name];
  if (!queue) throw new Error(`no queue binding ${name}`);
  return queue;
};
