import { instant, type UtcInstant } from '../../core/instant.ts';
import type { Environment } from './values.ts';

/** A label that groups automations (PF-U5). */
export interface Strategy {
  readonly strategyId: string;
  readonly name: string;
  readonly automationIds: readonly string[];
}

/** A user's named choice of accounts of one environment, and its strategies by id. */
export interface PortfolioState {
  readonly status: 'absent' | 'active' | 'deleted';
  readonly portfolioId: string;
  readonly userId: string;
  readonly name: string;
  readonly environment: Environment;
  readonly accountIds: readonly string[];
  readonly strategies: Readonly<Record<string, Strategy>>;
  readonly createdAt: UtcInstant;
}

/** Nothing has been created yet. */
export const initialPortfolio: PortfolioState = {
  status: 'absent',
  portfolioId: '',
  userId: '',
  name: '',
  environment: 'paper',
  accountIds: [],
  strategies: {},
  createdAt: instant(0),
};
