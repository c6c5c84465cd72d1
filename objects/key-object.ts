import { DurableObject } from 'cloudflare:workers';
import type { Env } from '../src/platform/env.ts';
import type { KeyOwner, KeyRpc } from '../src/platform/rpc.ts';
import { aggregateStub } from '../src/platform/stubs.ts';
import { Migrations } from './migrations.ts';

const CLAIM_MS = 60_000;

const MIGRATIONS = [
  `CREATE TABLE claim (id INTEGER PRIMARY KEY CHECK (id = 1), user_id TEXT NOT NULL, region TEXT NOT NULL,
     expires_at INTEGER NOT NULL, confirmed INTEGER NOT NULL)`,
];

interface Claim extends KeyOwner {
  readonly expiresAt: number;
  readonly confirmed: boolean;
}

/**
 * One globally unique key. A claim lasts 60 s until its owner's log confirms it; an expired one is given away only after its
 * owner was asked and turned out not to exist.
 */
export class KeyObject extends DurableObject<Env> implements KeyRpc {
  readonly #migrations: Migrations;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#migrations = new Migrations(ctx.storage.sql, MIGRATIONS);
  }

  async claim(owner: KeyOwner): Promise<'claimed' | 'taken'> {
    const held = this.#read();
    if (held && held.userId !== owner.userId) {
      if (held.confirmed || held.expiresAt > Date.now()) return 'taken';
      const exists = await this.#exists(held);
      // Others may have been answered while the owner was asked.
      const now = this.#read();
      if (now?.userId !== held.userId || now.expiresAt !== held.expiresAt || now.confirmed)
        return this.claim(owner);
      if (exists) {
        this.#write({ ...held, confirmed: true });
        return 'taken';
      }
    }
    if (held?.userId !== owner.userId || !held.confirmed)
      this.#write({ ...owner, expiresAt: Date.now() + CLAIM_MS, confirmed: false });
    return 'claimed';
  }

  async confirm(owner: KeyOwner): Promise<'confirmed' | 'taken'> {
    const held = this.#read();
    if (held && held.userId !== owner.userId) return 'taken';
    this.#write({ ...owner, expiresAt: 0, confirmed: true });
    return 'confirmed';
  }

  async release(owner: KeyOwner): Promise<void> {
    const held = this.#read();
    if (held?.userId === owner.userId && !held.confirmed) this.ctx.storage.sql.exec('DELETE FROM claim');
  }

  async owner(): Promise<KeyOwner | null> {
    const held = this.#read();
    return held ? { userId: held.userId, region: held.region } : null;
  }

  async #exists({ userId, region }: KeyOwner): Promise<boolean> {
    return (
      (await aggregateStub(this.env, { type: 'user_account', userId, key: userId }, region).read()) !== null
    );
  }

  #read(): Claim | null {
    if (!this.#migrations.ready) return null;
    const [row] = this.ctx.storage.sql
      .exec<Record<string, string | number>>('SELECT user_id, region, expires_at, confirmed FROM claim')
      .toArray();
    if (!row) return null;
    return {
      userId: String(row['user_id']),
      region: String(row['region']),
      expiresAt: Number(row['expires_at']),
      confirmed: row['confirmed'] === 1,
    };
  }

  #write({ userId, region, expiresAt, confirmed }: Claim): void {
    this.ctx.storage.transactionSync(() => {
      this.#migrations.prepare();
      const flag = confirmed ? 1 : 0;
      this.ctx.storage.sql.exec(
        'INSERT OR REPLACE INTO claim VALUES (1, ?, ?, ?, ?)',
        userId,
        region,
        expiresAt,
        flag,
      );
    });
  }
}
