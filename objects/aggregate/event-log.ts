import type { CommandResult } from '../../src/core/command.ts';
import type { EventToAppend, KnownCommand } from '../../src/core/command-turn.ts';
import type { EventEnvelope } from '../../src/core/envelope.ts';
import { Migrations } from '../migrations.ts';
import { AGGREGATE_MIGRATIONS } from './schema.ts';

/** One incarnation of the log. */
export interface Epoch {
  readonly ordinal: number;
  readonly epoch: string;
  readonly aggregateId: string;
  readonly firstSeq: number;
  readonly userId: string;
  readonly region: string;
}

/** One stored event as it travels; `seq` counts through all incarnations of the object. */
export interface StoredRow {
  readonly seq: number;
  readonly eventType: string;
  readonly envelope: string;
}

const MAX_BOUND_ROWS = 16;
const RECENT_EVENTS = 256;
const OUTCOME_LIFE_MS = 30 * 24 * 3600 * 1000;

/** The SQL of an aggregate's object: its log, what it remembers of commands, and how far its destinations are. */
export class EventLog {
  readonly #sql: SqlStorage;
  readonly #migrations: Migrations;
  #epochs: Epoch[] = [];
  #recent: StoredRow[] = [];
  head = 0;
  rowsWritten = 0;
  #hasOutcomes = false;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#migrations = new Migrations(sql, AGGREGATE_MIGRATIONS);
    this.reload();
  }

  /** Reads again where the log stands; needed after a rolled back transaction. */
  reload(): void {
    this.#migrations.rolledBack();
    this.#recent = [];
    this.#epochs = [];
    this.head = 0;
    if (!this.#migrations.ready) return;
    this.#epochs = this.#sql
      .exec<Record<string, string | number>>('SELECT * FROM epochs ORDER BY ordinal')
      .toArray()
      .map((row) => ({
        ordinal: Number(row['ordinal']),
        epoch: String(row['epoch']),
        aggregateId: String(row['aggregate_id']),
        firstSeq: Number(row['first_seq']),
        userId: String(row['user_id']),
        region: String(row['region']),
      }));
    this.#hasOutcomes = this.#sql.exec('SELECT 1 FROM outcomes LIMIT 1').toArray().length > 0;
    this.head = this.#sql.exec<{ seq: number | null }>('SELECT max(seq) AS seq FROM events').one().seq ?? 0;
  }

  get current(): Epoch | null {
    return this.#epochs.at(-1) ?? null;
  }

  epochNamed(epoch: string): Epoch | null {
    return this.#epochs.find((candidate) => candidate.epoch === epoch) ?? null;
  }

  epochOf(aggregateId: string): Epoch | null {
    return this.#epochs.findLast((candidate) => candidate.aggregateId === aggregateId) ?? null;
  }

  epochAt(seq: number): Epoch | null {
    return this.#epochs.findLast((candidate) => candidate.firstSeq <= seq) ?? null;
  }

  /** Last seq of the incarnation. */
  lastSeqOf(epoch: Epoch): number {
    const next = this.#epochs.find((candidate) => candidate.ordinal === epoch.ordinal + 1);
    return next ? next.firstSeq - 1 : this.head;
  }

  #write(statement: string, ...bindings: (string | number | null)[]): void {
    const cursor = this.#sql.exec(statement, ...bindings);
    cursor.toArray();
    this.rowsWritten += cursor.rowsWritten;
  }

  /** What the log remembers of these commands. */
  known(commandIds: readonly string[]): Map<string, KnownCommand> {
    const known = new Map<string, KnownCommand>();
    if (!this.#migrations.ready) return known;
    const among = commandIds.length === 1 ? '= ?' : 'IN (SELECT value FROM json_each(?))';
    const wanted = commandIds.length === 1 ? (commandIds[0] ?? '') : JSON.stringify(commandIds);
    const accepted = this.#sql.exec<{ id: string; hash: string; seq: number; events: number }>(
      `SELECT command_id AS id, command_hash AS hash, seq, command_events AS events FROM events WHERE command_id ${among}`,
      wanted,
    );
    for (const { id, hash, seq, events } of accepted)
      known.set(id, { hash, result: this.#acceptedResult(seq, events) });
    if (!this.#hasOutcomes) return known;
    const remembered = this.#sql.exec<{ id: string; hash: string; result: string }>(
      `SELECT command_id AS id, hash, result FROM outcomes WHERE command_id ${among}`,
      wanted,
    );
    for (const { id, hash, result } of remembered) {
      // Refused once, and accepted when it was asked again.
      if (known.has(id)) continue;
      const { attempt, ...answer } = JSON.parse(result) as CommandResult<null> &
        Pick<KnownCommand, 'attempt'>;
      known.set(id, { hash, result: answer, ...(attempt === undefined ? {} : { attempt }) });
    }
    return known;
  }

  #acceptedResult(firstSeq: number, events: number): CommandResult<null> {
    const epoch = this.epochAt(firstSeq) as Epoch;
    const version = firstSeq - epoch.firstSeq + events;
    return { kind: 'accepted', aggregateId: epoch.aggregateId, version, events, state: null };
  }

  /** Appends in order; call it inside a transaction. */
  append(events: readonly EventToAppend[]): void {
    this.#migrations.prepare();
    const rows: (string | number | null)[][] = [];
    for (const { ordinal, envelope, text, command } of events) {
      const seq = this.head + 1;
      if (ordinal !== this.current?.ordinal) this.#openEpoch(ordinal, seq, envelope);
      rows.push([
        seq,
        envelope.eventType,
        text,
        command?.id ?? null,
        command?.hash ?? null,
        command?.events ?? null,
      ]);
      this.#recent.push({ seq, eventType: envelope.eventType, envelope: text });
      this.head = seq;
    }
    if (this.#recent.length > RECENT_EVENTS) this.#recent = this.#recent.slice(-RECENT_EVENTS);
    if (rows.length <= MAX_BOUND_ROWS) {
      const values = rows.map(() => '(?, ?, ?, ?, ?, ?)').join(', ');
      this.#write(`INSERT INTO events VALUES ${values}`, ...rows.flat());
    } else {
      const columns = [0, 1, 2, 3, 4, 5].map((column) => `value ->> ${column}`).join(', ');
      this.#write(`INSERT INTO events SELECT ${columns} FROM json_each(?)`, JSON.stringify(rows));
    }
  }

  #openEpoch(ordinal: number, firstSeq: number, { epoch, aggregateId, userId, region }: EventEnvelope): void {
    this.#write(
      'INSERT INTO epochs VALUES (?, ?, ?, ?, ?, ?)',
      ordinal,
      epoch,
      aggregateId,
      firstSeq,
      userId,
      region,
    );
    this.#epochs.push({ ordinal, epoch, aggregateId, firstSeq, userId, region });
  }

  /** Remembers outcomes of commands that wrote no event, for 30 days. */
  remember(
    outcomes: readonly { readonly commandId: string; readonly known: KnownCommand }[],
    nowMs: number,
  ): void {
    if (outcomes.length === 0) return;
    this.#migrations.prepare();
    this.#hasOutcomes = true;
    for (const { commandId, known } of outcomes)
      this.#write(
        'INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?)',
        commandId,
        known.hash,
        JSON.stringify({ ...known.result, attempt: known.attempt }),
        nowMs,
      );
  }

  /** Forgets outcomes past their time. */
  forgetOutcomes(nowMs: number): void {
    if (this.#migrations.ready) this.#write('DELETE FROM outcomes WHERE at < ?', nowMs - OUTCOME_LIFE_MS);
  }

  /** Stored events from `fromSeq` to `toSeq`, at most `limit`, in order. */
  rows(fromSeq: number, toSeq: number, limit: number): readonly StoredRow[] {
    const firstRecent = this.#recent[0]?.seq;
    if (firstRecent !== undefined && fromSeq >= firstRecent)
      return this.#recent.slice(
        fromSeq - firstRecent,
        Math.min(toSeq - firstRecent + 1, fromSeq - firstRecent + limit),
      );
    if (!this.#migrations.ready) return [];
    return this.#sql
      .exec<{ seq: number; eventType: string; envelope: string }>(
        'SELECT seq, event_type AS eventType, envelope FROM events WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?',
        fromSeq,
        toSeq,
        limit,
      )
      .toArray();
  }

  snapshot(stateSchema: number, firstSeq: number): { readonly seq: number; readonly state: unknown } | null {
    if (!this.#migrations.ready) return null;
    const [row] = this.#sql
      .exec<{ seq: number; state: string }>(
        'SELECT seq, state FROM snapshot WHERE state_schema = ? AND seq >= ?',
        stateSchema,
        firstSeq,
      )
      .toArray();
    return row ? { seq: row.seq, state: JSON.parse(row.state) } : null;
  }

  saveSnapshot(seq: number, stateSchema: number, state: string): void {
    this.#write('INSERT OR REPLACE INTO snapshot VALUES (1, ?, ?, ?)', seq, stateSchema, state);
  }

  cursors(): Record<string, number> {
    if (!this.#migrations.ready) return {};
    const [row] = this.#sql.exec<{ positions: string }>('SELECT positions FROM cursors').toArray();
    return row ? JSON.parse(row.positions) : {};
  }

  saveCursors(positions: Readonly<Record<string, number>>): void {
    this.#write('INSERT OR REPLACE INTO cursors VALUES (1, ?)', JSON.stringify(positions));
  }

  park(destination: string, seq: number, reason: string, nowMs: number): void {
    this.#write('INSERT OR IGNORE INTO parked VALUES (?, ?, ?, ?)', destination, seq, reason, nowMs);
  }

  parked(): { destination: string; seq: number; reason: string }[] {
    if (!this.#migrations.ready) return [];
    return this.#sql
      .exec<{ destination: string; seq: number; reason: string }>(
        'SELECT destination, seq, reason FROM parked',
      )
      .toArray();
  }
}
