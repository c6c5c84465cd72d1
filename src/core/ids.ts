/** A synchronous SHA-256 that answers lower-case hex; injected, because the pure core has no crypto. */
export type Hash = (text: string) => string;

/**
 * A UUID (version 8) that is a pure function of its parts, so that whoever derives it again gets the same id.
 * Parts are length-prefixed: `['ab', 'c']` and `['a', 'bc']` differ.
 */
export const deterministicId = (hash: Hash, ...parts: readonly (string | number)[]): string => {
  const hex = hash(parts.map((part) => `${String(part).length}:${part}`).join('|'));
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/**
 * Id of the event at `version` of a log: a UUID whose first part is a hash of (aggregate, epoch) and whose last twelve digits
 * are the version. One hash serves a whole log; `series` is what `eventSeries` answered for it.
 */
export const eventIdOf = (series: string, version: number): string =>
  `${series}${version.toString(16).padStart(12, '0')}`;

/** The part that the ids of all events of one incarnation share. */
export const eventSeries = (hash: Hash, aggregateId: string, epoch: string): string =>
  deterministicId(hash, aggregateId, epoch).slice(0, 24);

/** JSON with sorted keys, so that equal values have equal text (rule Z-R7). */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${entries.join(',')}}`;
  }
  return JSON.stringify(value ?? null);
};
