import { evolveBy } from '../../core/decider.ts';
import type { PortfolioEvent } from './events.ts';
import { initialPortfolio, type PortfolioState, type Strategy } from './state.ts';

const withStrategy = (state: PortfolioState, { strategyId, name, automationIds }: Strategy) => ({
  ...state,
  strategies: { ...state.strategies, [strategyId]: { strategyId, name, automationIds } },
});

/** How each fact changes a portfolio. */
export const evolvePortfolio = evolveBy<PortfolioState, PortfolioEvent>({
  PortfolioCreatedEvent: (_state, { portfolioId, userId, name, environment, accountIds, createdAt }) => ({
    ...initialPortfolio,
    status: 'active',
    portfolioId,
    userId,
    name,
    environment,
    accountIds,
    createdAt,
  }),
  PortfolioUpdatedEvent: (state, { name, accountIds }) => ({ ...state, name, accountIds }),
  PortfolioDeletedEvent: (state) => ({ ...state, status: 'deleted' }),
  PortfolioStrategyAddedEvent: withStrategy,
  PortfolioStrategyUpdatedEvent: withStrategy,
  PortfolioStrategyRemovedEvent: (state, { strategyId }) => {
    const { [strategyId]: _, ...strategies } = state.strategies;
    return { ...state, strategies };
  },
});
