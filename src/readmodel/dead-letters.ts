import type { Database } from './database.ts';

/** JSON that Postgres can store: it has no room for the character NUL. */
const storable = (body: unknown): string =>
  JSON.stringify(body ?? null, (_name, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value,
  );

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
    [message.id, queue, reason, storable(message.body), message.attempts],
  );
};
