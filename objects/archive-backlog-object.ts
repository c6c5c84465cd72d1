import { DurableObject } from 'cloudflare:workers';
import { readLog } from '../src/bus/archive-consumer.ts';
import { backoffMs } from '../src/core/retry.ts';
import type { Env } from '../src/platform/env.ts';
import type { ArchiveBacklogRpc, ArchiveHint } from '../src/platform/rpc.ts';
import { archivedVersions, archiveEvents, logKey } from '../src/readmodel/archive.ts';
import { type Database, openDatabase } from '../src/readmodel/database.ts';
import { Migrations } from './migrations.ts';

const MIGRATIONS = [
  `CREATE TABLE backlog (log TEXT PRIMARY KEY, hint TEXT NOT NULL, marks INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE attempts (id INTEGER PRIMARY KEY CHECK (id = 1), failures INTEGER NOT NULL)`,
];

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;
const LOGS_PER_ALARM = 200;

/** Names of logs that the archive missed while it was out of reach; reads them from their objects once it is back. */
export class ArchiveBacklogObject extends DurableObject<Env> implements ArchiveBacklogRpc {
  readonly #migrations: Migrations;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#migrations = new Migrations(ctx.storage.sql, MIGRATIONS);
  }

  async remember(logs: readonly ArchiveHint[]): Promise<void> {
    this.ctx.storage.transactionSync(() => {
      this.#migrations.prepare();
      for (const log of logs)
        this.ctx.storage.sql.exec(
          'INSERT INTO backlog VALUES (?, ?, 1) ON CONFLICT (log) DO UPDATE SET marks = marks + 1',
          logKey(log),
          JSON.stringify(log),
        );
    });
    if ((await this.ctx.storage.getAlarm()) === null)
      await this.ctx.storage.setAlarm(Date.now() + FIRST_RETRY_MS);
  }

  async pending(): Promise<number> {
    if (!this.#migrations.ready) return 0;
    return this.ctx.storage.sql.exec<{ n: number }>('SELECT count(*) AS n FROM backlog').one().n;
  }

  override async alarm(): Promise<void> {
    let failures = 0;
    try {
      const database = openDatabase(this.env);
      if (!database) throw new Error('no database is configured');
      await this.#catchUp(database);
    } catch {
      failures = this.#failures() + 1;
    }
    this.ctx.storage.sql.exec('INSERT OR REPLACE INTO attempts VALUES (1, ?)', failures);
    if ((await this.pending()) > 0)
      await this.ctx.storage.setAlarm(Date.now() + backoffMs(failures, FIRST_RETRY_MS, LAST_RETRY_MS));
  }

  async #catchUp(database: Database): Promise<void> {
    const rows = this.ctx.storage.sql
      .exec<{ log: string; hint: string; marks: number }>('SELECT * FROM backlog LIMIT ?', LOGS_PER_ALARM)
      .toArray();
    const hints = rows.map((row) => JSON.parse(row.hint) as ArchiveHint);
    const archived = await archivedVersions(database, hints);
    for (const [index, hint] of hints.entries()) {
      const events = await readLog(this.env, hint, (archived.get(logKey(hint)) ?? 0) + 1);
      const last = events.at(-1);
      if (last) await archiveEvents(database, events, [{ ...hint, version: last.aggregateVersion }]);
      // A log that was marked again meanwhile stays.
      const { log, marks } = rows[index] as (typeof rows)[number];
      this.ctx.storage.sql.exec('DELETE FROM backlog WHERE log = ? AND marks = ?', log, marks);
    }
  }

  #failures(): number {
    return (
      this.ctx.storage.sql.exec<{ failures: number }>('SELECT failures FROM attempts').toArray()[0]
        ?.failures ?? 0
    );
  }
}
