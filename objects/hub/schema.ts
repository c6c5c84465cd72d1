/** Tables of a hub. Rows keep the aggregate they came from, so that a new incarnation of it can replace them. */
export const HUB_MIGRATIONS: readonly string[] = [
  `CREATE TABLE progress (aggregate_id TEXT PRIMARY KEY, epoch TEXT NOT NULL, version INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE view_rows (kind TEXT NOT NULL, id TEXT NOT NULL, aggregate_id TEXT NOT NULL, version INTEGER NOT NULL,
     updated_at TEXT NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
   CREATE TABLE topics (name TEXT PRIMARY KEY, epoch TEXT NOT NULL, head INTEGER NOT NULL) WITHOUT ROWID;`,
];
