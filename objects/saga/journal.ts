import type { Rejection } from '../../src/core/decider.ts';
import type { EventEnvelope } from '../../src/core/envelope.ts';
import type { SagaPosition, SagaState } from '../../src/core/saga-run.ts';
import { Migrations } from '../migrations.ts';
import { SAGA_MIGRATIONS } from './schema.ts';

/** Where a saga stands, and what it needs to go on. */
export interface SagaProgress extends SagaPosition {
  readonly type: string;
  readonly definitionVersion: number;
  readonly trigger: EventEnvelope;
  readonly deadline: number;
}

/** The SQL of a saga's object. */
export class Journal {
  readonly #sql: SqlStorage;
  readonly #migrations: Migrations;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#migrations = new Migrations(sql, SAGA_MIGRATIONS);
  }

  prepare(): void {
    this.#migrations.prepare();
  }

  rolledBack(): void {
    this.#migrations.rolledBack();
  }

  progress(): SagaProgress | null {
    if (!this.#migrations.ready) return null;
    const [row] = this.#sql.exec<Record<string, string | number | null>>('SELECT * FROM saga').toArray();
    if (!row) return null;
    return {
      type: String(row['type']),
      definitionVersion: Number(row['definition_version']),
      trigger: JSON.parse(String(row['trigger'])) as EventEnvelope,
      status: String(row['status']) as SagaState,
      step: Number(row['step']),
      attempt: Number(row['attempt']),
      nextAt: Number(row['next_at']),
      deadline: Number(row['deadline']),
      pastPivot: row['past_pivot'] === 1,
      failure: row['failure'] === null ? null : (JSON.parse(String(row['failure'])) as Rejection),
    };
  }

  save(progress: SagaProgress): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO saga VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      progress.type,
      progress.definitionVersion,
      JSON.stringify(progress.trigger),
      progress.status,
      progress.step,
      progress.attempt,
      progress.nextAt,
      progress.deadline,
      progress.pastPivot ? 1 : 0,
      progress.failure ? JSON.stringify(progress.failure) : null,
    );
  }

  finishStep(step: number, name: string, result: unknown, attempts: number, nowMs: number): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO steps VALUES (?, ?, ?, ?, ?)',
      step,
      name,
      JSON.stringify(result ?? null),
      attempts,
      nowMs,
    );
  }

  results(): Record<string, unknown> {
    const rows = this.#sql.exec<{ name: string; result: string }>(
      'SELECT name, result FROM steps ORDER BY step',
    );
    return Object.fromEntries(rows.toArray().map(({ name, result }) => [name, JSON.parse(result)]));
  }

  /** Keeps a delivered event; a repeat changes nothing. */
  receive(event: EventEnvelope): void {
    this.#sql.exec(
      'INSERT OR IGNORE INTO inbox VALUES (?, ?, ?)',
      event.eventId,
      event.aggregateVersion,
      JSON.stringify(event),
    );
  }

  inbox(): EventEnvelope[] {
    return this.#sql
      .exec<{ envelope: string }>('SELECT envelope FROM inbox ORDER BY position')
      .toArray()
      .map(({ envelope }) => JSON.parse(envelope) as EventEnvelope);
  }
}
