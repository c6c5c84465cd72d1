import { ENVIRONMENTS, type Environment } from './values.ts';

/** The portfolio that every user has without creating it: all accounts of one environment (PF-U1). */
export interface DefaultPortfolio {
  readonly environment: Environment;
  readonly accountIds: readonly string[];
}

/** The default portfolios of a user's accounts, one per environment; without accounts they are empty (PF-U4). */
export const defaultPortfolios = (
  accounts: readonly { readonly accountId: string; readonly environment: string }[],
): readonly DefaultPortfolio[] =>
  ENVIRONMENTS.map((environment) => ({
    environment,
    accountIds: accounts
      .filter((account) => account.environment === environment)
      .map(({ accountId }) => accountId),
  }));
