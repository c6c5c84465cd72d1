import { describe, it } from 'vitest';
import { runCommandSequences } from '../../core/testing/command-sequences.ts';
import { portfolioAggregate } from './portfolio.ts';
import { portfolioSequences } from './testing/sequences.ts';

describe('any life of a portfolio', () => {
  it('invariant 1: is told by its events, and no account, automation or label stands in it twice', () => {
    runCommandSequences(portfolioAggregate, portfolioSequences, { runs: 200, seed: 1 });
  });
});
