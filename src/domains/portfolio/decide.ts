import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import type { CreatePortfolioCommand, DeletePortfolioCommand, UpdatePortfolioCommand } from './commands.ts';
import { portfolioEvents as events, type PortfolioEvent } from './events.ts';
import type { PortfolioState } from './state.ts';
import { type Environment, firstDuplicate, isTaken } from './values.ts';

type Outcome = Decision<PortfolioEvent>;
type Accounts = CreatePortfolioCommand['accounts'];

const nameRefusal = (name: string, otherNames: readonly string[]): Decision<never> | null =>
  isTaken(name, otherNames)
    ? reject('portfolio_name_taken', `another portfolio is named ${name}`, 'name')
    : null;

const accountsRefusal = (accounts: Accounts, environment: Environment): Decision<never> | null => {
  const twice = firstDuplicate(accounts.map(({ accountId }) => accountId));
  if (twice !== null) return reject('duplicate_account', `the account ${twice} is named twice`, 'accountIds');
  const other = accounts.find((account) => account.environment !== environment);
  if (!other) return null;
  const detail = `a ${environment} portfolio takes no ${other.environment} account: ${other.accountId}`;
  return reject('environments_mixed', detail, 'accountIds');
};

const idsOf = (accounts: Accounts) => accounts.map(({ accountId }) => accountId);

const isSame = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((id, index) => id === b[index]);

/** Creates a portfolio of accounts of one environment; it may be empty (PF-U1, PF-U4). */
export const createPortfolio = (
  { name, environment, accounts, otherNames }: CreatePortfolioCommand,
  _state: PortfolioState,
  env: DecisionEnv,
): Outcome =>
  nameRefusal(name, otherNames) ??
  accountsRefusal(accounts, environment) ??
  accept<PortfolioEvent>(
    events.PortfolioCreatedEvent({
      portfolioId: env.aggregateId,
      userId: env.userId,
      name,
      environment,
      accountIds: idsOf(accounts),
      createdAt: env.now,
    }),
  );

/** Renames, or replaces the accounts; what is already so changes nothing. */
export const updatePortfolio = (
  { name, accounts, otherNames }: UpdatePortfolioCommand,
  state: PortfolioState,
  env: DecisionEnv,
): Outcome => {
  const next = {
    name: name ?? state.name,
    accountIds: accounts === null ? state.accountIds : idsOf(accounts),
  };
  const refusal =
    (name === null ? null : nameRefusal(name, otherNames)) ??
    (accounts === null ? null : accountsRefusal(accounts, state.environment));
  if (refusal) return refusal;
  if (next.name === state.name && isSame(next.accountIds, state.accountIds)) return accept();
  return accept<PortfolioEvent>(
    events.PortfolioUpdatedEvent({
      portfolioId: state.portfolioId,
      userId: state.userId,
      name: next.name,
      accountIds: [...next.accountIds],
      updatedAt: env.now,
    }),
  );
};

/** Deletes the portfolio; accounts and automations are not its own and stay. */
export const deletePortfolio = (
  _command: DeletePortfolioCommand,
  { portfolioId, userId }: PortfolioState,
  env: DecisionEnv,
): Outcome =>
  accept<PortfolioEvent>(events.PortfolioDeletedEvent({ portfolioId, userId, deletedAt: env.now }));
