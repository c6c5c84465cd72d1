import type { AnyDomain } from '../../core/domain.ts';

/** The one command whose name the specification ends otherwise (E-R3). */
const COMMAND_EXCEPTIONS = new Set(['DeleteVirtualBrokerAccounts']);
/** Notices that keep their exact names against the habit of their domain (E-R2). */
const EVENT_EXCEPTIONS = new Set(['PositionManagementCompleted']);
/** Domains whose events end in `Event`, and those whose events never do; the others are mixed (E-R2). */
const WITH_SUFFIX = new Set(['automation', 'position', 'portfolio']);
const WITHOUT_SUFFIX = new Set(['broker_connection', 'broker_account']);

const IRREGULAR = new Set([
  'Set',
  'Reset',
  'Withdrawn',
  'Sent',
  'Found',
  'Chosen',
  'Bound',
  'Unbound',
  'Hung',
]);
const STATUS = /^[a-z]+(_[a-z]+)*$/;

const wordsOf = (name: string): readonly string[] => name.match(/[A-Z][a-z0-9]*/g) ?? [];

const isPast = (name: string): boolean =>
  wordsOf(name).some((word) => word.endsWith('ed') || IRREGULAR.has(word));

const suffixProblems = (type: string, name: string): readonly string[] => {
  if (EVENT_EXCEPTIONS.has(name)) return [];
  if (WITH_SUFFIX.has(type) && !name.endsWith('Event')) return [`${name} of ${type} does not end in Event`];
  return WITHOUT_SUFFIX.has(type) && name.endsWith('Event') ? [`${name} of ${type} ends in Event`] : [];
};

const eventProblems = ({ aggregate: { type, events } }: AnyDomain): readonly string[] =>
  [...events.definitions.keys()].flatMap((name) => [
    ...(isPast(name) ? [] : [`${name} is not in the past tense`]),
    ...suffixProblems(type, name),
  ]);

const commandProblems = ({ commands }: AnyDomain): readonly string[] =>
  Object.keys(commands)
    .filter((name) => !COMMAND_EXCEPTIONS.has(name))
    .filter((name) => !name.endsWith('Command') || wordsOf(name)[0]?.endsWith('ed') !== false)
    .map((name) => `${name} is no command in the imperative`);

const statusProblems = ({ aggregate, lifecycle }: AnyDomain): readonly string[] =>
  [aggregate.type, ...lifecycle.statuses]
    .filter((name) => !STATUS.test(name))
    .map((name) => `"${name}" is not lower snake case`);

/** Names of a domain that break the habits of the specification (rules E-R1 to E-R3, domains 5.1). */
export const namingProblems = (domain: AnyDomain): readonly string[] => [
  ...eventProblems(domain),
  ...commandProblems(domain),
  ...statusProblems(domain),
];
