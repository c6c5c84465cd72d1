/**
 * Tables of an aggregate's object, as an append-only list of migrations. `PRAGMA user_version` is refused here, hence an own
 * table of applied steps. `events` costs two rows an event (the row and its command in the partial index), a command's later
 * events one.
 */
export const AGGREGATE_MIGRATIONS: readonly string[] = [
  `CREATE TABLE epochs (ordinal INTEGER PRIMARY KEY, epoch TEXT NOT NULL, aggregate_id TEXT NOT NULL,
     first_seq INTEGER NOT NULL, user_id TEXT NOT NULL, region TEXT NOT NULL);
   CREATE TABLE events (seq INTEGER PRIMARY KEY, event_type TEXT NOT NULL, envelope TEXT NOT NULL,
     command_id TEXT, command_hash TEXT, command_events INTEGER);
   CREATE UNIQUE INDEX events_by_command ON events (command_id) WHERE command_id IS NOT NULL;
   CREATE TABLE outcomes (command_id TEXT PRIMARY KEY, hash TEXT NOT NULL, result TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE cursors (id INTEGER PRIMARY KEY CHECK (id = 1), positions TEXT NOT NULL);
   CREATE TABLE parked (destination TEXT NOT NULL, seq INTEGER NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL,
     PRIMARY KEY (destination, seq)) WITHOUT ROWID;
   CREATE TABLE snapshot (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, state_schema INTEGER NOT NULL,
     state TEXT NOT NULL);`,
];
