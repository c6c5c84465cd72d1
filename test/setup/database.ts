import type { TestProject } from 'vitest/node';
import { startDatabase } from '../../scripts/stack/database.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The Neon-compatible endpoint of the run's database. */
    neonEndpoint: string;
    /** The URL to hand to `neon()`. */
    databaseUrl: string;
  }
}

/** One in-memory database for the whole run; files share it, so tests use unique ids. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const database = await startDatabase();
  project.provide('neonEndpoint', database.endpoint);
  project.provide('databaseUrl', database.connectionString);
  return () => database.stop();
}
