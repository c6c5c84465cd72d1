/** What is to happen, and when, in milliseconds. */
export class Agenda {
  readonly #items: { readonly at: number; readonly what: () => void }[] = [];

  /** Plans something; of two for the same time the one that was planned first comes first. */
  plan(at: number, what: () => void): void {
    this.#items.push({ at, what });
    this.#items.sort((a, b) => a.at - b.at);
  }

  /** Does all that is due, and what that makes due. */
  doDue(nowMs: number): void {
    for (let [first] = this.#items; first && first.at <= nowMs; [first] = this.#items) {
      this.#items.shift();
      first.what();
    }
  }

  /** When the next of it is due; null when nothing is planned. */
  get nextMs(): number | null {
    return this.#items[0]?.at ?? null;
  }
}
