import type { AnyDomain } from '../../core/domain.ts';
import type { GoldenEvents } from '../../core/testing/golden-events.ts';
import { namingProblems } from './naming-problems.ts';
import { schemaProblems, throwingSchemas } from './schema-problems.ts';
import { typeLiterals } from './schema-walk.ts';

/** A domain with its golden examples. */
export interface DomainUnderTest {
  readonly domain: AnyDomain;
  readonly golden: GoldenEvents;
}

/** Fewer characters document nothing: of an event, a rule or a SYNC reason; of a command or a reason to be quiet. */
const SHORTEST_SUMMARY = 20;
const SHORTEST_REASON = 10;

const keyOf = (type: string, schemaVersion: number) => `${type}@${schemaVersion}`;

const differences = (
  what: string,
  wanted: readonly string[],
  found: readonly string[],
): readonly string[] => [
  ...wanted.filter((name) => !found.includes(name)).map((name) => `${name} has no ${what}`),
  ...found.filter((name) => !wanted.includes(name)).map((name) => `${name} has a ${what} but does not exist`),
];

const eventTypesOf = ({ aggregate }: AnyDomain): readonly string[] => [
  ...aggregate.events.definitions.keys(),
];

/** Examples of every event in every version, and none of anything else (step 2, pitfall 4). */
const fixtureProblems = ({ domain, golden }: DomainUnderTest): readonly string[] => {
  const { definitions, upcasters, ignoredHistoricalTypes } = domain.aggregate.events;
  const wanted = [
    ...[...definitions.values()].map(({ type, schemaVersion }) => keyOf(type, schemaVersion)),
    ...upcasters.map(({ from }) => keyOf(from.type, from.schemaVersion)),
  ];
  const found = Object.keys(golden).filter((key) => !ignoredHistoricalTypes.has(key.split('@')[0] ?? ''));
  return differences('golden example', [...new Set(wanted)], found);
};

const viewProblems = (domain: AnyDomain): readonly string[] => {
  const { views, events } = domain;
  const types = eventTypesOf(domain);
  const folded = new Set(views.flatMap(({ eventTypes }) => [...eventTypes]));
  const waits = views.flatMap(({ kind, eventTypes, sync }) =>
    Object.entries(sync).flatMap(([type, { priority, reason }]) => [
      ...(eventTypes.has(type) ? [] : [`${kind} makes commands wait for ${type} and does not fold it`]),
      ...([1, 2, 3].includes(priority) ? [] : [`${kind} gives ${type} the priority ${priority}`]),
      ...(reason.length >= SHORTEST_SUMMARY ? [] : [`${kind} does not say why commands wait for ${type}`]),
    ]),
  );
  if (views.length > 0) return [...differences('place in a view', types, [...folded]), ...waits];
  return types
    .filter((type) => events[type]?.message !== null)
    .map((type) => `${type} is told but has no view`);
};

/** Each event is told to clients under a name, or says why not: never both, never neither. */
const messageProblems = ({ events }: AnyDomain): readonly string[] =>
  Object.entries(events).flatMap(([type, { message, quiet }]) => {
    if (message === null)
      return (quiet ?? '').length >= SHORTEST_REASON
        ? []
        : [`${type} is told to nobody and does not say why`];
    if (quiet !== undefined) return [`${type} is told as ${message} and says why it is not`];
    return /^[a-z]+(_[a-z]+)+$/.test(message) ? [] : [`${type} is told as "${message}"`];
  });

const summaryProblems = (
  notes: Readonly<Record<string, { readonly summary: string }>>,
  shortest = SHORTEST_SUMMARY,
): readonly string[] =>
  Object.entries(notes)
    .filter(([, { summary }]) => summary.trim().length < shortest)
    .map(([name]) => `${name} has no documentation`);

const commandProblems = ({ commands }: AnyDomain): readonly string[] =>
  Object.entries(commands).flatMap(([type, { schema }]) => {
    const literals = [...new Set(typeLiterals(schema))];
    return literals.length === 1 && literals[0] === type
      ? []
      : [`${type} has a schema of ${literals.length === 0 ? 'no type' : literals.join(' and ')}`];
  });

const lifecycleProblems = ({ lifecycle, commands }: AnyDomain): readonly string[] => {
  const { moves, statuses } = lifecycle;
  const cells = Object.entries(moves).flatMap(([command, row]) => [
    ...differences(`cell of ${command}`, statuses, Object.keys(row)),
    ...Object.values(row).flatMap((move) =>
      move.kind === 'moves'
        ? move.to
            .filter((status) => !statuses.includes(status))
            .map((status) => `${command} ends in ${status}`)
        : [],
    ),
  ]);
  return [...differences('row in the lifecycle', Object.keys(commands), Object.keys(moves)), ...cells];
};

/** What a domain lacks or does otherwise than it should; empty when its manifest is whole. */
export const manifestProblems = (under: DomainUnderTest): readonly string[] => {
  const { domain } = under;
  return [
    ...differences('note', eventTypesOf(domain), Object.keys(domain.events)),
    ...fixtureProblems(under),
    ...viewProblems(domain),
    ...messageProblems(domain),
    ...summaryProblems(domain.events),
    ...summaryProblems(domain.commands, SHORTEST_REASON),
    ...summaryProblems(domain.rules),
    ...commandProblems(domain),
    ...lifecycleProblems(domain),
    ...namingProblems(domain),
    ...schemaProblems(domain),
    ...throwingSchemas(domain),
  ];
};

/** Names that more than one domain uses. */
export const sharedNames = (domains: readonly AnyDomain[]): readonly string[] => {
  const names = domains.flatMap((domain) => [...eventTypesOf(domain), ...Object.keys(domain.commands)]);
  return names.filter((name, index) => names.indexOf(name) !== index);
};
