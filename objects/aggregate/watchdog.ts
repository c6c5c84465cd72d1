/** How long after a commit the object checks that everything was delivered. */
export const WATCHDOG_MS = 30_000;

/**
 * The object's one alarm. It is armed inside a commit's transaction, so it rolls back with it, and only when nothing is due
 * sooner; then it is left to fire, because moving an alarm costs a round trip in production (workerd #2648, #7330).
 */
export class Watchdog {
  readonly #storage: DurableObjectStorage;
  #armedFor: number | null = null;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** Makes sure that the alarm fires at `at` (milliseconds) or sooner. */
  arm(at: number): void {
    if (this.#armedFor !== null && this.#armedFor <= at) return;
    this.#armedFor = at;
    void this.#storage.setAlarm(at);
  }

  /** Call when the alarm fires: it is spent. */
  fired(): void {
    this.#armedFor = null;
  }

  /** Call after a transaction that was rolled back: what it armed is gone. */
  rolledBack(): void {
    this.#armedFor = null;
  }
}
