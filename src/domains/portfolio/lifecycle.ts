import { lifecycle, refused, to, unchanged } from '../../core/lifecycle.ts';
import type { PortfolioCommand } from './commands.ts';
import type { PortfolioState } from './state.ts';

const whileActive = { active: to('active'), otherwise: refused('portfolio_not_found') } as const;

/** What may be done to a portfolio; a deleted one is gone, its log closed. */
export const portfolioLifecycle = lifecycle<
  PortfolioState,
  PortfolioCommand['type'],
  PortfolioState['status']
>({
  noun: 'portfolio',
  statuses: ['absent', 'active', 'deleted'],
  statusOf: ({ status }) => status,
  moves: {
    CreatePortfolioCommand: { active: refused('portfolio_exists'), otherwise: to('active') },
    UpdatePortfolioCommand: whileActive,
    DeletePortfolioCommand: {
      absent: refused('portfolio_not_found'),
      active: to('deleted'),
      deleted: unchanged,
    },
    AddStrategyCommand: whileActive,
    UpdateStrategyCommand: whileActive,
    RemoveStrategyCommand: whileActive,
  },
});
