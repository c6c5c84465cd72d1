const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{16,}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;

/** Fields that tell how often something was tried, how long it took, and which of two good reasons to end an order came first. */
const OF_THE_RUN: ReadonlySet<string> = new Set([
  'ms',
  'totalMs',
  'late',
  'attempt',
  'attempts',
  'lastReason',
  'endReason',
]);

/** A value without what differs from run to run: ids, instants, how long something took and how often it was tried. */
export const blank = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replace(ID, '#').replace(TIME, '@');
  if (Array.isArray(value)) return value.map(blank);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([name]) => !OF_THE_RUN.has(name));
  const blanked = entries.map(([name, field]) => [String(blank(name)), blank(field)] as const);
  // Ids may be names of fields, too, and several of them become the same name.
  return entries.some(([name], index) => name !== blanked[index]?.[0])
    ? sorted(blanked)
    : Object.fromEntries(blanked);
};

/** In an order that depends on nothing but the values. */
export const sorted = <T>(values: readonly T[]): readonly T[] =>
  values
    .map((value) => ({ value, text: JSON.stringify(value) ?? '' }))
    .sort((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text)))
    .map(({ value }) => value);
