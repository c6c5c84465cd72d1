import type { AggregateDefinition } from '../../core/aggregate.ts';
import { decideBy } from '../../core/decider.ts';
import { eventRegistry } from '../../core/event-registry.ts';
import { guardedBy } from '../../core/lifecycle.ts';
import type { PortfolioCommand } from './commands.ts';
import { createPortfolio, deletePortfolio, updatePortfolio } from './decide.ts';
import { addStrategy, removeStrategy, updateStrategy } from './decide-strategies.ts';
import { type PortfolioEvent, portfolioEvents } from './events.ts';
import { evolvePortfolio } from './evolve.ts';
import { portfolioLifecycle } from './lifecycle.ts';
import { initialPortfolio, type PortfolioState } from './state.ts';

/** A user's named portfolio (domains 4.8). */
export const portfolioAggregate: AggregateDefinition<PortfolioState, PortfolioCommand, PortfolioEvent> = {
  type: 'portfolio',
  decider: {
    initial: initialPortfolio,
    decide: guardedBy(
      portfolioLifecycle,
      decideBy<PortfolioState, PortfolioCommand, PortfolioEvent>({
        CreatePortfolioCommand: createPortfolio,
        UpdatePortfolioCommand: updatePortfolio,
        DeletePortfolioCommand: deletePortfolio,
        AddStrategyCommand: addStrategy,
        UpdateStrategyCommand: updateStrategy,
        RemoveStrategyCommand: removeStrategy,
      }),
    ),
    evolve: evolvePortfolio,
    isTerminal: ({ status }) => status === 'deleted',
  },
  events: eventRegistry<PortfolioEvent>(portfolioEvents),
  stateSchema: 1,
};
