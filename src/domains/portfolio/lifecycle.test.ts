import { describeLifecycle } from '../../core/testing/lifecycle-table.ts';
import { portfolioLifecycle } from './lifecycle.ts';
import { portfolioAggregate } from './portfolio.ts';
import {
  addStrategy,
  create,
  DELETE,
  eventsAfter,
  inPaper,
  removeStrategy,
  update,
  updateStrategy,
} from './testing/fixtures.ts';

describeLifecycle(portfolioAggregate, portfolioLifecycle, {
  histories: {
    absent: [],
    active: eventsAfter(create(), addStrategy('Trend', 'x')),
    deleted: eventsAfter(create(), DELETE),
  },
  commands: {
    CreatePortfolioCommand: create(),
    UpdatePortfolioCommand: update({ name: 'Income', accounts: [inPaper('b')] }),
    DeletePortfolioCommand: DELETE,
    AddStrategyCommand: addStrategy('Carry', 'z'),
    UpdateStrategyCommand: updateStrategy('Trend', { name: 'Momentum' }),
    RemoveStrategyCommand: removeStrategy('Trend'),
  },
});
