import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../core/decimal.ts';
import { runCommandSequences } from '../../core/testing/command-sequences.ts';
import { availableBuyingPower, brokerAccountAggregate } from './broker-account.ts';
import { figures, link, play, release, reserve, settle } from './testing/fixtures.ts';
import { brokerAccountSequences } from './testing/sequences.ts';

const { decider } = brokerAccountAggregate;
const anyAmount = fc.integer({ min: 0, max: 100_000 }).map((cents) => (cents / 100).toString());
const anyOrder = fc.integer({ min: 1, max: 6 }).map((n) => `order-${n}`);

describe('any sequence of commands', () => {
  it('invariant 1: is replayed to the same state, and leads to none that is impossible', () => {
    runCommandSequences(brokerAccountAggregate, brokerAccountSequences, { runs: 200, seed: 20_261_122 });
  });

  it('invariant 1: holds too when it begins with nothing', () => {
    const sequences = { ...brokerAccountSequences, opening: [] };
    runCommandSequences(brokerAccountAggregate, sequences, { runs: 200, seed: 20_261_122 });
  });

  it('BA-U3: while the broker tells nothing new, reservations never exceed its buying power', () => {
    const anyReserve = fc.tuple(anyOrder, anyAmount).map(([name, amount]) => reserve(name, amount));
    const quiet = fc.array(fc.oneof(anyReserve, anyReserve, anyOrder.map(release)), { maxLength: 25 });
    fc.assert(
      fc.property(quiet, (rest) => {
        let { state } = play([]);
        for (const event of play([link(), ...rest]).events) {
          state = decider.evolve(state, event);
          expect(decimal(availableBuyingPower(state) ?? '-1').gte(0)).toBe(true);
        }
      }),
    );
  });

  it('BA-U3: an order counts once, before and after its broker tells of it', () => {
    fc.assert(
      fc.property(anyAmount, fc.integer({ min: 1, max: 9 }), (amount, ms) => {
        const rest = decimal('1000').minus(amount);
        const { state } = play([link(), reserve('a', amount), settle('a', figures(rest.toFixed(), ms))]);
        expect(availableBuyingPower(state)).toBe(rest.toFixed());
      }),
    );
  });
});
