import { describe, it } from 'vitest';
import type { AggregateDefinition } from '../../core/aggregate.ts';
import { runCommandSequences } from '../../core/testing/command-sequences.ts';
import { brokerConnectionAggregate } from './broker-connection.ts';
import { SAGA, VIRTUAL } from './testing/fixtures.ts';
import { brokerConnectionSequences } from './testing/sequences.ts';

const RUN = { runs: 200, seed: 20_261_122 };

/** The same connection with every command given by a saga, so that what only sagas may do is reached too. */
const givenBySaga = <State, Command extends { type: string }, Event extends { type: string; data: unknown }>(
  aggregate: AggregateDefinition<State, Command, Event>,
): AggregateDefinition<State, Command, Event> => {
  const { decider } = aggregate;
  const decide: typeof decider.decide = (command, state, env) =>
    decider.decide(command, state, { ...env, sagaId: SAGA });
  return { ...aggregate, decider: { ...decider, decide } };
};

describe('any sequence of commands', () => {
  it('invariant 1: of people is replayed to the same state, and leads to none that is impossible', () => {
    runCommandSequences(brokerConnectionAggregate, brokerConnectionSequences, RUN);
  });

  it('invariant 1: of sagas is replayed to the same state, and leads to none that is impossible', () => {
    runCommandSequences(givenBySaga(brokerConnectionAggregate), brokerConnectionSequences, RUN);
  });

  it.each([
    { begins: 'with nothing', opening: [] },
    { begins: 'with the virtual broker', opening: [VIRTUAL] },
  ])('invariant 1: holds too when it begins $begins', ({ opening }) => {
    const sequences = { ...brokerConnectionSequences, opening };
    runCommandSequences(givenBySaga(brokerConnectionAggregate), sequences, RUN);
  });
});
