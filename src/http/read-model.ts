import { type Database, openDatabase } from '../readmodel/database.ts';
import type { HttpContext } from './context.ts';
import { Problem } from './problem.ts';

const RETRY_AFTER_SECONDS = '5';

const unavailable = () =>
  new Problem(503, 'read_model_unavailable', 'the archive cannot be read right now', {
    headers: { 'retry-after': RETRY_AFTER_SECONDS },
  });

/** Reads what spans users; 503 when no database is configured or it does not answer. */
export const fromReadModel = async <T>(
  context: HttpContext,
  read: (database: Database) => Promise<T>,
): Promise<T> => {
  const database = openDatabase(context.env);
  if (!database) throw unavailable();
  return read(database).catch((error: unknown) => {
    console.error('the read model could not be read', error);
    throw unavailable();
  });
};
