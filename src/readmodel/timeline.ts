import type { Database } from './database.ts';

/** An archived event as its owner may read it. */
export interface TimelineEntry {
  readonly globalSeq: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly aggregateVersion: number;
  readonly occurredAt: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly sagaId: string | null;
  readonly actor: unknown;
  readonly data: unknown;
}

/**
 * A user's archived events of one flow, in archive order. Events of transactions that may still be overtaken by an older
 * running one are held back, so a reader that pages on `after` skips nothing.
 */
export const timeline = async (
  database: Database,
  query: {
    readonly userId: string;
    readonly correlationId: string;
    readonly after: string;
    readonly limit: number;
  },
): Promise<readonly TimelineEntry[]> => {
  const rows = await database.query(
    `SELECT global_seq::text AS global_seq, event_id, event_type, aggregate_type, aggregate_id, aggregate_version,
        to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS occurred_at,
        correlation_id, causation_id, saga_id, actor, data
      FROM event_store
      WHERE user_id = $1 AND correlation_id = $2 AND global_seq > $3::bigint
        AND txid < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY global_seq LIMIT $4`,
    [query.userId, query.correlationId, query.after, query.limit],
  );
  return rows.map((row) => ({
    globalSeq: String(row['global_seq']),
    eventId: String(row['event_id']),
    eventType: String(row['event_type']),
    aggregateType: String(row['aggregate_type']),
    aggregateId: String(row['aggregate_id']),
    aggregateVersion: Number(row['aggregate_version']),
    occurredAt: String(row['occurred_at']),
    correlationId: String(row['correlation_id']),
    causationId: row['causation_id'] === null ? null : String(row['causation_id']),
    sagaId: row['saga_id'] === null ? null : String(row['saga_id']),
    actor: row['actor'],
    data: row['data'],
  }));
};
