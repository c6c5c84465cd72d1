import type { AnyDomain } from '../../src/core/domain.ts';
import type { Specification } from './specification/specification.ts';
import type { AggregateSpecification, NamedThing, Statement } from './specification/statement.ts';
import { TestFinder } from './test-finder.ts';
import type { IndexedTest } from './tests-index.ts';

/** What shows that a demand is met, or why it need not be met here. */
export interface Proof {
  readonly tests: readonly IndexedTest[];
  /** Sentences instead of a test, or what a test leaves open. */
  readonly notes: readonly string[];
}

/** A command or event with its proof. */
export interface CoveredName extends Proof {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly origin: 'guides' | 'port' | 'here';
  /** The aggregate type whose manifest has it, or null. */
  readonly owner: string | null;
}

/** A rule with its proof. */
export interface CoveredRule extends Proof {
  readonly id: string;
  readonly says: string;
}

/** What is covered of one aggregate. */
export interface AggregateCoverage {
  readonly aggregateType: string;
  readonly title: string;
  readonly section: string;
  readonly commands: readonly CoveredName[];
  readonly events: readonly CoveredName[];
  readonly rules: readonly CoveredRule[];
}

/** Everything the specification names, with what proves it; `problems` is empty when nothing is missing. */
export interface Coverage {
  readonly aggregates: readonly AggregateCoverage[];
  readonly chapters: readonly { readonly title: string; readonly rules: readonly CoveredRule[] }[];
  readonly problems: readonly string[];
}

type Kind = 'commands' | 'events';

/** A rule that the port added is numbered apart: `BC-P1`. */
const ADDED_RULE = /^[A-Z]{2}-P\d+$/;

const isOpen = ({ tests, notes }: Proof): boolean => tests.length === 0 && notes.length === 0;

const reasonsOf = ({ enforced, superseded, elsewhere }: Partial<Statement>): readonly string[] => [
  ...(enforced === undefined ? [] : [`Held by ${enforced}.`]),
  ...(superseded === undefined ? [] : [`Decided otherwise: ${superseded}.`]),
  ...(elsewhere === undefined ? [] : [`Elsewhere: ${elsewhere}.`]),
];

const origin = ({ added }: NamedThing): CoveredName['origin'] => (added ? 'port' : 'guides');

/** Holds the manifests and the tests against the specification. */
export const cover = (
  specification: Specification,
  domains: readonly AnyDomain[],
  tests: readonly IndexedTest[],
): Coverage => {
  const problems: string[] = tests
    .filter(({ skipped }) => skipped)
    .map(({ file, line, title }) => `${file}:${line} is skipped: ${title}`);
  const finder = new TestFinder(tests);
  const byType = new Map(domains.map((domain) => [domain.aggregate.type, domain]));
  const ownerOf = (kind: Kind, name: string) => domains.find((domain) => name in domain[kind]) ?? null;
  const specified = (kind: Kind) =>
    new Set(specification.aggregates.flatMap((aggregate) => aggregate[kind].map(({ name }) => name)));

  const coverName = (kind: Kind, thing: NamedThing, from: CoveredName['origin']): CoveredName => {
    const owner = ownerOf(kind, thing.name);
    const ownerType = owner?.aggregate.type ?? null;
    const proof = ownerType ? finder.using(thing.name, ownerType) : null;
    const notes = owner ? [] : reasonsOf(thing);
    if (owner && reasonsOf(thing).length > 0)
      problems.push(`${thing.name} exists, but the specification's list still says why it does not`);
    const covered: CoveredName = {
      name: thing.name,
      aliases: thing.aliases ?? [],
      origin: from,
      owner: ownerType,
      tests: proof ? [proof] : [],
      notes,
    };
    if (isOpen(covered))
      problems.push(`${thing.name} has ${owner ? 'no test' : 'neither a manifest nor a reason'}`);
    return covered;
  };

  const coverRule = (id: string, statement: Statement, absent: string | undefined): CoveredRule => {
    const references = statement.provenBy ?? [];
    const lost = references.filter((reference) => finder.titled(reference).length === 0);
    problems.push(...lost.map((reference) => `${id} names a test that does not exist: ${reference}`));
    const rule = {
      id,
      says: statement.says,
      tests: [...new Set([...finder.citing(id), ...references.flatMap((one) => finder.titled(one))])],
      notes: [...reasonsOf(statement), ...(absent === undefined ? [] : [`Not here: ${absent}`])],
    };
    if (isOpen(rule)) problems.push(`${id} has neither a test nor a reason`);
    return rule;
  };

  const namesOf = (kind: Kind, aggregate: AggregateSpecification): readonly CoveredName[] => {
    const known = specified(kind);
    const own = Object.keys(byType.get(aggregate.aggregateType)?.[kind] ?? {});
    return [
      ...aggregate[kind].map((thing) => coverName(kind, thing, origin(thing))),
      ...own.filter((name) => !known.has(name)).map((name) => coverName(kind, { name }, 'here')),
    ];
  };

  const rulesOf = ({ aggregateType, rules }: AggregateSpecification): readonly CoveredRule[] => {
    const domain = byType.get(aggregateType);
    const notes = domain?.rules ?? {};
    const forgotten = domain ? Object.keys(rules).filter((id) => notes[id] === undefined) : [];
    problems.push(...forgotten.map((id) => `${id} is missing in the manifest of ${aggregateType}`));
    const own = Object.entries(notes).filter(([id]) => rules[id] === undefined);
    const unknown = own.filter(([id]) => !ADDED_RULE.test(id));
    problems.push(...unknown.map(([id]) => `${id} of ${aggregateType} is no rule of the specification`));
    return [
      ...Object.entries(rules).map(([id, statement]) => coverRule(id, statement, notes[id]?.absent)),
      ...own.map(([id, { summary, absent }]) => coverRule(id, { says: summary }, absent)),
    ];
  };

  const aggregates = specification.aggregates.map((aggregate): AggregateCoverage => {
    const { aggregateType, section } = aggregate;
    const domain = byType.get(aggregateType);
    if (!domain) problems.push(`${aggregateType} has no manifest`);
    return {
      aggregateType,
      title: domain?.title ?? aggregateType,
      section,
      commands: namesOf('commands', aggregate),
      events: namesOf('events', aggregate),
      rules: rulesOf(aggregate),
    };
  });
  const chapters = specification.chapters.map(({ title, statements }) => ({
    title,
    rules: Object.entries(statements).map(([id, statement]) => coverRule(id, statement, undefined)),
  }));
  return { aggregates, chapters, problems: problems.toSorted() };
};
