import { describe, expect, it } from 'vitest';
import type { DecisionEnv } from '../../core/decider.ts';
import { runCommandSequences } from '../../core/testing/command-sequences.ts';
import type { UserAccountCommand } from './commands.ts';
import { userAccountEvents } from './events.ts';
import { BY_OPERATOR, BY_POLICY, BY_SAGA } from './testing/fixtures.ts';
import { userAccountSequences } from './testing/sequences.ts';
import { userAccountAggregate } from './user-account.ts';

const { decider } = userAccountAggregate;
const SEED = 20_261_122;

/** Who gives a command in real life, where that is not the user. */
const givers: { readonly [Type in UserAccountCommand['type']]?: Partial<DecisionEnv> } = {
  SuspendUserCommand: BY_OPERATOR,
  ReactivateUserCommand: BY_OPERATOR,
  CompleteUserDeletionCommand: BY_SAGA,
  ReleaseConnectionCommand: BY_POLICY,
  ReleaseAccountCommand: BY_POLICY,
  ReleaseAutomationCommand: BY_POLICY,
};

/** The same aggregate, with each command given by whoever may give it. */
const amongOthers = {
  ...userAccountAggregate,
  decider: {
    ...decider,
    decide: (command: UserAccountCommand, state: typeof decider.initial, env: DecisionEnv) =>
      decider.decide(command, state, { ...env, ...givers[command.type] }),
  },
};

describe('any sequence of up to 20 commands', () => {
  it('invariant 1: given by the user alone, never makes an impossible account', () => {
    runCommandSequences(userAccountAggregate, userAccountSequences, { runs: 200, seed: SEED });
  });

  it('invariant 1: given by users, operators, sagas and policies, never makes an impossible account, and every event happens', () => {
    const seen = new Set<string>();
    const check: typeof userAccountSequences.check = (state, history) => {
      userAccountSequences.check(state, history);
      for (const { type } of history.slice(-2)) seen.add(type);
    };
    runCommandSequences(amongOthers, { ...userAccountSequences, check }, { runs: 600, seed: SEED });
    expect([...seen].toSorted()).toEqual(Object.keys(userAccountEvents).toSorted());
  });
});
