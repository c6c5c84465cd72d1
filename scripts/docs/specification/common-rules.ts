import { numbered, type Statements } from './statement.ts';

/** Section 2.2: commands. */
export const commandRules: Statements = numbered('C-R', [
  {
    says: 'A command has one handler; it brings together what is needed, and the aggregate decides.',
    enforced: 'the compiler: `decideBy` has exactly one entry per command type',
  },
  {
    says: 'The saga that sent a command stands in the envelope of its events.',
    provenBy: ['src/core/incarnation.test.ts: carries everything known about it'],
  },
  {
    says: 'The user comes from the verified token; what belongs to somebody else is not found.',
    provenBy: [
      'test/http-auth.test.ts: is refused when its claims were changed after it was signed',
      'test/http-isolation.test.ts: gets the same 404 for what somebody else has as for what nobody has',
    ],
  },
  'A shape is judged when a command is built, a state before an event exists, and nothing where events are applied.',
  'An expected version is compared with the one before the command.',
  {
    says: 'After a conflict the decision is made again, not saved again.',
    superseded:
      'one object owns one log and decides in one turn, so nothing moves between reading and appending; If-Match alone conflicts, and its caller decides anew',
    provenBy: ['src/core/command-turn.test.ts: is compared with what the batch has decided so far'],
  },
  {
    says: 'All events of a command are appended together or not at all.',
    provenBy: ['src/core/command-turn.test.ts: refuses its command, with all of its events'],
  },
  {
    says: 'Reads go through queries and writes through commands, never through another domain’s tables.',
    superseded:
      'what a decision needs is read before and travels in the command (DESIGN 2); there is no query bus in a handler',
    enforced: 'dependency rule `a-domain-stands-alone`',
  },
  'A batch goes on after a failure and tells each failure.',
  'A decision gets the time and new ids, and has no clock or chance of its own.',
  {
    says: 'A user may send 100 requests a minute per resource.',
    elsewhere: 'limits stand before the routes, in the HTTP part (DESIGN 8)',
  },
]);

/** Section 2.5: how aggregates work. */
export const aggregateRules: Statements = numbered('G-R', [
  {
    says: 'New events are applied and recorded, stored ones only applied; the version comes from the log.',
    provenBy: ['src/core/incarnation.test.ts: folds the stored text to the state of the turn'],
  },
  'The state changes only where events are applied, and replaying them gives the same state and version.',
  {
    says: 'An unknown event is an error on replay, unless it is listed as meaning nothing any more.',
    provenBy: [
      'src/core/event-registry.test.ts: of an unknown type is an error',
      'src/domains/invariants.test.ts: G-R3',
    ],
  },
  {
    says: 'A snapshot carries its schema and saves a replay; one of another schema is ignored.',
    provenBy: [
      'test/aggregate-object.test.ts: has the same state after it was closed and replayed, with and without a snapshot',
    ],
  },
  'A snapshot of a connection holds no secret in clear.',
  'What is rebuilt from history is not judged by today’s clock again.',
]);

/** Section 2.6: what the answer to a command waits for. */
export const syncRules: Statements = numbered('S-R', [
  {
    says: 'SYNC means that the answer waits for the projection, two seconds at most.',
    provenBy: ['test/invariants.test.ts: invariant 3'],
  },
  'An event is SYNC only where another domain reads at once, a race threatens, the user looks, or a hard delete comes first.',
  'Priorities are 1 to 3.',
  {
    says: 'Each SYNC event has a limit of its own between one and three seconds.',
    superseded:
      'one limit of two seconds for the whole wait (DESIGN 3); a slower projection answers as pending',
  },
  {
    says: 'After a timeout the projection is made later, once.',
    provenBy: ['test/invariants.test.ts: is projected later, once'],
  },
  'SYNC is declared once, on the view, with priority and reason.',
  {
    says: 'A projection may see an event twice, holds no rule, and counts nothing blindly.',
    provenBy: [
      'test/delivery.test.ts: makes the same views when every event arrives twice',
      'src/domains/invariants.test.ts: invariant 4',
    ],
  },
  {
    says: 'A command answers with the new state, so its own caller needs no SYNC.',
    provenBy: ['test/aggregate-object.test.ts: answers a duplicate with the state of that time, not of now'],
  },
]);

/** Section 3.2: names. */
export const eventRules: Statements = numbered('E-R', [
  'An event is named in the past tense, and its name is its stored type.',
  'Names are kept exactly as they are; each domain has its own habit with the suffix `Event`.',
  'A command is a verb, its object and `Command`.',
  'No name is derived from another one; appliers are a map that the compiler finds complete.',
  'JSON is camelCase, at rest and in REST; frames to clients are snake_case.',
  {
    says: 'Topics are named by category, and a dead letter has its own.',
    elsewhere: 'names of queues and Redpanda topics belong to the bus and its bridge (DESIGN 5)',
  },
]);

/** Section 3.3: versions. */
export const versionRules: Statements = numbered('V-R', [
  'A version only adds: older events are read with what their absence meant.',
  {
    says: 'A breaking change is a new type; the old one stays in the past.',
    provenBy: ['src/core/event-registry.test.ts: is lifted step by step to today, also from another name'],
  },
  {
    says: 'Stored events are never rewritten.',
    provenBy: ['src/core/event-registry.test.ts: keeps its stored data as it was'],
  },
  'Older versions are lifted by pure steps when they are read, a newer one is never guessed at, and every version has a golden example.',
  'A field never changes its meaning or unit; a new field is added.',
]);

/** Section 3.4: enrichment. */
export const enrichmentRules: Statements = numbered('N-R', [
  'What a saga needs is in the event that starts it, put there as an argument of the decision.',
  'A saga asks only for safety, right before what cannot be undone.',
  {
    says: 'A saga’s context is the whole event, not a copy of some of its fields.',
    provenBy: ['src/sagas/order-execution-saga.test.ts: the whole trigger reaches the saga'],
  },
  'A missing list is an error, an empty one means none.',
  'A saga looks for newcomers before its pivot.',
]);

/** Section 3.5: serialization. */
export const serializationRules: Statements = numbered('Z-R', [
  {
    says: 'Decimals, ids and instants are strings, and a decimal keeps its digits.',
    provenBy: [
      'src/core/decimal.test.ts: round trip through text',
      'src/domains/registry.test.ts: money as a number',
    ],
  },
  'An asset is flattened into an event and rebuilt from it.',
  'The asset has 17 fields.',
  'An event has 64 KiB at most.',
  'No event holds a secret.',
  'Every type survives the way to JSON and back.',
  'Equal values have equal canonical JSON.',
  {
    says: 'Parsing is strict; nothing is tried and kept as text.',
    provenBy: [
      'src/core/event-registry.test.ts: is an error, told with the field, when its data fails the schema',
    ],
  },
]);

/** Section 7: queries. */
export const queryRules: Statements = numbered('Q-R', [
  {
    says: 'A query reads views, never aggregates, and only the caller’s own.',
    provenBy: [
      'test/http-isolation.test.ts: finds nothing of somebody else in a list, whatever the filter says',
    ],
  },
  {
    says: 'Lists come in pages, by keyset.',
    provenBy: [
      'src/http/lists.test.ts: page by page shows every row once, in order',
      'src/http/lists.test.ts: refuses a limit of',
    ],
  },
  {
    says: 'Filters are joined by and, and their values are listed.',
    provenBy: [
      'test/http-isolation.test.ts: finds nothing of somebody else in a list, whatever the filter says',
    ],
  },
  {
    says: 'What is not found is 404 where one thing is asked for.',
    provenBy: [
      'test/http-isolation.test.ts: gets the same 404 for what somebody else has as for what nobody has',
    ],
  },
  {
    says: 'Checks for safety and before trades read past any cache.',
    superseded:
      'there is no cache to pass by: the hub is the read model, and aggregates check their own state',
  },
  {
    says: 'Two levels of cache, cleared by the projection.',
    superseded: 'the user’s hub holds the views themselves and pushes their changes (DESIGN 3)',
  },
]);
