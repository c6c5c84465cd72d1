/** `npm run dev [-- --port N] [-- --postgres URL]`: the database and the Worker, reloaded on change, until Ctrl-C. */
import './stack/quiet.ts';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { unstable_startWorker } from 'wrangler';
import { type Database, startDatabase } from './stack/database.ts';

const HOST = '127.0.0.1';
const PROJECT = join(import.meta.dirname, '..');
const DATA = join(PROJECT, '.tradecore');
const TEARDOWN_MS = 2_000;

const abort = new AbortController();
let database: Promise<Database> | undefined;
let worker: ReturnType<typeof unstable_startWorker> | undefined;

async function start(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '8787' }, postgres: { type: 'string' } },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`--port ${values.port} is not a port.`);
  await assertFree(port);
  database = startDatabase({
    dataDir: join(DATA, 'postgres'),
    connectionString: values.postgres,
    signal: abort.signal,
  });
  // Loading wrangler takes a second, which the database needs as well.
  const [{ endpoint, connectionString, exited }, wrangler] = await Promise.all([
    database,
    import('wrangler'),
  ]);
  if (abort.signal.aborted) return;
  exited.then(() => stop(1, 'The database process has ended.'));
  worker = wrangler.unstable_startWorker({
    config: join(PROJECT, 'wrangler.toml'),
    bindings: {
      DATABASE_URL: { type: 'plain_text', value: connectionString },
      NEON_FETCH_ENDPOINT: { type: 'plain_text', value: endpoint },
    },
    dev: {
      server: { hostname: HOST, port },
      inspector: false,
      persist: join(DATA, 'worker'),
      watch: true,
      logLevel: 'error',
    },
  });
  await (await worker).ready;
  console.log(`TradeCore runs at http://${HOST}:${port}
  Changes in the code reload it; Ctrl-C stops everything.
  Its data is in .tradecore/; remove that folder to start afresh.`);
}

function assertFree(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () => reject(new Error(`Port ${port} is taken; choose another with --port.`)));
    probe.listen(port, HOST, () => probe.close(() => resolve()));
  });
}

/** Wrangler wraps what went wrong. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reason(error.cause) : error.message;
}

/** Stops the Worker before the database it writes to, also when they are still starting. */
async function stop(code: number, why?: string): Promise<void> {
  if (abort.signal.aborted) return;
  if (why !== undefined) console.error(why);
  abort.abort();
  // `dispose` waits for a Worker that may never be ready, and `teardown` hangs when workerd, which Ctrl-C reaches
  // too, ends while it starts. What remains of it ends with this process.
  const teardown = worker?.then(({ raw }) => raw.teardown()).catch(() => {});
  await Promise.race([teardown, setTimeout(TEARDOWN_MS)]);
  await database?.then((running) => running.stop()).catch(() => {});
  process.exit(code);
}

const onSignal = () => void stop(0);
const signals = new Set<string | symbol>(['SIGINT', 'SIGTERM', 'SIGHUP']);
for (const signal of signals) process.on(signal, onSignal);
// Miniflare's own listeners end the process at once, while the database is still closing.
process.on('newListener', (event, listener) => {
  if (signals.has(event)) queueMicrotask(() => process.off(event, listener));
});
start().catch((error: unknown) => stop(1, reason(error)));
