import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { DatabaseReport } from './database-process.ts';

/** Where the database lives and how it is reached; everything has a default. */
export interface DatabaseOptions {
  /** PGlite's directory; without it the database lives in memory. */
  dataDir?: string | undefined;
  /** The endpoint's port; without it any free one. */
  port?: number | undefined;
  /** A native Postgres to use instead of PGlite. */
  connectionString?: string | undefined;
  /** Aborting gives up a start that is still under way. */
  signal?: AbortSignal | undefined;
}

/** A running database. */
export interface Database {
  /** The Neon-compatible endpoint, for `neonConfig.fetchEndpoint`. */
  endpoint: string;
  /** The URL to hand to `neon()`; it also reaches the database by the Postgres protocol. */
  connectionString: string;
  /** Settles when the process has ended, whoever ended it. */
  exited: Promise<void>;
  stop(): Promise<void>;
}

const PROCESS = join(import.meta.dirname, 'database-process.ts');
const STOP_MS = 8_000;

/** Starts the database in a process of its own, migrated and ready to serve. */
export async function startDatabase(options: DatabaseOptions = {}): Promise<Database> {
  options.signal?.throwIfAborted();
  const child = spawn(options);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const giveUp = () => child.kill('SIGKILL');
  options.signal?.addEventListener('abort', giveUp);
  try {
    const { port, connectionString } = await firstReport(child);
    return {
      endpoint: `http://127.0.0.1:${port}/sql`,
      connectionString,
      exited,
      stop: () => stop(child, exited),
    };
  } catch (error) {
    await stop(child, exited);
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', giveUp);
  }
}

/** Detached: Ctrl-C in a terminal reaches the parent only, which stops the child in its own time. */
function spawn({ dataDir, port, connectionString }: DatabaseOptions): ChildProcess {
  const args = [
    ...(dataDir === undefined ? [] : [`--data-dir=${dataDir}`]),
    ...(port === undefined ? [] : [`--port=${port}`]),
  ];
  return fork(PROCESS, args, {
    detached: true,
    execPath: process.execPath,
    // Postgres in WASM needs a hundred megabytes less, and starts sooner, without V8's second compiler.
    execArgv: ['--liftoff-only'],
    env: { ...process.env, STACK_POSTGRES_URL: connectionString },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

function firstReport(child: ChildProcess): Promise<{ port: number; connectionString: string }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`The database process ended (${signal ?? code}).`)),
    );
    child.once('message', (message: DatabaseReport) => {
      if ('ready' in message) resolve(message.ready);
      else reject(new Error(message.failed));
    });
  });
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(timer);
}
