import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Database } from '../database.ts';
import type { Keyset, Page } from '../keyset.ts';

const MIGRATIONS = join(import.meta.dirname, '../../../migrations');

/** An empty Postgres in this process, spoken to as the read models speak to theirs. */
export interface TestPostgres {
  readonly database: Database;
  /** Runs the migrations of these numbers. */
  migrate(...numbers: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

/** Starts a Postgres without any table. */
export const startPostgres = async (): Promise<TestPostgres> => {
  const postgres = await PGlite.create();
  const query = async (sql: string, parameters: unknown[]) => (await postgres.query(sql, parameters)).rows;
  return {
    database: { query } as unknown as Database,
    migrate: async (...numbers) => {
      for (const file of readdirSync(MIGRATIONS).toSorted())
        if (numbers.includes(Number.parseInt(file, 10)))
          await postgres.exec(readFileSync(join(MIGRATIONS, file), 'utf8'));
    },
    close: () => postgres.close(),
  };
};

/** Reads a list to its end, page by page. */
export const readAll = async <Row>(
  read: (after: Keyset | null) => Promise<Page<Row>>,
  from: Keyset | null = null,
): Promise<readonly Row[]> => {
  const { rows, next } = await read(from);
  return next ? [...rows, ...(await readAll(read, next))] : rows;
};
