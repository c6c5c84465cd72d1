import { type NeonQueryFunction, neon, neonConfig } from '@neondatabase/serverless';
import type { Env } from '../platform/env.ts';

/** A client of the Postgres that holds what spans users; one per invocation, because I/O belongs to one request. */
export type Database = NeonQueryFunction<false, false>;

/** The database could not be reached or none is configured. */
export class ReadModelUnavailable extends Error {
  override readonly name = 'ReadModelUnavailable';
}

/** Opens the database; null when none is configured. */
export const openDatabase = (env: Env): Database | null => {
  if (!env.DATABASE_URL) return null;
  if (env.NEON_FETCH_ENDPOINT) neonConfig.fetchEndpoint = env.NEON_FETCH_ENDPOINT;
  return neon(env.DATABASE_URL);
};
