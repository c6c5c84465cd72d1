import type { NeonQueryPromise } from '@neondatabase/serverless';
import type { EventEnvelope } from '../core/envelope.ts';
import type { Database } from './database.ts';

type Statement = NeonQueryPromise<false, false>;

/** A row of a read model as it is folded. */
export interface FoldedRow<Doc = unknown> {
  readonly aggregateId: string;
  readonly version: number;
  readonly doc: Doc;
  /** The last event in it. */
  readonly last: EventEnvelope;
}

/** A read model that spans users: one row per aggregate, folded from its log and guarded by its version (rule S-R7). */
export interface Projector<Doc = unknown> {
  readonly aggregateType: string;
  /** Table that holds `(id, version, doc)`, and the name of its id column. */
  readonly table: string;
  readonly idColumn: string;
  /** The row after the event; null while there is none. */
  readonly fold: (doc: Doc | null, event: EventEnvelope) => Doc | null;
  /** Writes the rows unless they are there in a later version. */
  readonly save: (database: Database, rows: readonly FoldedRow<Doc>[]) => Statement;
}

/** Forgets the type of a projector's rows. */
export const anyProjector = <Doc>(projector: Projector<Doc>): Projector => projector as unknown as Projector;

const known = async (database: Database, { table, idColumn }: Projector, ids: readonly string[]) => {
  const rows = await database.query(
    `SELECT ${idColumn} AS id, version, doc FROM ${table} WHERE ${idColumn} = ANY($1::uuid[])`,
    [ids],
  );
  return new Map(
    rows.map((row) => [String(row['id']), { version: Number(row['version']), doc: row['doc'] as unknown }]),
  );
};

/** Archived events of a log before those at hand, for a read model that is younger than the log. */
const earlier = async (
  database: Database,
  { aggregateId, epoch }: EventEnvelope,
  after: number,
  before: number,
): Promise<readonly EventEnvelope[]> => {
  const rows = await database.query(
    `SELECT event_type, schema_version, aggregate_version, data FROM event_store
       WHERE aggregate_id = $1 AND epoch = $2 AND aggregate_version > $3 AND aggregate_version < $4
       ORDER BY aggregate_version`,
    [aggregateId, epoch, after, before],
  );
  return rows.map(
    (row) =>
      ({
        aggregateId,
        epoch,
        eventType: String(row['event_type']),
        schemaVersion: Number(row['schema_version']),
        aggregateVersion: Number(row['aggregate_version']),
        data: row['data'],
      }) as EventEnvelope,
  );
};

/** The statements that bring a read model up to these events, which are fresh and in order per log. */
export const projectInto = async (
  database: Database,
  projector: Projector,
  events: readonly EventEnvelope[],
): Promise<readonly Statement[]> => {
  const mine = events.filter(({ aggregateType }) => aggregateType === projector.aggregateType);
  if (mine.length === 0) return [];
  const perLog = Map.groupBy(mine, ({ aggregateId }) => aggregateId);
  const before = await known(database, projector, [...perLog.keys()]);
  const rows: FoldedRow[] = [];
  for (const [aggregateId, log] of perLog) {
    const start = before.get(aggregateId) ?? { version: 0, doc: null };
    const first = log[0] as EventEnvelope;
    const gap =
      first.aggregateVersion > start.version + 1
        ? await earlier(database, first, start.version, first.aggregateVersion)
        : [];
    let doc: unknown = start.doc;
    for (const event of [...gap, ...log])
      if (event.aggregateVersion > start.version) doc = projector.fold(doc, event);
    const last = log.at(-1) as EventEnvelope;
    if (doc !== null) rows.push({ aggregateId, version: last.aggregateVersion, doc, last });
  }
  return rows.length > 0 ? [projector.save(database, rows)] : [];
};
