import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

/** A running PGlite and the port where it speaks the Postgres protocol. */
export interface PGliteServer {
  port: number;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const EXTENDED_BATCH = new Set([...'PBDECH'].map((type) => type.charCodeAt(0)));

/** Starts PGlite, in memory or in `dataDir`, behind an ephemeral port of 127.0.0.1. */
export async function startPGlite(dataDir?: string): Promise<PGliteServer> {
  const unlock = dataDir === undefined ? () => {} : lock(dataDir);
  const db = await PGlite.create(dataDir).catch((error: Error) => {
    unlock();
    throw new Error(`PGlite cannot open ${dataDir ?? 'a database in memory'}: ${error.message}`);
  });
  keepBatchesWhole(db);
  const server = new PGLiteSocketServer({ db, host: HOST, port: 0, maxConnections: 16 });
  await server.start();
  return {
    port: Number(server.getServerConn().split(':').at(-1)),
    async close() {
      await server.stop();
      await db.close();
      unlock();
    },
  };
}

/** PGlite does not notice a second process on its directory, and both would write. */
function lock(dataDir: string): () => void {
  const path = `${dataDir}.lock`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
  } catch {
    const owner = Number(readFileSync(path, 'utf8'));
    if (owner !== process.pid && isAlive(owner)) {
      throw new Error(`The database in ${dataDir} is in use by process ${owner}.`);
    }
    writeFileSync(path, String(process.pid));
  }
  return () => rmSync(path, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * All connections share PGlite's one backend, and the socket server interleaves their messages outside a
 * transaction: a large Bind then runs another connection's statement. It asks `isInTransaction` whom to serve
 * next, so that must hold until a batch has reached its Sync.
 */
function keepBatchesWhole(db: PGlite): void {
  let batchOpen = false;
  const isInTransaction = db.isInTransaction.bind(db);
  const execProtocolRawStream = db.execProtocolRawStream.bind(db);
  const exec = db.exec.bind(db);
  db.isInTransaction = () => batchOpen || isInTransaction();
  db.execProtocolRawStream = (message, options) => {
    batchOpen = EXTENDED_BATCH.has(message[0] ?? 0);
    return execProtocolRawStream(message, options);
  };
  db.exec = (query, options) => {
    batchOpen = false;
    return exec(query, options);
  };
}
