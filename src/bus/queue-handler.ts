import type { EventEnvelope } from '../core/envelope.ts';
import type { Env } from '../platform/env.ts';
import type { ArchiveHint } from '../platform/rpc.ts';
import { archiveBacklogStub } from '../platform/stubs.ts';
import { openDatabase } from '../readmodel/database.ts';
import { archiveRanges, type NamedRange, PoisonMessage, parseRange } from './archive-consumer.ts';
import { keepDeadLetters } from './dead-letters-consumer.ts';
import { handOverBatch } from './sagas-consumer.ts';
import { parseSagasMessage } from './sagas-queue.ts';
import { shardOf } from './shards.ts';

const DEAD_LETTERS = /-dlq$/;
const SAGAS = /-sagas(-dlq)?$/;

type Parsed = {
  readonly message: Message;
  readonly range: NamedRange;
  readonly events: readonly EventEnvelope[] | null;
};

/** Consumes all queues and their dead letters, message by message acknowledged. */
export const handleQueue = (batch: MessageBatch, env: Env): Promise<void> => {
  const isForSagas = SAGAS.test(batch.queue);
  if (DEAD_LETTERS.test(batch.queue))
    return keepDeadLetters(batch, env, isForSagas ? parseSagasMessage : parseRange);
  return isForSagas ? handOverBatch(batch, env) : archive(batch, env);
};

const archive = async (batch: MessageBatch, env: Env): Promise<void> => {
  const parsed: Parsed[] = [];
  for (const message of batch.messages) {
    try {
      parsed.push({ message, ...parseRange(message.body) });
    } catch (error) {
      console.error(
        `a message of ${batch.queue} is no event range`,
        error instanceof PoisonMessage ? error.message : error,
      );
      message.retry();
    }
  }
  if (parsed.length === 0) return;
  const database = openDatabase(env);
  try {
    if (!database) throw new Error('no database is configured');
    await archiveRanges(env, database, parsed);
  } catch {
    await rememberForLater(env, parsed);
  }
  for (const { message } of parsed) message.ack();
};

/** The archive is out of reach: keep the names of the logs, not their events, until it can be reached again. */
const rememberForLater = async (env: Env, parsed: readonly Parsed[]): Promise<void> => {
  const perShard = Map.groupBy(parsed, ({ range }) => shardOf(env, range.aggregateId));
  for (const [shard, group] of perShard)
    await archiveBacklogStub(env, shard).remember(group.map(({ range }) => hintOf(range)));
};

const hintOf = ({
  aggregateType,
  objectKey,
  aggregateId,
  userId,
  region,
  epoch,
}: NamedRange): ArchiveHint => ({
  aggregateType,
  objectKey,
  aggregateId,
  userId,
  region,
  epoch,
});
