/**
 * The database process: PGlite (or a native Postgres named by STACK_POSTGRES_URL) behind the Neon endpoint. It
 * reports to its parent over IPC and ends with it.
 */
import { parseArgs } from 'node:util';
import { migrate } from './migrate.ts';
import { serveNeonEndpoint, textPool } from './neon-endpoint.ts';
import { startPGlite } from './pglite.ts';

/** What the process tells its parent, once. */
export type DatabaseReport = { ready: { port: number; connectionString: string } } | { failed: string };

const { values } = parseArgs({ options: { 'data-dir': { type: 'string' }, port: { type: 'string' } } });
let close = async (): Promise<void> => {};
let ending = false;

async function start(): Promise<DatabaseReport> {
  const native = process.env.STACK_POSTGRES_URL;
  const pglite = native === undefined ? await startPGlite(values['data-dir']) : undefined;
  close = async () => pglite?.close();
  const connectionString = native ?? `postgresql://postgres:postgres@127.0.0.1:${pglite?.port}/postgres`;
  const pool = textPool(connectionString, pglite === undefined ? 10 : 1);
  await migrate(pool);
  const endpoint = await serveNeonEndpoint(pool, Number(values.port ?? 0));
  close = async () => {
    await endpoint.close();
    await pglite?.close();
  };
  return { ready: { port: endpoint.port, connectionString } };
}

async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  await close().catch(() => {});
  process.exit(code);
}

process.once('disconnect', () => void end(0));
process.once('SIGTERM', () => void end(0));
process.once('SIGINT', () => void end(0));

try {
  const report = await start();
  if (process.send) process.send(report);
  else console.log(report);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const report: DatabaseReport = { failed: message };
  if (process.send) process.send(report, () => void end(1));
  else {
    console.error(message);
    await end(1);
  }
}
