const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object';

const brief = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
};

/** Where two values differ, one line a place: `path: wanted, not found`. */
export const differences = (wanted: unknown, found: unknown, path = ''): readonly string[] => {
  if (!isObject(wanted) || !isObject(found))
    return Object.is(wanted, found) ? [] : [`${path}: ${brief(wanted)}, not ${brief(found)}`];
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  return [...names].flatMap((name) => differences(wanted[name], found[name], `${path}/${name}`));
};
