import type { Database } from './database.ts';

/** Keeps a message that no consumer could handle, with the reason; storing it twice changes nothing. */
export const storeDeadLetter = async (
  database: Database,
  queue: string,
  message: Pick<Message, 'id' | 'body' | 'attempts'>,
  reason: string,
): Promise<void> => {
  await database.query(
    `INSERT INTO dead_letters (id, queue, reason, body, attempts) VALUES ($1, $2, $3, $4::jsonb, $5)
       ON CONFLICT (id) DO NOTHING`,
    [message.id, queue, reason, JSON.stringify(message.body ?? null), message.attempts],
  );
};
