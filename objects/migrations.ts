/**
 * Brings an object's tables up to date. An object that stores nothing yet is left alone until `prepare` runs with its first
 * write: asking an unknown id must leave no trace, and an empty schema already costs 12 KB.
 */
export class Migrations {
  readonly #sql: SqlStorage;
  readonly #steps: readonly string[];
  #applied: number;

  constructor(sql: SqlStorage, steps: readonly string[]) {
    this.#sql = sql;
    this.#steps = steps;
    const hasTable = sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").toArray().length > 0;
    this.#applied = hasTable ? sql.exec<{ n: number }>('SELECT count(*) AS n FROM migrations').one().n : 0;
    if (this.#applied > 0) this.prepare();
  }

  /** True when the tables exist. */
  get ready(): boolean {
    return this.#applied > 0;
  }

  /** Applies what is missing; call it inside the transaction of the first write, and `rolledBack` if that one fails. */
  prepare(): void {
    if (this.#applied === this.#steps.length) return;
    if (this.#applied === 0) this.#sql.exec('CREATE TABLE migrations (step INTEGER PRIMARY KEY)');
    for (let step = this.#applied; step < this.#steps.length; step++) {
      this.#sql.exec(this.#steps[step] as string);
      this.#sql.exec('INSERT INTO migrations VALUES (?)', step + 1);
    }
    this.#applied = this.#steps.length;
  }

  /** Looks again after a transaction that was rolled back. */
  rolledBack(): void {
    const exists =
      this.#sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").toArray().length > 0;
    if (!exists) this.#applied = 0;
  }
}
