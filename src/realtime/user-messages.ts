import type { ViewRow } from '../core/view.ts';
import { type PortfolioEvent, portfolioEvents } from '../domains/portfolio/events.ts';
import type { PortfolioState } from '../domains/portfolio/state.ts';
import { portfolioResource } from '../domains/portfolio/view.ts';
import type { userAccountEvents } from '../domains/user-account/events.ts';
import type { UserAccountState } from '../domains/user-account/state.ts';
import type { Tell } from './change.ts';
import type { Publication } from './frames.ts';
import { snakeKeys } from './snake-case.ts';

/** Events that only whoever caused them needs to hear of, or that the things they are about tell themselves. */
const QUIET: ReadonlySet<string> = new Set([
  'UserDeletionCompleted',
  'UserLoggedIn',
  'UserLoginFailedEvent',
  'UserLoggedOut',
  'UserConnectionRegisteredEvent',
  'UserConnectionReleasedEvent',
  'UserBrokerAccountRegisteredEvent',
  'UserBrokerAccountReleasedEvent',
  'UserAutomationRegisteredEvent',
  'UserAutomationReleasedEvent',
] satisfies (keyof typeof userAccountEvents)[]);

/** Tells of the user. Names and addresses are sealed and no hub can open them: a client that shows them reads the profile again. */
export const tellUser: Tell = ({ eventType }, row) => {
  if (row === null || QUIET.has(eventType)) return null;
  const { status, role, defaultAccountId, preferences } = row.doc as UserAccountState;
  return {
    topic: 'user_account_events',
    type: 'user_account_update',
    payload: {
      user_id: row.id,
      ...snakeKeys({ status, role, defaultAccountId, preferences }),
      updated_at: row.updatedAt,
      version: row.version,
    },
  };
};

const portfolioUpdate = (payload: Publication['payload']): Publication => ({
  topic: 'portfolio_events',
  type: 'portfolio_snapshot_update',
  payload,
});

/** Tells of a portfolio: what it is made of, its figures are asked for apart. */
export const tellPortfolio: Tell = ({ eventType, data }, row) => {
  if (eventType === portfolioEvents.PortfolioDeletedEvent.type) {
    const { portfolioId } = data as PortfolioEvent['data'];
    return portfolioUpdate({ portfolio_id: portfolioId, status: 'deleted' });
  }
  if (row === null) return null;
  const portfolio = portfolioResource(row as ViewRow<PortfolioState>);
  return portfolioUpdate({ ...snakeKeys(portfolio), status: 'active' });
};
