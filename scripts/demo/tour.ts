/** One step of a tour as it went. */
export interface StepReport {
  readonly name: string;
  readonly ok: boolean;
  readonly latencyMs: number;
  readonly detail: string;
}

/** A value was not what the tour promises. */
export class WrongValue extends Error {}

/** Fails the step unless the two are equal. */
export const expectEqual = (what: string, actual: unknown, expected: unknown): void => {
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    throw new WrongValue(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
};

/** Runs steps one after the other, times them, and tells of each; the first failure ends the tour. */
export class Tour {
  readonly steps: StepReport[] = [];
  readonly #tell: (line: string) => void;
  readonly #kept = new Map<string, readonly unknown[]>();

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  /** Runs a step; `describe` says in a few words what came out. */
  async step<T>(
    name: string,
    work: () => Promise<T>,
    describe: (result: T) => string = () => '',
  ): Promise<T> {
    const startedAt = performance.now();
    try {
      const result = await work();
      this.#report({ name, ok: true, latencyMs: performance.now() - startedAt, detail: describe(result) });
      return result;
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.#report({ name, ok: false, latencyMs: performance.now() - startedAt, detail });
      throw error;
    }
  }

  /** What was kept besides the steps: lists by their names. */
  get kept(): Readonly<Record<string, readonly unknown[]>> {
    return Object.fromEntries(this.#kept);
  }

  /** Keeps something for the document, under the name of its list. */
  keep(list: string, item: unknown): void {
    this.#kept.set(list, [...(this.#kept.get(list) ?? []), item]);
  }

  say(line: string): void {
    this.#tell(line);
  }

  #report(step: StepReport): void {
    const latencyMs = Math.round(step.latencyMs * 10) / 10;
    this.steps.push({ ...step, latencyMs });
    const time = `${latencyMs.toFixed(1)} ms`.padStart(11);
    this.#tell(`${step.ok ? '✓' : '✗'} ${time}  ${step.name.padEnd(44)} ${step.detail}`.trimEnd());
  }
}
