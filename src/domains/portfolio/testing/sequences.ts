import fc from 'fast-check';
import { expect } from 'vitest';
import type { CommandSequences } from '../../../core/testing/command-sequences.ts';
import type { PortfolioCommand } from '../commands.ts';
import type { PortfolioEvent } from '../events.ts';
import type { PortfolioState } from '../state.ts';
import { ENVIRONMENTS, firstDuplicate, nameKey } from '../values.ts';
import { create, DELETE, id } from './fixtures.ts';

const NAMES = ['Growth', 'growth', 'Income', 'Hedge'];
/** In a run the n-th command's first new id is this one, so that labels can be named before they exist. */
const STRATEGY_IDS = [1, 2, 3, 4].map(
  (step) => `00000000-0000-4000-8000-${(10_000 + step * 100).toString(16).padStart(12, '0')}`,
);

const anyName = fc.constantFrom(...NAMES);
const anyEnvironment = fc.constantFrom(...ENVIRONMENTS);
const anyAccount = fc.record({
  accountId: fc.constantFrom('a', 'b', 'c').map(id),
  environment: fc.oneof(
    { weight: 5, arbitrary: fc.constant('paper' as const) },
    { weight: 1, arbitrary: anyEnvironment },
  ),
});
const anyAccounts = fc.array(anyAccount, { maxLength: 3 });
const anyAutomations = fc.array(fc.constantFrom('x', 'y', 'z').map(id), { maxLength: 2 });
const otherNames = fc.constantFrom<string[]>([], ['Income']);
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

const anyCommand: fc.Arbitrary<PortfolioCommand> = fc.oneof(
  fc.record({
    type: fc.constant('CreatePortfolioCommand' as const),
    name: anyName,
    environment: anyEnvironment,
    accounts: anyAccounts,
    otherNames,
  }),
  fc.record({
    type: fc.constant('UpdatePortfolioCommand' as const),
    name: orNull(anyName),
    accounts: orNull(anyAccounts),
    otherNames,
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('AddStrategyCommand' as const),
      name: anyName,
      automationIds: anyAutomations,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('UpdateStrategyCommand' as const),
      strategyId: fc.constantFrom(...STRATEGY_IDS),
      name: orNull(anyName),
      automationIds: orNull(anyAutomations),
    }),
  },
  fc.record({
    type: fc.constant('RemoveStrategyCommand' as const),
    strategyId: fc.constantFrom(...STRATEGY_IDS),
  }),
  fc.constant(DELETE),
);

/** Random lives of a portfolio: accounts and automations stand in it once, and no two labels share a name. */
export const portfolioSequences: CommandSequences<PortfolioState, PortfolioCommand, PortfolioEvent> = {
  command: anyCommand,
  opening: [create()],
  check: ({ accountIds, strategies }) => {
    const labels = Object.values(strategies);
    expect(firstDuplicate(accountIds)).toBeNull();
    expect(firstDuplicate(labels.flatMap(({ automationIds }) => automationIds))).toBeNull();
    expect(firstDuplicate(labels.map(({ name }) => nameKey(name)))).toBeNull();
  },
};
