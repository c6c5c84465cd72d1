import type { EventRange } from '../../src/core/envelope.ts';
import { backoffMs } from '../../src/core/retry.ts';
import type { Delivery, Destination } from './destination.ts';

/** What a pump needs from its object. */
export interface PumpHost {
  head(): number;
  /** The next contiguous range from `fromSeq` within one incarnation, or null; `types` are the event types in it. */
  range(
    fromSeq: number,
  ): { readonly range: EventRange; readonly types: readonly string[]; readonly toSeq: number } | null;
  seqOf(epoch: string, version: number): number;
  park(destination: string, seq: number, reason: string): void;
  crashPoint(point: string): Promise<never> | undefined;
  wait(ms: number): Promise<unknown>;
}

const ATTEMPTS_BEFORE_ALARM = 6;
const SEND_TIMEOUT_MS = 10_000;

class SendTimeout extends Error {}

/** Moves one destination's cursor along the log: one send in flight, in order, repeated until answered. */
export class Pump {
  readonly destination: Destination;
  readonly #host: PumpHost;
  #running: Promise<void> | null = null;
  #sentAt = 0;
  #moreIsReady = false;
  #waiters: { readonly seq: number; readonly resolve: () => void }[] = [];
  cursor: number;

  constructor(destination: Destination, host: PumpHost, cursor: number) {
    this.destination = destination;
    this.#host = host;
    this.cursor = cursor;
  }

  get drained(): boolean {
    return this.cursor >= this.#host.head();
  }

  /** Starts sending unless it already does; answers when it has drained or given up until the alarm. */
  poke(): Promise<void> {
    if (this.#running) return this.#running;
    if (this.drained) return Promise.resolve();
    this.#running = Promise.resolve()
      .then(() => this.#run())
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  /** Resolves when the destination has everything up to `seq`. */
  reached(seq: number): Promise<void> {
    if (this.cursor >= seq) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ seq, resolve }));
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.drained && failures < ATTEMPTS_BEFORE_ALARM) {
      await this.#gather();
      const before = this.cursor;
      if (!(await this.#sendNext())) {
        failures += 1;
        await this.#host.wait(backoffMs(failures, 50, 2_000));
        continue;
      }
      failures = this.cursor > before ? 0 : failures + 1;
    }
  }

  async #gather(): Promise<void> {
    const { coalesceMs, intervalMs = 0 } = this.destination;
    const sinceLast = Date.now() - this.#sentAt;
    const hurries = this.#waiters.length > 0 || this.#moreIsReady;
    const wait = hurries ? 0 : Math.max(coalesceMs, intervalMs - sinceLast);
    if (wait > 0) await this.#host.wait(wait);
    this.#sentAt = Date.now();
  }

  /** Answers whether the next range found its way. */
  async #sendNext(): Promise<boolean> {
    const next = this.#host.range(this.cursor + 1);
    if (!next) return true;
    // A range that was cut leaves a start for the next one: waiting would gather nothing that it could hold.
    this.#moreIsReady = next.toSeq < this.#host.head();
    const { wants, name } = this.destination;
    if (wants && !next.types.some(wants)) {
      this.#advance(next.toSeq);
      return true;
    }
    const delivery = await this.#deliver(next.range);
    if (!delivery) return false;
    const crash = this.#host.crashPoint(`delivered:${name}`);
    if (crash) await crash;
    for (const { version, reason } of delivery.refused ?? [])
      this.#host.park(name, this.#host.seqOf(next.range.epoch, version), reason);
    this.#advance(this.#host.seqOf(next.range.epoch, delivery.have));
    return true;
  }

  async #deliver(range: EventRange): Promise<Delivery | null> {
    const { deliver, otherwise } = this.destination;
    try {
      return await this.#withTimeout(deliver(range));
    } catch {
      return otherwise ? otherwise(range).catch(() => null) : null;
    }
  }

  #advance(seq: number): void {
    this.cursor = seq;
    const reached = this.#waiters.filter((waiter) => waiter.seq <= seq);
    this.#waiters = this.#waiters.filter((waiter) => waiter.seq > seq);
    for (const waiter of reached) waiter.resolve();
  }

  async #withTimeout<T>(work: Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      const giveUp = () => reject(new SendTimeout(`${this.destination.name} did not answer`));
      timer = setTimeout(giveUp, SEND_TIMEOUT_MS);
    });
    try {
      return await Promise.race([work, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }
}
