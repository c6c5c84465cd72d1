import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { listBody, pageOf, pageQuery, type SortKey } from './lists.ts';
import { Problem } from './problem.ts';

const row = (at: number, id: string): SortKey => ({ at: `2026-01-01T00:00:0${at}.000Z`, id });
const key = (entry: SortKey) => entry;
const names = (rows: readonly SortKey[]) => rows.map(({ id }) => id);

const anyRows = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.uuid()), {
    selector: ([, id]) => id,
    maxLength: 30,
  })
  .map((list) => list.map(([at, id]) => row(at, id)));
const anyLimit = fc.integer({ min: 1, max: 10 });

/** Reads a list page by page; `between` may change it meanwhile. */
const readAll = (
  rows: readonly SortKey[],
  limit: number,
  between: (rows: readonly SortKey[], page: number) => readonly SortKey[] = (same) => same,
): readonly SortKey[] => {
  const read: SortKey[] = [];
  let current = rows;
  let cursor: string | null | undefined;
  for (let page = 0; cursor !== null; page++) {
    const shown = pageOf(current, key, { limit, cursor });
    expect(shown.rows.length).toBeLessThanOrEqual(limit);
    read.push(...shown.rows);
    cursor = shown.nextCursor;
    current = between(current, page);
  }
  return read;
};

describe('a page of a list (DESIGN 8: keyset, at most 100)', () => {
  it('shows the newest first, and of the same instant the greater id', () => {
    const rows = [row(1, 'a'), row(2, 'b'), row(1, 'c'), row(3, 'd')];
    expect(names(pageOf(rows, key, { limit: 10 }).rows)).toEqual(['d', 'b', 'c', 'a']);
  });

  it('has a cursor only when there is more', () => {
    const rows = [row(1, 'a'), row(2, 'b')];
    expect(pageOf(rows, key, { limit: 2 }).nextCursor).toBeNull();
    expect(pageOf(rows, key, { limit: 1 }).nextCursor).not.toBeNull();
    expect(pageOf([], key, { limit: 1 })).toEqual({ rows: [], nextCursor: null });
  });

  it('page by page shows every row once, in order', () => {
    fc.assert(
      fc.property(anyRows, anyLimit, (rows, limit) => {
        const whole = pageOf(rows, key, { limit: 100 }).rows;
        expect(readAll(rows, limit)).toEqual(whole);
        expect(names(whole).toSorted()).toEqual(names(rows).toSorted());
      }),
    );
  });

  it('neither repeats nor hides a row while newer ones arrive', () => {
    fc.assert(
      fc.property(anyRows, anyLimit, (rows, limit) => {
        const arriving = (current: readonly SortKey[], page: number) => [row(9, `new-${page}`), ...current];
        const old = readAll(rows, limit, arriving).filter(({ id }) => !id.startsWith('new-'));
        expect(old).toEqual(pageOf(rows, key, { limit: 100 }).rows);
      }),
    );
  });

  it('goes on where it stood even when the row of the cursor is gone', () => {
    const rows = [row(1, 'a'), row(2, 'b'), row(3, 'c')];
    const { nextCursor } = pageOf(rows, key, { limit: 2 });
    const without = rows.filter(({ id }) => id !== 'b');
    expect(names(pageOf(without, key, { limit: 2, cursor: nextCursor ?? '' }).rows)).toEqual(['a']);
  });

  it('leaves the list as it was', () => {
    const rows = Object.freeze([row(1, 'a'), row(2, 'b')]);
    expect(names(pageOf(rows, key, { limit: 5 }).rows)).toEqual(['b', 'a']);
    expect(names(rows)).toEqual(['a', 'b']);
  });
});

describe('a cursor', () => {
  it.each(['', '%%%', 'abc', btoa('no separator'), '\u00e9'])(
    '%j is refused with the field to blame',
    (cursor) => {
      const read = () => pageOf([row(1, 'a')], key, { limit: 1, cursor });
      expect(read).toThrow(Problem);
      expect(read).toThrow(
        expect.objectContaining({ status: 422, errors: [expect.objectContaining({ field: 'cursor' })] }),
      );
    },
  );
});

describe('the query of a list', () => {
  const query = z.object(pageQuery);

  it('shows 50 rows unless told otherwise', () => {
    expect(query.parse({})).toEqual({ limit: 50 });
    expect(query.parse({ limit: '7', cursor: 'x' })).toEqual({ limit: 7, cursor: 'x' });
  });

  it.each(['0', '101', '-1', '1.5', 'many'])('refuses a limit of %s', (limit) => {
    expect(query.safeParse({ limit }).success).toBe(false);
  });

  it('refuses a cursor that is no cursor by its length', () => {
    expect(query.safeParse({ cursor: 'x'.repeat(201) }).success).toBe(false);
  });
});

it('the body of a list has its items and the way to the next page', () => {
  expect(listBody(['a'], 'cursor')).toEqual({ items: ['a'], page: { nextCursor: 'cursor' } });
  expect(listBody([], null)).toEqual({ items: [], page: { nextCursor: null } });
});
