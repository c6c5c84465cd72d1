import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { portfolioEvents as events } from './events.ts';
import { portfolioAggregate } from './portfolio.ts';
import {
  addStrategy,
  create,
  eventsAfter,
  id,
  removeStrategy,
  strategyEnv,
  strategyId,
  updateStrategy,
} from './testing/fixtures.ts';
import { MAX_STRATEGIES } from './values.ts';

const portfolio = specification(portfolioAggregate);
const identity = { portfolioId: testEnv().aggregateId, userId: testEnv().userId };
const known = portfolio.given(
  ...eventsAfter(create(), addStrategy('Trend', 'x', 'y'), addStrategy('Carry', 'z')),
);

describe('a strategy', () => {
  it('PF-U5: is a label over automations, under an id of its own', () => {
    const state = portfolio
      .given(...eventsAfter(create()))
      .when(addStrategy('Trend', 'x', 'y'), strategyEnv('Trend'))
      .then(
        events.PortfolioStrategyAddedEvent({
          ...identity,
          strategyId: strategyId('Trend'),
          name: 'Trend',
          automationIds: [id('x'), id('y')],
          addedAt: TEST_NOW,
        }),
      );
    expect(Object.keys(state.strategies)).toEqual([strategyId('Trend')]);
  });

  it('PF-U5: removed, it leaves its automations, which another may take', () => {
    const state = known.when(removeStrategy('Trend')).then(
      events.PortfolioStrategyRemovedEvent({
        ...identity,
        strategyId: strategyId('Trend'),
        removedAt: TEST_NOW,
      }),
    );
    expect(Object.keys(state.strategies)).toEqual([strategyId('Carry')]);
    const past = eventsAfter(create(), addStrategy('Trend', 'x'), removeStrategy('Trend'));
    portfolio
      .given(...past)
      .when(addStrategy('Other', 'x'))
      .thenTypes('PortfolioStrategyAddedEvent');
  });

  it('may have no automation yet', () => {
    known.when(addStrategy('Empty')).thenTypes('PortfolioStrategyAddedEvent');
  });

  it('PF-U5: an automation stands in one strategy at most, so that figures add up', () => {
    known.when(addStrategy('Other', 'w', 'z')).thenRejected('automation_in_strategy', 'automationIds');
    known
      .when(updateStrategy('Trend', { automationIds: [id('z')] }))
      .thenRejected('automation_in_strategy', 'automationIds');
    known.when(addStrategy('Other', 'w', 'w')).thenRejected('duplicate_automation', 'automationIds');
  });

  it('is renamed and keeps its automations, or gets others and keeps its name', () => {
    const renamed = known.when(updateStrategy('Trend', { name: 'Momentum' }));
    expect(renamed.thenTypes('PortfolioStrategyUpdatedEvent').strategies[strategyId('Trend')]).toEqual({
      strategyId: strategyId('Trend'),
      name: 'Momentum',
      automationIds: [id('x'), id('y')],
    });
    known.when(updateStrategy('Trend', { automationIds: [id('y'), id('w')] })).then(
      events.PortfolioStrategyUpdatedEvent({
        ...identity,
        strategyId: strategyId('Trend'),
        name: 'Trend',
        automationIds: [id('y'), id('w')],
        updatedAt: TEST_NOW,
      }),
    );
  });

  it('changed to what it is already changes nothing', () => {
    known.when(updateStrategy('Trend')).then();
    known.when(updateStrategy('Trend', { name: 'Trend', automationIds: [id('x'), id('y')] })).then();
  });

  it('has a name of its own', () => {
    known.when(addStrategy('TREND')).thenRejected('strategy_name_taken', 'name');
    known.when(updateStrategy('Carry', { name: 'trend' })).thenRejected('strategy_name_taken', 'name');
    known.when(updateStrategy('Trend', { name: 'TREND' })).thenTypes('PortfolioStrategyUpdatedEvent');
  });

  it('that does not exist is not found', () => {
    known.when(updateStrategy('Nothing')).thenRejected('strategy_not_found');
    known.when(removeStrategy('Nothing')).thenRejected('strategy_not_found');
  });

  it('a portfolio has at most 50', () => {
    const full = Array.from({ length: MAX_STRATEGIES }, (_, n) => addStrategy(`S${n}`));
    const past = portfolio.given(...eventsAfter(create(), ...full));
    past.when(addStrategy('One more')).thenRejected('too_many_strategies');
    past.when(updateStrategy('S0', { name: 'Renamed' })).thenTypes('PortfolioStrategyUpdatedEvent');
  });
});
