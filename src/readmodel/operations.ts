import type { InterventionSummary, SagaSummary } from '../core/saga-instance/summary.ts';
import type { Database } from './database.ts';
import { cutPage, type Keyset, type Page } from './keyset.ts';
import type { SagaDoc } from './sagas.ts';

/** A saga in a list; `region` is where its object lives. */
export interface SagaRow {
  readonly sagaId: string;
  readonly version: number;
  readonly userId: string;
  readonly region: string;
  readonly saga: SagaDoc;
}

/** What a list of sagas may be narrowed to; null leaves a criterion out. */
export interface SagaQuery {
  readonly status: string | null;
  readonly sagaType: string | null;
  readonly userId: string | null;
  /** Only those that ask for a person. */
  readonly withInterventions: boolean;
  readonly after: Keyset | null;
  readonly limit: number;
}

const rowOf = (row: Record<string, unknown>): SagaRow => ({
  sagaId: String(row['saga_id']),
  version: Number(row['version']),
  userId: String(row['user_id']),
  region: String(row['region']),
  saga: row['doc'] as SagaDoc,
});

/** Sagas of all users, newest first. */
export const listSagas = async (database: Database, query: SagaQuery): Promise<Page<SagaRow>> => {
  const rows = await database.query(
    `SELECT saga_id, version, user_id, region, doc FROM sagas
      WHERE ($1::text IS NULL OR status = $1) AND ($2::text IS NULL OR saga_type = $2)
        AND ($3::uuid IS NULL OR user_id = $3) AND (NOT $4 OR open_interventions > 0)
        AND ($5::timestamptz IS NULL OR (started_at, saga_id) < ($5, $6::uuid))
      ORDER BY started_at DESC, saga_id DESC LIMIT $7`,
    [
      query.status,
      query.sagaType,
      query.userId,
      query.withInterventions,
      query.after?.at ?? null,
      query.after?.id ?? null,
      query.limit + 1,
    ],
  );
  return cutPage(rows.map(rowOf), query.limit, ({ saga, sagaId }) => ({ at: saga.startedAt, id: sagaId }));
};

/** Whose saga this is and where it lives, or null when the read model does not know it (yet). */
export const findSaga = async (database: Database, sagaId: string): Promise<SagaRow | null> => {
  const [row] = await database.query(
    'SELECT saga_id, version, user_id, region, doc FROM sagas WHERE saga_id = $1',
    [sagaId],
  );
  return row ? rowOf(row) : null;
};

/** An intervention in a list, with the saga that asks for it. */
export interface InterventionRow extends InterventionSummary {
  readonly sagaId: string;
  readonly sagaType: string;
  readonly sagaStatus: SagaSummary['status'];
  readonly userId: string;
}

/** What a list of interventions may be narrowed to; null leaves a criterion out. */
export interface InterventionQuery {
  readonly state: string | null;
  readonly sagaType: string | null;
  readonly userId: string | null;
  readonly after: Keyset | null;
  readonly limit: number;
}

/** Interventions of all sagas, the newest first. */
export const listInterventions = async (
  database: Database,
  query: InterventionQuery,
): Promise<Page<InterventionRow>> => {
  const rows = await database.query(
    `SELECT saga_id, user_id, saga_type, status, asked FROM sagas,
        LATERAL (
          SELECT record AS asked, (record->>'openedAt')::timestamptz AS opened_at,
            (record->>'interventionId')::uuid AS intervention_id
          FROM jsonb_array_elements(doc->'interventions') AS record
        ) AS interventions
      WHERE jsonb_array_length(doc->'interventions') > 0
        AND ($1::text IS NULL OR asked->>'state' = $1) AND ($2::text IS NULL OR saga_type = $2)
        AND ($3::uuid IS NULL OR user_id = $3)
        AND ($4::timestamptz IS NULL OR (opened_at, intervention_id) < ($4, $5::uuid))
      ORDER BY opened_at DESC, intervention_id DESC LIMIT $6`,
    [
      query.state,
      query.sagaType,
      query.userId,
      query.after?.at ?? null,
      query.after?.id ?? null,
      query.limit + 1,
    ],
  );
  const all = rows.map(
    (row): InterventionRow => ({
      ...(row['asked'] as InterventionSummary),
      sagaId: String(row['saga_id']),
      sagaType: String(row['saga_type']),
      sagaStatus: String(row['status']),
      userId: String(row['user_id']),
    }),
  );
  return cutPage(all, query.limit, ({ openedAt, interventionId }) => ({ at: openedAt, id: interventionId }));
};
