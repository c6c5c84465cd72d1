import type { AnyAggregate } from '../../src/core/aggregate.ts';
import { replay } from '../../src/core/command-turn.ts';
import type { EventEnvelope, EventRange } from '../../src/core/envelope.ts';
import type { ObjectAddress } from '../../src/platform/stubs.ts';
import type { Epoch, EventLog } from './event-log.ts';

const EVENTS_PER_RANGE = 100;
const CHARACTERS_PER_RANGE = 100 * 1024;
const REPLAY_PAGE = 500;
/** Replay costs about 3.5 ms per 1,000 events, so a snapshot this often keeps a cold start under the cost of a commit. */
const SNAPSHOT_EVERY = 500;
const MAX_SNAPSHOT_LENGTH = 1024 * 1024;

/** A range together with what its receiver's pump needs to know of it. */
export interface ReadRange {
  readonly range: EventRange;
  readonly types: readonly string[];
  readonly toSeq: number;
}

/** Reads a log as states and as ranges, and keeps the snapshot that makes the former cheap. */
export class LogReader {
  readonly #log: EventLog;
  readonly #aggregate: AnyAggregate;
  readonly #address: ObjectAddress;
  #snapshotSeq = 0;

  constructor(log: EventLog, aggregate: AnyAggregate, address: ObjectAddress) {
    this.#log = log;
    this.#aggregate = aggregate;
    this.#address = address;
  }

  /** State after the event at `seq`. */
  stateAt(seq: number): unknown {
    const epoch = this.#log.epochAt(seq) as Epoch;
    const snapshot = this.#log.snapshot(this.#aggregate.stateSchema, epoch.firstSeq);
    const usable = snapshot && snapshot.seq <= seq ? snapshot : null;
    if (usable) this.#snapshotSeq = Math.max(this.#snapshotSeq, usable.seq);
    let state = usable ? usable.state : this.#aggregate.decider.initial;
    for (let from = (usable?.seq ?? epoch.firstSeq - 1) + 1; from <= seq; from += REPLAY_PAGE) {
      const rows = this.#log.rows(from, seq, REPLAY_PAGE);
      const events = rows.map((row) => JSON.parse(row.envelope) as EventEnvelope);
      state = replay(this.#aggregate, state, events);
    }
    return state;
  }

  /** Saves the state as a snapshot when enough happened since the last one; call it inside a transaction. */
  saveSnapshotWhenDue(state: unknown): void {
    if (this.#log.head - this.#snapshotSeq < SNAPSHOT_EVERY) return;
    this.#snapshotSeq = this.#log.head;
    const text = JSON.stringify(state);
    if (text.length <= MAX_SNAPSHOT_LENGTH)
      this.#log.saveSnapshot(this.#log.head, this.#aggregate.stateSchema, text);
  }

  /** The next contiguous events from `fromSeq` within one incarnation, or null when there are none. */
  range(fromSeq: number, epoch = this.#log.epochAt(fromSeq), limit = EVENTS_PER_RANGE): ReadRange | null {
    if (!epoch) return null;
    const rows = this.#log.rows(fromSeq, this.#log.lastSeqOf(epoch), Math.min(limit, EVENTS_PER_RANGE));
    let characters = 0;
    const fitting = rows.filter((row, index) => {
      characters += row.envelope.length + 1;
      return index === 0 || characters <= CHARACTERS_PER_RANGE;
    });
    const last = fitting.at(-1);
    if (!last) return null;
    const range: EventRange = {
      aggregateType: this.#address.type,
      aggregateId: epoch.aggregateId,
      objectKey: this.#address.key,
      userId: epoch.userId,
      region: epoch.region,
      epoch: epoch.epoch,
      fromVersion: fromSeq - epoch.firstSeq + 1,
      toVersion: last.seq - epoch.firstSeq + 1,
      events: `[${fitting.map((row) => row.envelope).join(',')}]`,
    };
    return { range, types: fitting.map((row) => row.eventType), toSeq: last.seq };
  }
}
