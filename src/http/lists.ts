import { z } from 'zod';
import { Problem } from './problem.ts';

/** Query parameters that every list takes. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
};

/** Where a row stands in its list, newest first. */
export interface SortKey {
  readonly at: string;
  readonly id: string;
}

const after = (a: SortKey, b: SortKey): number => (a.at === b.at ? compare(b.id, a.id) : compare(b.at, a.at));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Where a page begins; 422 on a cursor that no list gave out. */
export const decodeCursor = (cursor: string): SortKey => {
  const [at, id] = atobOrNull(cursor)?.split('|') ?? [];
  if (at === undefined || id === undefined)
    throw new Problem(422, 'validation_failed', 'the request has invalid fields', {
      errors: [{ field: 'cursor', detail: 'is not a cursor of this list' }],
    });
  return { at, id };
};

const atobOrNull = (text: string): string | null => {
  try {
    return atob(text);
  } catch {
    return null;
  }
};

/** The cursor of the page after this row. */
export const encodeCursor = ({ at, id }: SortKey): string => btoa(`${at}|${id}`);

/** One page, newest first, by keyset: rows that arrive meanwhile neither repeat nor hide others. */
export const pageOf = <Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => SortKey,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): { readonly rows: readonly Row[]; readonly nextCursor: string | null } => {
  const from = cursor === undefined ? null : decodeCursor(cursor);
  const sorted = [...rows].sort((a, b) => after(keyOf(a), keyOf(b)));
  const rest = from ? sorted.filter((row) => after(from, keyOf(row)) < 0) : sorted;
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = last && rest.length > limit ? encodeCursor(keyOf(last)) : null;
  return { rows: shown, nextCursor };
};

/** The body of a list. */
export const listBody = <Item>(items: readonly Item[], nextCursor: string | null) => ({
  items,
  page: { nextCursor },
});
