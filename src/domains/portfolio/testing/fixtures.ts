import type { DecisionEnv } from '../../../core/decider.ts';
import { deterministicId } from '../../../core/ids.ts';
import { isLocalDate, type LocalDate } from '../../../core/local-date.ts';
import { testEnv, testHash } from '../../../core/testing/decider-specification.ts';
import type {
  AddStrategyCommand,
  CreatePortfolioCommand,
  DeletePortfolioCommand,
  PortfolioCommand,
  RemoveStrategyCommand,
  UpdatePortfolioCommand,
  UpdateStrategyCommand,
} from '../commands.ts';
import type { PortfolioEvent } from '../events.ts';
import { portfolioAggregate } from '../portfolio.ts';
import type { EquitySession } from '../sessions.ts';
import type { SummaryAccount, SummaryPosition } from '../summary.ts';
import type { Environment } from '../values.ts';

/** A UUID for tests, the same for the same name. */
export const id = (name: string): string => deterministicId(testHash, name);

/** An account as a command names it. */
export const inPaper = (name: string, environment: Environment = 'paper') => ({
  accountId: id(name),
  environment,
});

/** Creates the paper portfolio `Growth` of the account `a`, with these differences. */
export const create = (changes: Partial<CreatePortfolioCommand> = {}): CreatePortfolioCommand => ({
  type: 'CreatePortfolioCommand',
  name: 'Growth',
  environment: 'paper',
  accounts: [inPaper('a')],
  otherNames: [],
  ...changes,
});

/** Changes what is given and leaves the rest. */
export const update = (changes: Partial<UpdatePortfolioCommand> = {}): UpdatePortfolioCommand => ({
  type: 'UpdatePortfolioCommand',
  name: null,
  accounts: null,
  otherNames: [],
  ...changes,
});

export const DELETE: DeletePortfolioCommand = { type: 'DeletePortfolioCommand' };

/** The id of a strategy that was added under the environment of `strategyEnv(name)`. */
export const strategyId = (name: string): string => id(`strategy ${name}`);

/** Under this environment the next new id is the strategy's. */
export const strategyEnv = (name: string): Partial<DecisionEnv> => ({ newId: () => strategyId(name) });

/** Adds a strategy over these automations. */
export const addStrategy = (name: string, ...automations: readonly string[]): AddStrategyCommand => ({
  type: 'AddStrategyCommand',
  name,
  automationIds: automations.map(id),
});

export const updateStrategy = (
  name: string,
  changes: Partial<UpdateStrategyCommand> = {},
): UpdateStrategyCommand => ({
  type: 'UpdateStrategyCommand',
  strategyId: strategyId(name),
  name: null,
  automationIds: null,
  ...changes,
});

export const removeStrategy = (name: string): RemoveStrategyCommand => ({
  type: 'RemoveStrategyCommand',
  strategyId: strategyId(name),
});

/** The events of these commands, all of which must be accepted; an added strategy gets the id of its name. */
export const eventsAfter = (...commands: readonly PortfolioCommand[]): readonly PortfolioEvent[] => {
  const { decide, evolve, initial } = portfolioAggregate.decider;
  let state = initial;
  return commands.flatMap((command) => {
    const env = command.type === 'AddStrategyCommand' ? strategyEnv(command.name) : {};
    const decision = decide(command, state, testEnv(env));
    if (decision.kind === 'reject') throw new Error(`${command.type}: ${decision.rejection.code}`);
    state = decision.events.reduce(evolve, state);
    return decision.events;
  });
};

/** A dollar account with 10,000 of equity, with these differences. */
export const account = (changes: Partial<SummaryAccount> = {}): SummaryAccount => ({
  accountId: id('a'),
  currency: 'USD',
  cash: '4000',
  equity: '10000',
  buyingPower: '8000',
  equityAtSessionStart: '9900',
  netDeposits: '0',
  marginUsed: '1500',
  ...changes,
});

/** An open long position in AAPL worth 6,000, with these differences. */
export const position = (changes: Partial<SummaryPosition> = {}): SummaryPosition => ({
  accountId: id('a'),
  symbol: 'AAPL',
  sector: 'Technology',
  assetType: 'stock',
  side: 'long',
  status: 'open',
  marketValue: '6000',
  unrealizedPnl: '250',
  realizedPnl: '10',
  ...changes,
});

const date = (text: string): LocalDate => {
  if (!isLocalDate(text)) throw new Error(`${text} is no date`);
  return text;
};

/** A session's end: its date, its equity, what came in and what went out. */
export const session = (on: string, equity: string, deposits = '0', withdrawals = '0'): EquitySession => ({
  date: date(on),
  equity,
  deposits,
  withdrawals,
});
