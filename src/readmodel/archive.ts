import type { EventEnvelope } from '../core/envelope.ts';
import type { Database } from './database.ts';
import { anyProjector, type Projector, projectInto } from './projector.ts';
import { gatesProjector, sagasProjector } from './sagas.ts';

/** Names one incarnation of a log. */
export interface LogId {
  readonly aggregateId: string;
  readonly epoch: string;
}

/** Key of a log in maps. */
export const logKey = ({ aggregateId, epoch }: LogId): string => `${aggregateId}/${epoch}`;

/** How far the archive holds these logs without a gap, by `logKey`; a log it does not know is left out. */
export const archivedVersions = async (
  database: Database,
  logs: readonly LogId[],
): Promise<Map<string, number>> => {
  const rows = await database.query(
    `SELECT p.aggregate_id, p.epoch, p.version FROM archive_progress p
       JOIN unnest($1::uuid[], $2::text[]) AS wanted(aggregate_id, epoch) USING (aggregate_id, epoch)`,
    [logs.map((log) => log.aggregateId), logs.map((log) => log.epoch)],
  );
  return new Map(
    rows.map((row) => [
      logKey({ aggregateId: String(row['aggregate_id']), epoch: String(row['epoch']) }),
      Number(row['version']),
    ]),
  );
};

const PROJECTORS: readonly Projector[] = [anyProjector(sagasProjector), anyProjector(gatesProjector)];

/** Stores events, brings read models up to them and moves the checkpoints, in one transaction; events stored before change nothing. */
export const archiveEvents = async (
  database: Database,
  events: readonly EventEnvelope[],
  checkpoints: readonly (LogId & { readonly version: number })[],
): Promise<void> => {
  const projected = await Promise.all(
    PROJECTORS.map((projector) => projectInto(database, projector, events)),
  );
  await database.transaction([
    database.query(INSERT_EVENTS, [JSON.stringify(events)]),
    ...projected.flat(),
    database.query(MOVE_CHECKPOINTS, [JSON.stringify(checkpoints)]),
  ]);
};

const INSERT_EVENTS = `
  INSERT INTO event_store (event_id, event_type, schema_version, aggregate_type, aggregate_id, epoch, aggregate_version,
    user_id, region, occurred_at, recorded_at, correlation_id, causation_id, saga_id, command_id, actor, data, meta)
  SELECT "eventId", "eventType", "schemaVersion", "aggregateType", "aggregateId", epoch, "aggregateVersion",
    "userId", region, "occurredAt", "recordedAt", "correlationId", "causationId", "sagaId", "commandId", actor, data, meta
  FROM jsonb_to_recordset($1::jsonb) AS e("eventId" uuid, "eventType" text, "schemaVersion" int, "aggregateType" text,
    "aggregateId" uuid, epoch text, "aggregateVersion" bigint, "userId" uuid, region text, "occurredAt" timestamptz,
    "recordedAt" timestamptz, "correlationId" uuid, "causationId" uuid, "sagaId" uuid, "commandId" uuid, actor jsonb,
    data jsonb, meta jsonb)
  ON CONFLICT DO NOTHING`;

const MOVE_CHECKPOINTS = `
  INSERT INTO archive_progress (aggregate_id, epoch, version)
  SELECT "aggregateId", epoch, version FROM jsonb_to_recordset($1::jsonb) AS c("aggregateId" uuid, epoch text, version bigint)
  ON CONFLICT (aggregate_id, epoch) DO UPDATE
    SET version = greatest(archive_progress.version, excluded.version), updated_at = now()`;
