import { expect, it } from 'vitest';
import { runCommandSequences } from '../../core/testing/command-sequences.ts';
import { positionEvents } from './events.ts';
import { positionAggregate } from './position.ts';
import { positionSequences } from './testing/sequences.ts';

it('PO-R8, invariant 1, pitfall 8: any life of a book is what its stored events say, and each of them fits its schema', () => {
  const unseen = new Set(Object.keys(positionEvents));
  const check: typeof positionSequences.check = (state, history) => {
    positionSequences.check(state, history);
    for (const event of history.slice(-3)) positionAggregate.events.parse(event);
    for (const { type } of history) unseen.delete(type);
  };
  runCommandSequences(positionAggregate, { ...positionSequences, check }, { runs: 400, seed: 7 });
  expect([...unseen]).toEqual([]);
});
