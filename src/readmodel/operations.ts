import type { GateState } from '../core/saga-gate/gate.ts';
import type { SagaSummary } from '../core/saga-instance/summary.ts';
import type { Database } from './database.ts';

/** A saga in a list; `region` is where its object lives. */
export interface SagaRow {
  readonly sagaId: string;
  readonly version: number;
  readonly userId: string;
  readonly region: string;
  readonly startedAt: string;
  readonly saga: SagaSummary;
}

/** What a list of sagas may be narrowed to; null leaves a criterion out. */
export interface SagaQuery {
  readonly status: string | null;
  readonly sagaType: string | null;
  readonly userId: string | null;
  readonly sagaId: string | null;
  /** Only those that ask for a person. */
  readonly withInterventions: boolean;
  /** The page after this row, newest first. */
  readonly after: { readonly at: string; readonly id: string } | null;
  readonly limit: number;
}

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

/** Sagas of all users, newest first, by keyset. */
export const listSagas = async (database: Database, query: SagaQuery): Promise<readonly SagaRow[]> => {
  const rows = await database.query(
    `SELECT saga_id, version, user_id, region, doc,
        to_char(started_at AT TIME ZONE 'UTC', ${ISO}) AS started_at
      FROM sagas
      WHERE ($1::text IS NULL OR status = $1) AND ($2::text IS NULL OR saga_type = $2)
        AND ($3::uuid IS NULL OR user_id = $3) AND ($4::uuid IS NULL OR saga_id = $4)
        AND (NOT $5 OR open_interventions > 0)
        AND ($6::timestamptz IS NULL OR (date_trunc('milliseconds', started_at), saga_id) < ($6, $7::uuid))
      ORDER BY date_trunc('milliseconds', started_at) DESC, saga_id DESC LIMIT $8`,
    [
      query.status,
      query.sagaType,
      query.userId,
      query.sagaId,
      query.withInterventions,
      query.after?.at ?? null,
      query.after?.id ?? null,
      query.limit,
    ],
  );
  return rows.map((row) => ({
    sagaId: String(row['saga_id']),
    version: Number(row['version']),
    userId: String(row['user_id']),
    region: String(row['region']),
    startedAt: String(row['started_at']),
    saga: row['doc'] as SagaSummary,
  }));
};

/** Keys that are held or waited for. */
export const listGates = async (
  database: Database,
  limit: number,
): Promise<readonly { readonly key: string; readonly userId: string; readonly gate: GateState }[]> => {
  const rows = await database.query(
    `SELECT gate_key, user_id, doc FROM saga_gates WHERE held OR waiting > 0 ORDER BY updated_at DESC LIMIT $1`,
    [limit],
  );
  return rows.map((row) => ({
    key: String(row['gate_key']),
    userId: String(row['user_id']),
    gate: row['doc'] as GateState,
  }));
};
