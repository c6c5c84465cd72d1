const PATIENCE_MS = 60_000;

/** Looks again and again until it holds, for a minute at most; answers what was read last. */
export const lookFor = async <T>(
  everyMs: number,
  read: () => Promise<T>,
  holds: (value: T) => boolean,
): Promise<T> => {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const value = await read();
    if (holds(value) || performance.now() > deadline) return value;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
};

/** The same for what must come true. */
export const whenever = async <T>(
  everyMs: number,
  read: () => Promise<T>,
  holds: (value: T) => boolean,
): Promise<T> => {
  const value = await lookFor(everyMs, read, holds);
  if (!holds(value)) throw new Error(`never came true; the last answer was ${JSON.stringify(value)}`);
  return value;
};

/** How long work takes, in milliseconds. */
export const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};

/** Milliseconds from one instant to another. */
export const msBetween = (from: string, to: string): number => Date.parse(to) - Date.parse(from);
