import { backoffMs } from '../../src/core/retry.ts';
import type { Quote } from '../../src/domains/shared/quote.ts';

/** What a sender is wired to. */
export interface QuoteSenderPorts {
  /** Shortest time between two batches. */
  readonly intervalMs: number;
  readonly quote: (symbol: string) => Quote | null;
  /** Sends a batch; answers the symbols that are still wanted. */
  readonly send: (quotes: readonly Quote[]) => Promise<readonly string[]>;
  readonly wants: (symbols: readonly string[]) => void;
  /** The subscriber could not be reached for hours. */
  readonly gone: () => void;
}

const FAILURES_UNTIL_GONE = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Sends one subscriber the latest quotes: the first at once, then one batch an interval, one in flight, older prices skipped. */
export class QuoteSender {
  readonly #ports: QuoteSenderPorts;
  readonly #changed = new Set<string>();
  #sending = false;
  #failures = 0;
  #lastSentAt = 0;

  constructor(ports: QuoteSenderPorts) {
    this.#ports = ports;
  }

  /** These symbols have news. */
  offer(symbols: readonly string[]): void {
    for (const symbol of symbols) this.#changed.add(symbol);
    if (!this.#sending) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#sending = true;
    while (this.#changed.size > 0) {
      const { intervalMs } = this.#ports;
      const pauseMs =
        this.#failures > 0 ? backoffMs(this.#failures, intervalMs, LONGEST_PAUSE_MS) : intervalMs;
      const wait = this.#lastSentAt + pauseMs - Date.now();
      if (wait > 0) await scheduler.wait(wait);
      const symbols = [...this.#changed];
      this.#changed.clear();
      this.#lastSentAt = Date.now();
      try {
        this.#ports.wants(
          await this.#ports.send(symbols.flatMap((symbol) => this.#ports.quote(symbol) ?? [])),
        );
        this.#failures = 0;
      } catch {
        this.#failures += 1;
        if (this.#failures >= FAILURES_UNTIL_GONE) {
          this.#failures = 0;
          this.#ports.gone();
        } else for (const symbol of symbols) this.#changed.add(symbol);
      }
    }
    this.#sending = false;
  }
}
