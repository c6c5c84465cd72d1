import type { EventEnvelope, EventRange } from '../core/envelope.ts';
import type { Env } from '../platform/env.ts';
import type { ArchiveHint } from '../platform/rpc.ts';
import { archiveBacklogStub } from '../platform/stubs.ts';
import { openDatabase } from '../readmodel/database.ts';
import { storeDeadLetter } from '../readmodel/dead-letters.ts';
import { archiveRanges, PoisonMessage, parseRange } from './archive-consumer.ts';
import { shardOf } from './shards.ts';

const DEAD_LETTERS = /-dlq$/;
const DLQ_RETRY_SECONDS = 60;

type Parsed = {
  readonly message: Message;
  readonly range: EventRange;
  readonly events: readonly EventEnvelope[];
};

/** Consumes the projections queues and their dead letters, message by message acknowledged. */
export const handleQueue = (batch: MessageBatch, env: Env): Promise<void> =>
  DEAD_LETTERS.test(batch.queue) ? keepDeadLetters(batch, env) : archive(batch, env);

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
}: EventRange): ArchiveHint => ({
  aggregateType,
  objectKey,
  aggregateId,
  userId,
  region,
  epoch,
});

const keepDeadLetters = async (batch: MessageBatch, env: Env): Promise<void> => {
  const database = openDatabase(env);
  for (const message of batch.messages) {
    try {
      if (!database) throw new Error('no database is configured');
      await storeDeadLetter(database, batch.queue, message, reasonFor(message.body));
      message.ack();
    } catch {
      message.retry({ delaySeconds: DLQ_RETRY_SECONDS });
    }
  }
};

const reasonFor = (body: unknown): string => {
  try {
    parseRange(body);
    return 'delivery_exhausted';
  } catch (error) {
    return error instanceof PoisonMessage ? `schema_invalid: ${error.message}` : 'schema_invalid';
  }
};
