import './quiet.ts';
import { dirname, resolve } from 'node:path';
import { convertV4MiniflareOptions, type Json, Log, LogLevel, Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from 'wrangler';
import { bundleWorker } from './bundle.ts';
import type { Database } from './database.ts';

/** How to run the Worker; everything has a default. */
export interface StackOptions {
  /** wrangler.toml, by default the project's. */
  config?: string | undefined;
  /** Where objects and queues keep their data; without it in a temporary folder that goes with `stop`. */
  persistDir?: string | undefined;
  /** Without it any free port. */
  port?: number | undefined;
  /** Variables over those of wrangler.toml and .dev.vars. */
  vars?: Record<string, string> | undefined;
  database?: Pick<Database, 'endpoint' | 'connectionString'> | undefined;
  /** Another entry than wrangler.toml's that brings objects of its own, by binding: what benches need. */
  variant?: { main: string; durableObjects: Record<string, string> } | undefined;
}

/** A running Worker. */
export interface Stack {
  /** Its origin, without a slash at the end. */
  url: string;
  /** The Worker's own door, past Miniflare's entry: what benches measure at. */
  directUrl: string;
  miniflare: Miniflare;
  stop(): Promise<void>;
}

const PROJECT = resolve(import.meta.dirname, '../..');

/** Bundles the Worker that wrangler.toml describes and runs it on the Miniflare API, without a proxy in between. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const configPath = options.config ?? resolve(PROJECT, 'wrangler.toml');
  const projectRoot = dirname(configPath);
  const config = unstable_readConfig({ config: configPath });
  const { main, workerOptions, define, externalWorkers } = unstable_getMiniflareWorkerOptions(configPath);
  const ownVars = workerOptions.bindings as Record<string, Json> | undefined;
  if (main === undefined) throw new Error(`${configPath} names no main`);
  const script = await bundleWorker({
    main: options.variant ? resolve(projectRoot, options.variant.main) : main,
    projectRoot,
    alias: config.alias,
    define,
    keepNames: config.keep_names ?? true,
    minify: config.minify ?? false,
  });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: options.port ?? 0,
      rootPath: projectRoot,
      log: new Log(LogLevel.ERROR),
      logRequests: false,
      cf: false,
      telemetry: { enabled: false },
      unsafeLocalExplorer: false,
      unsafeObservability: false,
      ...(options.persistDir !== undefined && { resourcePersistencePath: resolve(options.persistDir) }),
      workers: [
        {
          ...workerOptions,
          name: config.name ?? 'worker',
          bindings: { ...ownVars, ...databaseVars(options.database), ...options.vars },
          durableObjects: { ...(workerOptions.durableObjects as object), ...ownObjects(options.variant) },
          unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
          modules: [{ type: 'ESModule', path: resolve(projectRoot, 'worker.js'), contents: script }],
        },
        ...externalWorkers,
      ],
    }),
  );
  try {
    const { origin } = await miniflare.ready;
    const { origin: directUrl } = await miniflare.unsafeGetDirectURL();
    return { url: origin, directUrl, miniflare, stop: () => miniflare.dispose() };
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
}

function ownObjects(variant: StackOptions['variant']) {
  return Object.fromEntries(
    Object.entries(variant?.durableObjects ?? {}).map(([binding, className]) => [
      binding,
      { className, useSQLite: true },
    ]),
  );
}

function databaseVars(database: StackOptions['database']): Record<string, string> {
  if (database === undefined) return {};
  return { DATABASE_URL: database.connectionString, NEON_FETCH_ENDPOINT: database.endpoint };
}
