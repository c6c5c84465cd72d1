/** The row before a page, newest first. */
export interface Keyset {
  readonly at: string;
  readonly id: string;
}

/** Rows of a page, and where the next one begins; null when nothing follows. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: Keyset | null;
}

/** Cuts a page out of rows of which one more was asked for than is shown. */
export const cutPage = <Row>(rows: readonly Row[], limit: number, keyOf: (row: Row) => Keyset): Page<Row> => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: last && rows.length > limit ? keyOf(last) : null };
};
