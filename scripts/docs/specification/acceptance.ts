import { numbered, type Statements } from './statement.ts';

/** Section 8: what went wrong in the reference, and what makes it impossible here. */
export const pitfalls: Statements = numbered('pitfall ', [
  {
    says: 'Times without an offset, and clocks inside aggregates.',
    provenBy: ['src/core/instant.test.ts: '],
    enforced: 'lint: no `Date` in core, domains, sagas and policies',
  },
  {
    says: 'An applier that is never found, so that an event is lost.',
    enforced: 'the compiler: `evolveBy` has one entry per event type',
    provenBy: ['src/core/event-registry.test.ts: of an unknown type is an error'],
  },
  {
    says: 'Events without a schema.',
    provenBy: [
      'src/core/event-registry.test.ts: is an error, told with the field, when its data fails the schema',
    ],
  },
  'An event without a type, or a type twice.',
  {
    says: 'A saga that is steered by a read model.',
    enforced: 'dependency rule `sagas-know-domains-and-core`: a saga sees its trigger and its journal',
  },
  {
    says: 'A context that misses fields, so that nothing is deleted.',
    provenBy: ['src/sagas/order-execution-saga.test.ts: the whole trigger reaches the saga'],
  },
  {
    says: 'Business rules outside the domains.',
    enforced: 'dependency rules `core-knows-nothing`, `domains-know-core-only`, `pure-code-has-no-platform`',
  },
  'State that changes without an event.',
  {
    says: 'SQL that mixes grouped and ungrouped columns.',
    superseded: 'no query groups: views are folded row by row, and figures are computed in pure code',
  },
  'Arithmetic with what is unknown.',
  {
    says: 'A breaker that is compared without waiting for it.',
    elsewhere: 'breakers stand before real brokers, in the part that brings their adapters (DESIGN 7)',
  },
  {
    says: 'Calls that block.',
    enforced:
      'the types of deciders, whose decisions are synchronous, and dependency rule `pure-code-has-no-platform`',
  },
  {
    says: 'A test whose promise nobody waits for.',
    enforced: 'the runner, which fails on an unhandled rejection',
  },
  {
    says: 'A synchronous mock of an asynchronous method.',
    enforced: 'the compiler: there are no mocks, only implementations of the same interfaces',
  },
]);

/** Section 10: what the whole must hold. */
export const invariants: Statements = numbered('invariant ', [
  'Replaying the events of any commands gives the same state and version, for every aggregate.',
  'Every forbidden transition is refused with its code and appends nothing.',
  'A SYNC event shows in a query right after the command; after a timeout it is projected later, once.',
  'Events that arrive twice and in any order leave the same views.',
  'A disconnect deletes exactly the accounts that its event names, also with empty read models, and a reconnect aborts it.',
  'The same client order id, fill, signal or webhook body has one effect.',
  'Fills add up to what is filled and never exceed the order; averages are exact to 28 digits; positions are entries less exits.',
  'Virtual cash is start, deposits, withdrawals and ledger; equity is cash and positions; when flat it changed by what was realized.',
  'Selling 150 of 100 closes the long, opens a short of 50, and splits the commission 2 to 1.',
  '100 at 150 marked at 155 are 500.00 up long and down short; adds give an average of 152.857142….',
  'The fifth entry of a pyramid is allowed, the sixth never; shorts can add; an expired option automation still loads.',
  'A webhook is accepted right after activation and refused right after suspension.',
  'No secret in any event, log line, resource or message, but for the webhook token, once.',
  'No user can read, list, change or guess what another one has.',
  'Deleting a user leaves nothing of theirs, and a repeat does nothing.',
]);

/** Section 9: how a domain is made. */
export const recipe: Statements = numbered('step ', [
  'State, decisions and evolution, each rule with an id and a test.',
  {
    says: 'Events by definition, with examples of every version.',
    provenBy: ['src/domains/registry.test.ts: pitfall 4'],
  },
  {
    says: 'Frozen values.',
    provenBy: ['src/domains/sequences.fuzz.ts: pitfall 8'],
  },
  {
    says: 'Commands as schemas, their fields told when they are wrong.',
    provenBy: ['test/http-orders.test.ts: is refused with every wrong field named at once'],
  },
  {
    says: 'Handlers that load, decide and append.',
    superseded: 'one generic turn serves every domain (DESIGN 2)',
    provenBy: [
      'src/core/command-turn.test.ts: is decided in order, and each command sees what those before it decided',
    ],
  },
  {
    says: 'Projections, SYNC declared on them, the same after twice and out of order.',
    provenBy: ['src/domains/invariants.test.ts: invariant 4'],
  },
  {
    says: 'A file of SYNC events.',
    superseded: 'declared on the views; the share per domain is on the overview of the domains',
  },
  {
    says: 'Queries with their owner, paged.',
    provenBy: [
      'test/http-isolation.test.ts: gets the same 404 for what somebody else has as for what nobody has',
    ],
  },
  'One manifest per domain, and a test that fails when anything is missing.',
  {
    says: 'Migrations.',
    superseded:
      'a domain has no table: its log is in its object, its views are documents in the hub, and one archive serves all of them',
  },
]);
