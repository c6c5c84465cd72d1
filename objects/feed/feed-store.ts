import type { Quote } from '../../src/domains/shared/quote.ts';
import type { FeedSubscriber } from '../../src/platform/rpc.ts';
import { Migrations } from '../migrations.ts';

const MIGRATIONS = [
  `CREATE TABLE pins (symbol TEXT PRIMARY KEY, quote TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE subscriptions (subscriber TEXT NOT NULL, symbol TEXT NOT NULL, since INTEGER NOT NULL,
     PRIMARY KEY (subscriber, symbol)) WITHOUT ROWID;
   CREATE TABLE settings (id INTEGER PRIMARY KEY CHECK (id = 1), frozen_at INTEGER);`,
];

/** A new wish is kept this long even when its owner does not name it yet: the event that made it may still be on its way there. */
const GRACE_MS = 5_000;

/** What a feed must not forget: pinned prices, who listens to what, and whether the market stands still. */
export class FeedStore {
  readonly #storage: DurableObjectStorage;
  readonly #migrations: Migrations;
  readonly #pins = new Map<string, Quote>();
  readonly #subscriptions = new Map<string, { subscriber: FeedSubscriber; since: Map<string, number> }>();
  #frozenAt: number | null;

  constructor(storage: DurableObjectStorage, runsAtFirst: boolean) {
    this.#storage = storage;
    this.#migrations = new Migrations(storage.sql, MIGRATIONS);
    this.#frozenAt = runsAtFirst ? null : Date.now();
    if (!this.#migrations.ready) return;
    for (const { quote } of storage.sql.exec<{ quote: string }>('SELECT quote FROM pins')) {
      const pinned = JSON.parse(quote) as Quote;
      this.#pins.set(pinned.symbol, pinned);
    }
    const rows = storage.sql.exec<{ subscriber: string; symbol: string; since: number }>(
      'SELECT * FROM subscriptions',
    );
    for (const { subscriber, symbol, since } of rows)
      this.#entry(JSON.parse(subscriber)).since.set(symbol, since);
    const [settings] = storage.sql
      .exec<{ frozen_at: number | null }>('SELECT frozen_at FROM settings')
      .toArray();
    if (settings) this.#frozenAt = settings.frozen_at;
  }

  get frozenAt(): number | null {
    return this.#frozenAt;
  }

  setFrozenAt(frozenAt: number | null): void {
    this.#write('INSERT OR REPLACE INTO settings VALUES (1, ?)', frozenAt);
    this.#frozenAt = frozenAt;
  }

  pinned(symbol: string): Quote | null {
    return this.#pins.get(symbol) ?? null;
  }

  pin(quote: Quote): void {
    this.#write('INSERT OR REPLACE INTO pins VALUES (?, ?)', quote.symbol, JSON.stringify(quote));
    this.#pins.set(quote.symbol, quote);
  }

  release(symbol: string): void {
    this.#write('DELETE FROM pins WHERE symbol = ?', symbol);
    this.#pins.delete(symbol);
  }

  subscribers(): readonly { readonly subscriber: FeedSubscriber; readonly wanted: readonly string[] }[] {
    return [...this.#subscriptions.values()].map(({ subscriber, since }) => ({
      subscriber,
      wanted: [...since.keys()],
    }));
  }

  subscribe(subscriber: FeedSubscriber, symbols: readonly string[], nowMs: number): void {
    const { since } = this.#entry(subscriber);
    for (const symbol of symbols) {
      this.#write('INSERT OR REPLACE INTO subscriptions VALUES (?, ?, ?)', keyOf(subscriber), symbol, nowMs);
      since.set(symbol, nowMs);
    }
  }

  /** Drops what a subscriber no longer wants, except wishes younger than the grace. */
  keepOnly(subscriber: FeedSubscriber, symbols: readonly string[], nowMs: number): void {
    const { since } = this.#entry(subscriber);
    for (const [symbol, at] of since) {
      if (symbols.includes(symbol) || nowMs - at < GRACE_MS) continue;
      this.#write('DELETE FROM subscriptions WHERE subscriber = ? AND symbol = ?', keyOf(subscriber), symbol);
      since.delete(symbol);
    }
    if (since.size === 0) this.#subscriptions.delete(keyOf(subscriber));
  }

  #entry(subscriber: FeedSubscriber) {
    const key = keyOf(subscriber);
    const entry = this.#subscriptions.get(key) ?? { subscriber, since: new Map<string, number>() };
    this.#subscriptions.set(key, entry);
    return entry;
  }

  #write(statement: string, ...bindings: (string | number | null)[]): void {
    this.#storage.transactionSync(() => {
      this.#migrations.prepare();
      this.#storage.sql.exec(statement, ...bindings);
    });
  }
}

const keyOf = ({ kind, userId, id, region }: FeedSubscriber): string =>
  JSON.stringify({ kind, userId, id, region });
