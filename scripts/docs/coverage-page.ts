import type { AggregateCoverage, Coverage, CoveredName, CoveredRule, Proof } from './coverage.ts';
import { code, page, plain, table } from './markdown.ts';
import type { IndexedTest } from './tests-index.ts';

const ROOT = '../../';
const MOST_TESTS = 3;
/** A title this short says nothing without the group around it. */
const SHORT_TITLE = 30;
/** What a table of tests fills in when it runs. */
const PLACEHOLDERS = /\$[a-zA-Z.]+|%[a-z]/g;

const link = ({ file, title, groups }: IndexedTest): string => {
  const whole = title.length < SHORT_TITLE && groups.length > 0 ? `${groups.at(-1)} › ${title}` : title;
  const text = whole.replace(PLACEHOLDERS, '…');
  return `[${plain(text)}](${ROOT}${file})`;
};

const proofCell = ({ tests, notes }: Proof): string => {
  const more = tests.length - MOST_TESTS;
  const shown = tests.slice(0, MOST_TESTS).map(link);
  const rest = more > 0 ? [`and ${more} more`] : [];
  const lines = [...shown, ...rest, ...notes];
  return lines.length === 0 ? '**missing**' : lines.join('<br>');
};

const nameCell = ({ name, aliases, origin }: CoveredName): string => {
  const also = aliases.length > 0 ? `<br>also ${aliases.map(code).join(', ')}` : '';
  const mark = origin === 'guides' ? '' : origin === 'port' ? ' +' : ' ++';
  return `${code(name)}${mark}${also}`;
};

const namesTable = (kind: string, names: readonly CoveredName[], home: string): string =>
  table(
    [kind, 'test'],
    names.map((name) => {
      const away =
        name.owner !== null && name.owner !== home ? `<br>of [${name.owner}](${name.owner}.md)` : '';
      return [nameCell(name) + away, proofCell(name)];
    }),
  );

const rulesTable = (rules: readonly CoveredRule[]): string =>
  table(
    ['rule', 'what it demands', 'test'],
    rules.map((rule) => [rule.id, rule.says, proofCell(rule)]),
  );

const aggregateSection = ({
  aggregateType,
  title,
  section,
  commands,
  events,
  rules,
}: AggregateCoverage): string =>
  [
    `## ${title}`,
    `Section ${section}; reference: [${aggregateType}.md](${aggregateType}.md).`,
    namesTable('command', commands, aggregateType),
    namesTable('event', events, aggregateType),
    rulesTable(rules),
  ].join('\n\n');

/** What a note says of a part that no test here can prove. */
const OPEN_NOTE = /^(Not here|Elsewhere):/;

const count = (proofs: readonly Proof[]): readonly number[] => {
  const tested = proofs.filter(({ tests }) => tests.length > 0);
  const untested = proofs.filter(({ tests }) => tests.length === 0);
  const reasoned = untested.filter(({ notes }) => notes.length > 0);
  return [
    proofs.length,
    tested.length,
    tested.filter(({ notes }) => notes.some((note) => OPEN_NOTE.test(note))).length,
    reasoned.length,
    untested.length - reasoned.length,
  ];
};

const summary = ({ aggregates, chapters }: Coverage): string => {
  const parts: readonly (readonly [string, readonly Proof[]])[] = [
    ['commands', aggregates.flatMap(({ commands }) => commands)],
    ['events', aggregates.flatMap(({ events }) => events)],
    ['rules of one domain', aggregates.flatMap(({ rules }) => rules)],
    ...chapters.map(({ title, rules }): [string, readonly Proof[]] => [`every domain: ${title}`, rules]),
  ];
  return table(
    ['', 'all', 'with a test', 'of these partly', 'with a reason only', 'missing'],
    parts.map(([what, proofs]) => [what, ...count(proofs).map(String)]),
  );
};

const ON_PURPOSE = `## Absent on purpose

- ${code('CreateAlertCommand')}, ${code('AlertCreatedEvent')} and ${code('AlertTriggeredEvent')}: the guides name them in one schema and say nothing about
  them. A price alert would be a domain of its own.
- Notification preferences (part of UA-U9): nothing in the system sends a notification but the sockets, and those need no
  choice of channel. They come with whatever sends the first one.`;

/** The coverage page: everything the specification names, with the test that proves it or the reason why none does. */
export const coveragePage = (coverage: Coverage): string =>
  page(
    '# What is proven',
    'Every command, event and rule of the domain specification, and the tests that prove it. A test proves a rule when its title\n' +
      '(or a group around it) cites the id, or when it is named here; a command or event is shown with the test that says most about\n' +
      'it. `+` was added by the port of the specification, `++` by this code. A rule is proven partly when its row says what of it is not\n' +
      'here, and where it belongs.',
    summary(coverage),
    coverage.problems.length === 0
      ? 'Nothing is missing, and no test is skipped.'
      : `**Missing:**\n\n${coverage.problems.map((problem) => `- ${plain(problem)}`).join('\n')}`,
    ON_PURPOSE,
    ...coverage.aggregates.map(aggregateSection),
    '# Rules of every domain',
    ...coverage.chapters.map(({ title, rules }) => `## ${title}\n\n${rulesTable(rules)}`),
  );
