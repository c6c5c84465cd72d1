import type { Env } from '../platform/env.ts';
import { openDatabase } from '../readmodel/database.ts';
import { storeDeadLetter } from '../readmodel/dead-letters.ts';
import { PoisonMessage } from './archive-consumer.ts';

const RETRY_SECONDS = 60;

/** Keeps every message of a dead-letter queue with its reason: `parse` throws PoisonMessage for one that never made sense. */
export const keepDeadLetters = async (
  batch: MessageBatch,
  env: Env,
  parse: (body: unknown) => unknown,
): Promise<void> => {
  const database = openDatabase(env);
  for (const message of batch.messages) {
    try {
      if (!database) throw new Error('no database is configured');
      await storeDeadLetter(database, batch.queue, message, reasonFor(message.body, parse));
      message.ack();
    } catch {
      message.retry({ delaySeconds: RETRY_SECONDS });
    }
  }
};

const reasonFor = (body: unknown, parse: (body: unknown) => unknown): string => {
  try {
    parse(body);
    return 'delivery_exhausted';
  } catch (error) {
    return error instanceof PoisonMessage ? `schema_invalid: ${error.message}` : 'schema_invalid';
  }
};
