import { join } from 'node:path';
import type { Pool } from 'pg';
import Postgrator from 'postgrator';

const MIGRATIONS = join(import.meta.dirname, '../../migrations/*');
const LOCK = 727_363;

/** Brings the database to the newest migration in one transaction; a second migrator waits, then finds nothing to do. */
export async function migrate(pool: Pool): Promise<void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
    // `newline` keeps a migration's checksum the same in a checkout with CRLF.
    await new Postgrator({
      driver: 'pg',
      migrationPattern: MIGRATIONS,
      newline: 'LF',
      execQuery: (query) => client.query(query),
    }).migrate();
    await client.query('COMMIT');
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(broken);
  }
}
