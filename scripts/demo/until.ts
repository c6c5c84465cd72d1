import { WrongValue } from './tour.ts';

const PATIENCE_MS = 5_000;
const LOOK_AGAIN_MS = 10;

/** Reads until it holds, for what happens behind an answer; throws with what was read last. */
export const until = async <T>(
  what: string,
  read: () => Promise<T>,
  holds: (value: T) => boolean,
  patienceMs = PATIENCE_MS,
): Promise<T> => {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (performance.now() > deadline)
      throw new WrongValue(`${what} did not come true within ${patienceMs} ms: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
};
