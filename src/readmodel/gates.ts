import type { GateSummary, SagaAtGate } from '../core/saga-gate/summary.ts';
import type { Database } from './database.ts';
import { cutPage, type Keyset, type Page } from './keyset.ts';

/** A key that is held. */
export interface GateRow {
  readonly gateId: string;
  readonly userId: string;
  readonly gate: GateSummary & { readonly holder: NonNullable<GateSummary['holder']> };
}

/** A saga that waits for a key, and the one it waits for; null while the key is between two holders. */
export interface PendingRow extends SagaAtGate {
  readonly key: string;
  readonly userId: string;
  readonly waitsFor: SagaAtGate | null;
}

/** What a list of gates may be narrowed to; null leaves a criterion out. */
export interface GateQuery {
  /** How the key begins. */
  readonly key: string | null;
  readonly userId: string | null;
  readonly after: Keyset | null;
  readonly limit: number;
}

const parametersOf = ({ key, userId, after, limit }: GateQuery) => [
  key,
  userId,
  after?.at ?? null,
  after?.id ?? null,
  limit + 1,
];

/** Keys that are held, the newest holder first. */
export const listGates = async (database: Database, query: GateQuery): Promise<Page<GateRow>> => {
  const rows = await database.query(
    `SELECT gate_id, user_id, doc FROM saga_gates
      WHERE held AND ($1::text IS NULL OR starts_with(gate_key, $1)) AND ($2::uuid IS NULL OR user_id = $2)
        AND ($3::timestamptz IS NULL OR ((doc #>> '{holder,since}')::timestamptz, gate_id) < ($3, $4::uuid))
      ORDER BY (doc #>> '{holder,since}')::timestamptz DESC, gate_id DESC LIMIT $5`,
    parametersOf(query),
  );
  const all = rows.map((row) => ({
    gateId: String(row['gate_id']),
    userId: String(row['user_id']),
    gate: row['doc'] as GateRow['gate'],
  }));
  return cutPage(all, query.limit, ({ gate, gateId }) => ({ at: gate.holder.since, id: gateId }));
};

/** Sagas that wait for a key, the newest first. */
export const listPending = async (database: Database, query: GateQuery): Promise<Page<PendingRow>> => {
  const rows = await database.query(
    `SELECT gate_key, user_id, applicant, doc->'holder' AS holder FROM saga_gates,
        LATERAL (
          SELECT saga AS applicant, (saga->>'since')::timestamptz AS since, (saga->>'sagaId')::uuid AS saga_id
          FROM jsonb_array_elements(doc->'waiting') AS saga
        ) AS applicants
      WHERE waiting > 0 AND ($1::text IS NULL OR starts_with(gate_key, $1)) AND ($2::uuid IS NULL OR user_id = $2)
        AND ($3::timestamptz IS NULL OR (since, saga_id) < ($3, $4::uuid))
      ORDER BY since DESC, saga_id DESC LIMIT $5`,
    parametersOf(query),
  );
  const all = rows.map(
    (row): PendingRow => ({
      ...(row['applicant'] as SagaAtGate),
      key: String(row['gate_key']),
      userId: String(row['user_id']),
      waitsFor: row['holder'] as SagaAtGate | null,
    }),
  );
  return cutPage(all, query.limit, ({ since, sagaId }) => ({ at: since, id: sagaId }));
};
