import { DurableObject } from 'cloudflare:workers';
import type { Env } from '../src/platform/env.ts';
import { hashPassword, isOutdated, verifyPassword } from '../src/platform/password.ts';
import type { VaultRpc } from '../src/platform/rpc.ts';
import { newDataKey, openDataKey, seal, unseal } from '../src/platform/sealing.ts';
import { Migrations } from './migrations.ts';

const MIGRATIONS = [
  `CREATE TABLE data_key (id INTEGER PRIMARY KEY CHECK (id = 1), wrapped TEXT NOT NULL);
   CREATE TABLE password (id INTEGER PRIMARY KEY CHECK (id = 1), hash TEXT NOT NULL);`,
];

/** A user's secrets in plain tables, never in events. Without its data key the user's sealed fields are unreadable for ever. */
export class VaultObject extends DurableObject<Env> implements VaultRpc {
  readonly #migrations: Migrations;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#migrations = new Migrations(ctx.storage.sql, MIGRATIONS);
  }

  async enroll(input: {
    readonly password: string;
    readonly personal: Readonly<Record<string, string>>;
  }): Promise<Readonly<Record<string, string>>> {
    if (this.#value('data_key', 'wrapped') === null) {
      const [{ wrapped }, hash] = await Promise.all([
        newDataKey(this.env.MASTER_KEYS),
        hashPassword(input.password),
      ]);
      this.ctx.storage.transactionSync(() => {
        this.#migrations.prepare();
        this.ctx.storage.sql.exec('INSERT OR IGNORE INTO data_key VALUES (1, ?)', wrapped);
        this.ctx.storage.sql.exec('INSERT OR IGNORE INTO password VALUES (1, ?)', hash);
      });
    }
    return this.seal(input.personal);
  }

  async seal(personal: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
    const key = await this.#dataKey();
    const sealed = await Promise.all(
      Object.entries(personal).map(async ([name, plain]) => [name, await seal(key, plain)] as const),
    );
    return Object.fromEntries(sealed);
  }

  async verifyPassword(password: string): Promise<boolean> {
    const stored = this.#value('password', 'hash');
    const proven = await verifyPassword(password, stored);
    if (proven && stored !== null && isOutdated(stored)) {
      const hash = await hashPassword(password);
      this.ctx.storage.sql.exec('UPDATE password SET hash = ? WHERE hash = ?', hash, stored);
    }
    return proven;
  }

  async changePassword(current: string, next: string): Promise<'changed' | 'wrong_password'> {
    const stored = this.#value('password', 'hash');
    const proven = await verifyPassword(current, stored);
    // Whoever repeats a request whose answer was lost gives the password that was, and gets the one that is.
    if (!proven) return (await verifyPassword(next, stored)) ? 'changed' : 'wrong_password';
    const hash = await hashPassword(next);
    // Somebody else may have replaced it while the hash was made: `current` proves nothing any more.
    if (this.#value('password', 'hash') !== stored) return this.changePassword(current, next);
    this.ctx.storage.sql.exec('UPDATE password SET hash = ?', hash);
    return 'changed';
  }

  async erase(): Promise<void> {
    if (!this.#migrations.ready) return;
    this.ctx.storage.transactionSync(() => {
      this.ctx.storage.sql.exec('DELETE FROM data_key');
      this.ctx.storage.sql.exec('DELETE FROM password');
    });
  }

  async unseal(sealed: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string | null>>> {
    if (this.#value('data_key', 'wrapped') === null)
      return Object.fromEntries(Object.keys(sealed).map((name) => [name, null]));
    const key = await this.#dataKey();
    const opened = await Promise.all(
      Object.entries(sealed).map(async ([name, text]) => [name, await unseal(key, text)] as const),
    );
    return Object.fromEntries(opened);
  }

  #dataKey(): Promise<CryptoKey> {
    const wrapped = this.#value('data_key', 'wrapped');
    if (wrapped === null) throw new Error('this vault has no data key');
    return openDataKey(this.env.MASTER_KEYS, wrapped);
  }

  #value(table: 'data_key' | 'password', column: string): string | null {
    if (!this.#migrations.ready) return null;
    const [row] = this.ctx.storage.sql
      .exec<Record<string, string>>(`SELECT ${column} FROM ${table}`)
      .toArray();
    return row?.[column] ?? null;
  }
}
