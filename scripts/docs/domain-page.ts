import type { AnyDomain, EventNote } from '../../src/core/domain.ts';
import type { Lifecycle } from '../../src/core/lifecycle.ts';
import { lifecycleDiagram, lifecycleTable, statusesThatAllow } from './lifecycle-page.ts';
import { code, page, table } from './markdown.ts';
import { type DocumentedField, fieldsInWords } from './schema-fields.ts';

const fieldList = (fields: readonly DocumentedField[]): string =>
  fields.length === 0
    ? '–'
    : fields.map(({ name, type }) => (type === '' ? name : `${code(name)} ${type}`)).join('<br>');

const allowedIn = (lifecycle: Lifecycle<unknown>, command: string): string => {
  const statuses = statusesThatAllow(lifecycle, command);
  if (statuses.length === lifecycle.statuses.length) return 'every status';
  return statuses.length === 0 ? 'no status' : statuses.map(code).join(', ');
};

const commandsTable = ({ commands, lifecycle }: AnyDomain): string =>
  table(
    ['command', 'what it does', 'fields', 'may take effect in'],
    Object.entries(commands).map(([type, { schema, summary }]) => [
      code(type),
      summary,
      fieldList(fieldsInWords(schema)),
      allowedIn(lifecycle, type),
    ]),
  );

const toldBy = ({ message, quiet }: EventNote): string =>
  message === null ? `nobody: ${quiet ?? 'no reason given'}` : code(message);

const waitedFor = ({ views }: AnyDomain, type: string): string => {
  const reasons = views.flatMap(({ sync, kind }) => {
    const reason = sync[type];
    return reason ? [`SYNC (${code(kind)}, priority ${reason.priority}): ${reason.reason}`] : [];
  });
  if (reasons.length > 0) return reasons.join('<br>');
  return views.some(({ eventTypes }) => eventTypes.has(type)) ? 'async' : 'no view';
};

const eventsTable = (domain: AnyDomain): string =>
  table(
    ['event', 'version', 'what happened', 'fields', 'view', 'clients hear'],
    [...domain.aggregate.events.definitions.values()].map(({ type, schemaVersion, schema }) => {
      const note = domain.events[type];
      return [
        code(type),
        String(schemaVersion),
        note?.summary ?? '',
        fieldList(fieldsInWords(schema)),
        waitedFor(domain, type),
        note ? toldBy(note) : '',
      ];
    }),
  );

const rulesTable = ({ rules }: AnyDomain): string =>
  table(
    ['rule', 'what it demands', 'not here'],
    Object.entries(rules).map(([id, { summary, absent }]) => [id, summary, absent ?? '']),
  );

const history = ({ aggregate: { events } }: AnyDomain): string => {
  const lifted = events.upcasters.map(
    ({ from, to }) =>
      `${code(`${from.type}@${from.schemaVersion}`)} is read as ${code(`${to.type}@${to.schemaVersion}`)}`,
  );
  const ignored = [...events.ignoredHistoricalTypes].map((type) => `${code(type)} means nothing any more`);
  const lines = [...lifted, ...ignored].map((line) => `- ${line}`);
  return lines.length === 0 ? 'Every stored event has its present version.' : lines.join('\n');
};

/** Where a domain's page is, below docs/domains. */
export const domainPageName = ({ aggregate }: AnyDomain): string => `${aggregate.type}.md`;

/** The reference page of a domain, made from its manifest alone. */
export const domainPage = (domain: AnyDomain): string =>
  page(
    `# ${domain.title}`,
    domain.purpose,
    `**Identity.** ${domain.identity} Stored as ${code(domain.aggregate.type)}; what its tests prove is on the [coverage page](coverage.md).`,
    '## States',
    lifecycleDiagram(domain.lifecycle),
    'Arrows are commands that may end in another status. The table has every command in every status:\n' +
      '→ may take effect and end there, = is already so and changes nothing, ✗ is refused with that code.',
    lifecycleTable(domain.lifecycle),
    '## Commands',
    commandsTable(domain),
    '## Events',
    eventsTable(domain),
    '### Older versions',
    history(domain),
    '## Rules',
    rulesTable(domain),
  );
