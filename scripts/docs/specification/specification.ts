import { invariants, pitfalls, recipe } from './acceptance.ts';
import { automationSpecification } from './automation.ts';
import { brokerAccountSpecification } from './broker-account.ts';
import { brokerConnectionSpecification } from './broker-connection.ts';
import {
  aggregateRules,
  commandRules,
  enrichmentRules,
  eventRules,
  queryRules,
  serializationRules,
  syncRules,
  versionRules,
} from './common-rules.ts';
import { orderSpecification } from './order.ts';
import { portfolioSpecification } from './portfolio.ts';
import { positionSpecification } from './position.ts';
import type { AggregateSpecification, Statements } from './statement.ts';
import { userAccountSpecification } from './user-account.ts';
import { virtualBrokerSpecification } from './virtual-broker.ts';

/** What the specification of the domains demands, to hold the code against. */
export interface Specification {
  readonly aggregates: readonly AggregateSpecification[];
  /** Demands on every domain, by the chapter they stand in. */
  readonly chapters: readonly { readonly title: string; readonly statements: Statements }[];
}

/** All of it: sections 2 to 10 of the domain specification. */
export const specification: Specification = {
  aggregates: [
    userAccountSpecification,
    brokerConnectionSpecification,
    brokerAccountSpecification,
    virtualBrokerSpecification,
    automationSpecification,
    orderSpecification,
    positionSpecification,
    portfolioSpecification,
  ],
  chapters: [
    { title: 'Commands', statements: commandRules },
    { title: 'Aggregates', statements: aggregateRules },
    { title: 'What an answer waits for', statements: syncRules },
    { title: 'Names', statements: eventRules },
    { title: 'Versions', statements: versionRules },
    { title: 'Enrichment', statements: enrichmentRules },
    { title: 'Serialization', statements: serializationRules },
    { title: 'Queries', statements: queryRules },
    { title: 'The 14 pitfalls', statements: pitfalls },
    { title: 'The ten steps of a domain', statements: recipe },
    { title: 'The 15 acceptance invariants', statements: invariants },
  ],
};
