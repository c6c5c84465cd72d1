import { z } from 'zod';
import type { View, ViewRow } from '../../core/view.ts';
import { utcInstant } from '../shared/quote.ts';
import { type PortfolioEvent, portfolioEvents } from './events.ts';
import { evolvePortfolio } from './evolve.ts';
import { initialPortfolio, type PortfolioState } from './state.ts';
import { ENVIRONMENTS } from './values.ts';

/** The user's named portfolios, one row each; a deleted one has no row. */
export const portfolioView: View<PortfolioState, PortfolioEvent> = {
  kind: 'portfolios',
  eventTypes: new Set(Object.keys(portfolioEvents)),
  rowId: (event) => event.data.portfolioId,
  project: (doc, event) => {
    const next = evolvePortfolio(doc ?? initialPortfolio, event);
    return next.status === 'deleted' ? null : next;
  },
  // Nobody else reads a portfolio, and its owner has the new state in the command's answer (S-R8).
  sync: {},
};

/** A portfolio as clients see it; its figures are asked for apart. */
export const portfolioResourceSchema = z.object({
  portfolioId: z.uuid(),
  name: z.string(),
  environment: z.enum(ENVIRONMENTS),
  accountIds: z.array(z.uuid()).readonly(),
  strategies: z.array(
    z.object({ strategyId: z.uuid(), name: z.string(), automationIds: z.array(z.uuid()).readonly() }),
  ),
  createdAt: utcInstant(),
  updatedAt: utcInstant(),
  version: z.int(),
});
export type PortfolioResource = z.infer<typeof portfolioResourceSchema>;

/** The portfolio a client gets for a row of the view. */
export const portfolioResource = ({
  doc,
  version,
  updatedAt,
}: ViewRow<PortfolioState>): PortfolioResource => ({
  portfolioId: doc.portfolioId,
  name: doc.name,
  environment: doc.environment,
  accountIds: doc.accountIds,
  strategies: Object.values(doc.strategies),
  createdAt: doc.createdAt,
  updatedAt,
  version,
});
