import type { DomainManifest } from '../../core/domain.ts';
import { anyView } from '../../core/view.ts';
import {
  addStrategySchema,
  createPortfolioSchema,
  deletePortfolioSchema,
  type PortfolioCommand,
  removeStrategySchema,
  updatePortfolioSchema,
  updateStrategySchema,
} from './commands.ts';
import type { PortfolioEvent } from './events.ts';
import { portfolioLifecycle } from './lifecycle.ts';
import { portfolioAggregate } from './portfolio.ts';
import type { PortfolioState } from './state.ts';
import { portfolioView } from './view.ts';

const message = 'portfolio_snapshot_update';

/** The portfolio domain (domains 4.8). */
export const portfolioDomain: DomainManifest<
  PortfolioState,
  PortfolioCommand,
  PortfolioEvent,
  PortfolioState['status']
> = {
  title: 'Portfolio',
  purpose:
    'Which accounts of one environment a user looks at together, and which strategies group their automations for statistics. All figures are computed when they are read.',
  identity: 'A portfolio id; the default portfolio of an environment has none, because it is derived.',
  aggregate: portfolioAggregate,
  lifecycle: portfolioLifecycle,
  commands: {
    CreatePortfolioCommand: {
      schema: createPortfolioSchema,
      summary: 'Creates a named portfolio of accounts of one environment; it may be empty.',
    },
    UpdatePortfolioCommand: {
      schema: updatePortfolioSchema,
      summary: 'Renames a portfolio or replaces its accounts, which must be of its environment.',
    },
    DeletePortfolioCommand: {
      schema: deletePortfolioSchema,
      summary: 'Deletes a portfolio and its strategies; accounts and automations stay.',
    },
    AddStrategyCommand: {
      schema: addStrategySchema,
      summary: 'Adds a strategy, a label that groups automations for statistics.',
    },
    UpdateStrategyCommand: {
      schema: updateStrategySchema,
      summary: 'Renames a strategy or replaces its automations.',
    },
    RemoveStrategyCommand: {
      schema: removeStrategySchema,
      summary: 'Removes the label; its automations go on as before.',
    },
  },
  events: {
    PortfolioCreatedEvent: { summary: 'A named portfolio exists.', message },
    PortfolioUpdatedEvent: { summary: 'Name and accounts are these from now on.', message },
    PortfolioDeletedEvent: { summary: 'The portfolio is gone; its log is closed.', message },
    PortfolioStrategyAddedEvent: { summary: 'A strategy groups these automations.', message },
    PortfolioStrategyUpdatedEvent: { summary: 'Its name and automations are these from now on.', message },
    PortfolioStrategyRemovedEvent: { summary: 'The strategy is gone, its automations are not.', message },
  },
  rules: {
    'PF-U1': {
      summary:
        'The default portfolio is all accounts of one environment; users create, change and delete named ones; paper and live are never mixed.',
    },
    'PF-U2': {
      summary:
        'The summary tells equity, cash, buying power, exposure (long, short, net, gross, by symbol, sector and asset type), unrealized, realized and day P&L and margin use, per currency; an unknown figure is never zero.',
    },
    'PF-U3': {
      summary:
        'Statistics over session ends and closed positions: time-weighted return, maximum drawdown, win rate, profit factor, average win and loss, expectancy, and from 30 observations on the Sharpe ratio.',
    },
    'PF-U4': { summary: 'An empty portfolio has zeros and empty lists, not errors.' },
    'PF-U5': {
      summary:
        'A strategy is a label that groups automations for statistics; deleting it leaves automations.',
    },
  },
  views: [anyView(portfolioView)],
};
