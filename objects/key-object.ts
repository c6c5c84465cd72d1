import { DurableObject } from 'cloudflare:workers';
import { holdsName } from '../src/domains/user-account/state.ts';
import type { UserAccountState } from '../src/domains/user-account/user-account.ts';
import type { Env } from '../src/platform/env.ts';
import type { KeyCause, KeyOwner, KeyRpc } from '../src/platform/rpc.ts';
import { aggregateStub, parseObjectName } from '../src/platform/stubs.ts';
import { faultPoint } from './fault-points.ts';
import { Migrations } from './migrations.ts';

const CLAIM_MS = 60_000;

const MIGRATIONS = [
  `CREATE TABLE claim (id INTEGER PRIMARY KEY CHECK (id = 1), user_id TEXT NOT NULL, region TEXT NOT NULL,
     expires_at INTEGER NOT NULL, confirmed INTEGER NOT NULL)`,
  `ALTER TABLE claim ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE claim ADD COLUMN command_id TEXT NOT NULL DEFAULT ''`,
];

/** What is known of the key: who held it last, until when it is claimed (0: it is not), and whether it is that owner's for good. */
interface Hold extends KeyOwner {
  readonly expiresAt: number;
  readonly confirmed: boolean;
  /** Version of the owner's log that last confirmed or relinquished it. */
  readonly version: number;
  /** The command that the last claim was for. */
  readonly commandId: string;
}

const isHeld = ({ confirmed, expiresAt }: Hold): boolean => confirmed || expiresAt > 0;

const isSame = (a: Hold, b: Hold | null): boolean =>
  a.userId === b?.userId &&
  a.expiresAt === b.expiresAt &&
  a.confirmed === b.confirmed &&
  a.version === b.version &&
  a.commandId === b.commandId;

/**
 * One globally unique key. A claim lasts 60 s until its owner's log confirms it; an expired one is given away only after its
 * owner was asked and turned out not to hold the name. Confirmations and relinquishments carry the version of the owner's
 * log, so that one which arrives late or again changes nothing.
 */
export class KeyObject extends DurableObject<Env> implements KeyRpc {
  readonly #migrations: Migrations;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#migrations = new Migrations(ctx.storage.sql, MIGRATIONS);
  }

  async claim(owner: KeyOwner, commandId: string): Promise<'claimed' | 'taken'> {
    const held = this.#read();
    if (held && isHeld(held) && held.userId !== owner.userId) {
      if (held.confirmed || held.expiresAt > Date.now()) return 'taken';
      const confirmedBy = await this.#versionThatHolds(held);
      // Others may have been answered while the owner was asked.
      if (!isSame(held, this.#read())) return this.claim(owner, commandId);
      if (confirmedBy !== null) {
        this.#write({ ...held, confirmed: true, version: confirmedBy });
        return 'taken';
      }
    }
    const own = held?.userId === owner.userId ? held : null;
    // A repeat of the command that was confirmed needs no claim any more.
    if (own?.confirmed && own.expiresAt === 0 && own.commandId === commandId) return 'claimed';
    const { confirmed, version } = own ?? { confirmed: false, version: 0 };
    const expiresAt = Date.now() + CLAIM_MS;
    await this.#save('claimed', { ...owner, expiresAt, confirmed, version, commandId });
    return 'claimed';
  }

  async confirm(owner: KeyOwner, { commandId, version }: KeyCause): Promise<'confirmed' | 'taken'> {
    const held = this.#read();
    if (held?.userId !== owner.userId) {
      if (held && isHeld(held)) return 'taken';
      await this.#save('confirmed', { ...owner, expiresAt: 0, confirmed: true, version, commandId });
    } else if (held.version < version) {
      // A claim for another command is for a later change back to this name, and must outlive a relinquishment in between.
      const expiresAt = held.commandId === commandId ? 0 : held.expiresAt;
      await this.#save('confirmed', { ...held, expiresAt, confirmed: true, version });
    }
    return 'confirmed';
  }

  async release(owner: KeyOwner, commandId: string): Promise<void> {
    const held = this.#read();
    if (held?.userId === owner.userId && held.commandId === commandId && held.expiresAt > 0)
      this.#write({ ...held, expiresAt: 0, commandId: '' });
  }

  async relinquish(owner: KeyOwner, version: number): Promise<void> {
    const held = this.#read();
    if (held?.userId !== owner.userId || held.version >= version) return;
    const expiresAt = held.expiresAt > Date.now() ? held.expiresAt : 0;
    await this.#save('relinquished', { ...held, expiresAt, confirmed: false, version });
  }

  async owner(): Promise<KeyOwner | null> {
    const held = this.#read();
    return held && isHeld(held) ? { userId: held.userId, region: held.region } : null;
  }

  /** The version at which the owner's account has this name, or null when it does not have it. */
  async #versionThatHolds({ userId, region }: KeyOwner): Promise<number | null> {
    const account = { type: 'user_account', userId, key: userId };
    const snapshot = await aggregateStub(this.env, account, region).read();
    const [kind = '', digest = ''] = parseObjectName(this.ctx.id.name).key.split(':');
    const holds = snapshot !== null && holdsName(snapshot.state as UserAccountState, kind, digest);
    return holds ? snapshot.version : null;
  }

  #read(): Hold | null {
    if (!this.#migrations.ready) return null;
    const [row] = this.ctx.storage.sql
      .exec<Record<string, string | number>>(
        'SELECT user_id, region, expires_at, confirmed, version, command_id FROM claim',
      )
      .toArray();
    if (!row) return null;
    return {
      userId: String(row['user_id']),
      region: String(row['region']),
      expiresAt: Number(row['expires_at']),
      confirmed: row['confirmed'] === 1,
      version: Number(row['version']),
      commandId: String(row['command_id']),
    };
  }

  async #save(point: string, hold: Hold): Promise<void> {
    this.#write(hold);
    const crash = faultPoint(this.ctx, 'key', point);
    if (crash) await crash;
  }

  #write({ userId, region, expiresAt, confirmed, version, commandId }: Hold): void {
    this.ctx.storage.transactionSync(() => {
      this.#migrations.prepare();
      this.ctx.storage.sql.exec(
        'INSERT OR REPLACE INTO claim VALUES (1, ?, ?, ?, ?, ?, ?)',
        userId,
        region,
        expiresAt,
        confirmed ? 1 : 0,
        version,
        commandId,
      );
    });
  }
}
