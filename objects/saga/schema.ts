/** Tables of a saga's object: one row of progress, one per finished step, one per delivered event. */
export const SAGA_MIGRATIONS: readonly string[] = [
  `CREATE TABLE saga (id INTEGER PRIMARY KEY CHECK (id = 1), type TEXT NOT NULL, definition_version INTEGER NOT NULL,
     trigger TEXT NOT NULL, status TEXT NOT NULL, step INTEGER NOT NULL, attempt INTEGER NOT NULL, next_at INTEGER NOT NULL,
     deadline INTEGER NOT NULL, past_pivot INTEGER NOT NULL, failure TEXT);
   CREATE TABLE steps (step INTEGER PRIMARY KEY, name TEXT NOT NULL, result TEXT NOT NULL, attempts INTEGER NOT NULL,
     finished_at INTEGER NOT NULL);
   CREATE TABLE inbox (event_id TEXT PRIMARY KEY, position INTEGER NOT NULL, envelope TEXT NOT NULL) WITHOUT ROWID;`,
];
