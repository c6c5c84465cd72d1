/** Objects and lists inside each other that a payload may have; deeper ones are no signals. */
const MAX_DEPTH = 8;

const PLACEHOLDER = /\{\{[^{}]*\}\}/;

/** Why a payload cannot be a signal whatever it says, or null: nested too deeply, or a placeholder nobody filled in (brokers 6.1). */
export const payloadProblem = (value: unknown, depth = 0): string | null => {
  if (typeof value === 'string') {
    const placeholder = PLACEHOLDER.exec(value);
    return placeholder ? `the placeholder ${placeholder[0].slice(0, 60)} was not filled in` : null;
  }
  if (value === null || typeof value !== 'object') return null;
  if (depth === MAX_DEPTH) return 'it is nested too deeply';
  for (const part of Object.values(value)) {
    const problem = payloadProblem(part, depth + 1);
    if (problem) return problem;
  }
  return null;
};

/** True for a JSON object. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

/** Names by which senders call a field, the first that has a value wins. */
export type Names = Readonly<Record<string, readonly string[]>>;

/** Adds the snake_case spelling of each name, because senders write both. */
export const withSnakeCase = (names: Names): Names =>
  Object.fromEntries(
    Object.entries(names).map(([field, known]) => [
      field,
      [...new Set(known.flatMap((name) => [name, snakeCase(name)]))],
    ]),
  );

const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';

/** The fields under their own names; null and empty text count as left out, and what has no name here is left aside. */
export const renamed = (
  payload: Readonly<Record<string, unknown>>,
  names: Names,
): Readonly<Record<string, unknown>> => {
  const fields: Record<string, unknown> = {};
  for (const [field, known] of Object.entries(names)) {
    const name = known.find((candidate) => Object.hasOwn(payload, candidate) && isGiven(payload[candidate]));
    if (name !== undefined) fields[field] = payload[name];
  }
  return fields;
};
