import { z } from 'zod';
import { defineEvent, type EventOf } from '../../core/event.ts';
import { utcInstant } from '../shared/quote.ts';
import { ENVIRONMENTS } from './values.ts';

const identity = { portfolioId: z.uuid(), userId: z.uuid() };
const strategy = { strategyId: z.uuid(), name: z.string().min(1), automationIds: z.array(z.uuid()) };

/** Facts of a portfolio (domains 4.8): which accounts and which strategies a user looks at together. Figures are never events. */
export const portfolioEvents = {
  PortfolioCreatedEvent: defineEvent(
    'PortfolioCreatedEvent',
    1,
    z.object({
      ...identity,
      name: z.string().min(1),
      environment: z.enum(ENVIRONMENTS),
      accountIds: z.array(z.uuid()),
      createdAt: utcInstant(),
    }),
  ),
  /** Name and accounts as they are from now on. */
  PortfolioUpdatedEvent: defineEvent(
    'PortfolioUpdatedEvent',
    1,
    z.object({
      ...identity,
      name: z.string().min(1),
      accountIds: z.array(z.uuid()),
      updatedAt: utcInstant(),
    }),
  ),
  PortfolioDeletedEvent: defineEvent(
    'PortfolioDeletedEvent',
    1,
    z.object({ ...identity, deletedAt: utcInstant() }),
  ),
  PortfolioStrategyAddedEvent: defineEvent(
    'PortfolioStrategyAddedEvent',
    1,
    z.object({ ...identity, ...strategy, addedAt: utcInstant() }),
  ),
  /** Name and automations of the strategy as they are from now on. */
  PortfolioStrategyUpdatedEvent: defineEvent(
    'PortfolioStrategyUpdatedEvent',
    1,
    z.object({ ...identity, ...strategy, updatedAt: utcInstant() }),
  ),
  /** The label is gone; its automations are left as they were. */
  PortfolioStrategyRemovedEvent: defineEvent(
    'PortfolioStrategyRemovedEvent',
    1,
    z.object({ ...identity, strategyId: z.uuid(), removedAt: utcInstant() }),
  ),
};

export type PortfolioEvent = EventOf<typeof portfolioEvents>;
