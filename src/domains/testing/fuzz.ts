import { describe, expect, it } from 'vitest';
import type { DomainKit } from './kit.ts';

/** How many sequences of up to twenty commands each aggregate lives through. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 10_000);
const ENOUGH_TO_SEE_ALL = 10_000;
/** The share of event types that random commands may miss; more, and the sequences of a domain prove little. */
const MOST_UNSEEN = 0.1;
const LARGEST_SEED = 2 ** 31 - 1;

/** Counting money costs half of all: these domains have a file of their own, so that two cores share the work. */
export const countsMoney = ({ name }: DomainKit): boolean => name === 'virtual_broker' || name === 'position';

/** Lets these domains live through random commands. FUZZ_SEED repeats a run, FUZZ_RUNS makes it longer or shorter. */
export const describeRandomLives = (kits: readonly DomainKit[]): void => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * LARGEST_SEED));

  describe(`random commands, FUZZ_SEED=${seed}`, () => {
    it.each(kits)(
      '$name is what its stored events say, whatever it is told',
      { timeout: 60_000 },
      ({ name, domain, live }) => {
        const { definitions } = domain.aggregate.events;
        const unseen = new Set(definitions.keys());
        let effects = 0;
        live({ runs: RUNS, seed }, (_state, history) => {
          effects += 1;
          for (const { type } of history) unseen.delete(type);
        });
        const effective = `${(effects / RUNS).toFixed(1)} commands of a sequence take effect`;
        const missed = `never led to: ${[...unseen].join(', ') || 'nothing'}`;
        console.log(`FUZZ_SEED=${seed} ${RUNS} × ${name}: ${effective}; ${missed}`);
        if (RUNS >= ENOUGH_TO_SEE_ALL)
          expect(unseen.size / definitions.size).toBeLessThanOrEqual(MOST_UNSEEN);
      },
    );
  });
};
