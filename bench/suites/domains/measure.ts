import { median } from '../../load.ts';

const ROUNDS = 7;

/** Milliseconds that a piece of work takes: the median of some rounds, after one to warm up. */
export const millisecondsOf = (work: () => void): number => {
  work();
  const rounds = Array.from({ length: ROUNDS }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
  return median(rounds);
};

/** How often per second a piece of work is done, measured `count` times in a row. */
export const perSecondOf = (count: number, work: (count: number) => void): number =>
  (count / millisecondsOf(() => work(count))) * 1_000;
