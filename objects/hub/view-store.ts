import type { UtcInstant } from '../../src/core/instant.ts';
import type { ViewRow } from '../../src/core/view.ts';
import { Migrations } from '../migrations.ts';
import { HUB_MIGRATIONS } from './schema.ts';

/** How far a hub has an aggregate. */
export interface Progress {
  readonly epoch: string;
  readonly version: number;
}

/** A topic's position: `epoch` names the incarnation of its numbering, `head` is the last offset given. */
export interface TopicHead {
  readonly epoch: string;
  readonly head: number;
}

type SqlRow = Record<string, string | number>;

const toRow = (row: SqlRow): ViewRow => ({
  id: String(row['id']),
  version: Number(row['version']),
  updatedAt: String(row['updated_at']) as UtcInstant,
  doc: JSON.parse(String(row['doc'])),
});

/** The SQL of a hub: view rows as documents, progress per aggregate, offsets per topic. */
export class ViewStore {
  readonly #sql: SqlStorage;
  readonly #migrations: Migrations;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#migrations = new Migrations(sql, HUB_MIGRATIONS);
  }

  /** Call at the start of a writing transaction. */
  prepare(): void {
    this.#migrations.prepare();
  }

  rolledBack(): void {
    this.#migrations.rolledBack();
  }

  progress(aggregateId: string): Progress | null {
    if (!this.#migrations.ready) return null;
    const [row] = this.#sql
      .exec<{ epoch: string; version: number }>(
        'SELECT epoch, version FROM progress WHERE aggregate_id = ?',
        aggregateId,
      )
      .toArray();
    return row ?? null;
  }

  saveProgress(aggregateId: string, { epoch, version }: Progress): void {
    this.#sql.exec('INSERT OR REPLACE INTO progress VALUES (?, ?, ?)', aggregateId, epoch, version);
  }

  get(kind: string, id: string): ViewRow | null {
    if (!this.#migrations.ready) return null;
    const [row] = this.#sql
      .exec<SqlRow>('SELECT * FROM view_rows WHERE kind = ? AND id = ?', kind, id)
      .toArray();
    return row ? toRow(row) : null;
  }

  list(kind: string): ViewRow[] {
    if (!this.#migrations.ready) return [];
    return this.#sql.exec<SqlRow>('SELECT * FROM view_rows WHERE kind = ?', kind).toArray().map(toRow);
  }

  /** Rows whose document has one of the given values in each of these fields. */
  find(kind: string, fields: Readonly<Record<string, readonly string[]>>): ViewRow[] {
    if (!this.#migrations.ready) return [];
    const conditions = Object.keys(fields).map(
      () => 'AND json_extract(doc, ?) IN (SELECT value FROM json_each(?))',
    );
    const bindings = Object.entries(fields).flatMap(([field, values]) => [
      `$.${field}`,
      JSON.stringify(values),
    ]);
    return this.#sql
      .exec<SqlRow>(`SELECT * FROM view_rows WHERE kind = ? ${conditions.join(' ')}`, kind, ...bindings)
      .toArray()
      .map(toRow);
  }

  save(kind: string, aggregateId: string, { id, version, updatedAt, doc }: ViewRow): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO view_rows VALUES (?, ?, ?, ?, ?, ?)',
      kind,
      id,
      aggregateId,
      version,
      updatedAt,
      JSON.stringify(doc),
    );
  }

  remove(kind: string, id: string): void {
    this.#sql.exec('DELETE FROM view_rows WHERE kind = ? AND id = ?', kind, id);
  }

  /** Drops what an earlier incarnation of an aggregate left. */
  removeAggregate(aggregateId: string): void {
    this.#sql.exec('DELETE FROM view_rows WHERE aggregate_id = ?', aggregateId);
  }

  topic(name: string): TopicHead | null {
    if (!this.#migrations.ready) return null;
    const [row] = this.#sql
      .exec<{ epoch: string; head: number }>('SELECT epoch, head FROM topics WHERE name = ?', name)
      .toArray();
    return row ?? null;
  }

  saveTopic(name: string, { epoch, head }: TopicHead): void {
    this.#sql.exec('INSERT OR REPLACE INTO topics VALUES (?, ?, ?)', name, epoch, head);
  }
}
