import { type AggregateSpecification, added, named, numbered } from './statement.ts';

/** Section 4.8. */
export const portfolioSpecification: AggregateSpecification = {
  aggregateType: 'portfolio',
  section: '4.8',
  commands: [
    named('CreatePortfolioCommand'),
    added('UpdatePortfolioCommand'),
    added('DeletePortfolioCommand'),
  ],
  events: [named('PortfolioCreatedEvent'), added('PortfolioUpdatedEvent'), added('PortfolioDeletedEvent')],
  rules: numbered('PF-U', [
    'The default portfolio is all accounts of one environment, users may name their own, and figures are never events.',
    'A summary has equity, cash, buying power, exposures and results.',
    'A series over time separates deposits, and statistics wait for 30 observations.',
    'An empty portfolio answers zeros and empty lists.',
    'A strategy is a label that groups automations; deleting it leaves them.',
  ]),
};
