import { describe, expect, it } from 'vitest';
import { TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import type { PortfolioEvent } from './events.ts';
import { portfolioAggregate } from './portfolio.ts';
import type { PortfolioState } from './state.ts';
import {
  addStrategy,
  create,
  DELETE,
  eventsAfter,
  id,
  removeStrategy,
  strategyId,
} from './testing/fixtures.ts';
import { portfolioResource, portfolioResourceSchema, portfolioView } from './view.ts';

const META = {
  aggregateId: testEnv().aggregateId,
  aggregateVersion: 1,
  userId: testEnv().userId,
  occurredAt: TEST_NOW,
};
const project = (events: readonly PortfolioEvent[]) =>
  events.reduce<PortfolioState | null>((doc, event) => portfolioView.project(doc, event, META), null);

describe('the view of portfolios', () => {
  it('shows what the aggregate knows', () => {
    const events = eventsAfter(
      create(),
      addStrategy('Trend', 'x'),
      addStrategy('Carry'),
      removeStrategy('Carry'),
    );
    const { evolve, initial } = portfolioAggregate.decider;
    expect(project(events)).toEqual(events.reduce(evolve, initial));
  });

  it('PF-U1: has no row of a deleted one', () => {
    expect(project(eventsAfter(create(), DELETE))).toBeNull();
  });

  it('folds every event of the domain, each into the row of its portfolio', () => {
    expect([...portfolioView.eventTypes]).toEqual([...portfolioAggregate.events.definitions.keys()]);
    for (const event of eventsAfter(create(), addStrategy('Trend'), DELETE))
      expect(portfolioView.rowId(event, META)).toBe(testEnv().aggregateId);
  });

  it('S-R8: nothing waits for it', () => {
    expect(portfolioView.sync).toEqual({});
  });
});

describe('the portfolio a client gets', () => {
  it('PF-U5: has its accounts and its strategies', () => {
    const doc = project(eventsAfter(create(), addStrategy('Trend', 'x')));
    if (!doc) throw new Error('no row');
    const resource = portfolioResource({ id: doc.portfolioId, version: 2, updatedAt: TEST_NOW, doc });
    expect(resource).toEqual({
      portfolioId: testEnv().aggregateId,
      name: 'Growth',
      environment: 'paper',
      accountIds: [id('a')],
      strategies: [{ strategyId: strategyId('Trend'), name: 'Trend', automationIds: [id('x')] }],
      createdAt: TEST_NOW,
      updatedAt: TEST_NOW,
      version: 2,
    });
    expect(portfolioResourceSchema.parse(resource)).toEqual(resource);
  });

  it('PF-U4: without accounts and strategies has empty lists', () => {
    const doc = project(eventsAfter(create({ accounts: [] })));
    if (!doc) throw new Error('no row');
    const resource = portfolioResource({ id: doc.portfolioId, version: 1, updatedAt: TEST_NOW, doc });
    expect(resource).toMatchObject({ accountIds: [], strategies: [] });
  });
});
