import type { EventEnvelope } from '../core/envelope.ts';
import { eventRegistry } from '../core/event-registry.ts';
import { type GateEvent, gateEvents } from '../core/saga-gate/events.ts';
import { type GateSummary, summarizeGate } from '../core/saga-gate/summary.ts';
import { type SagaEvent, sagaEvents } from '../core/saga-instance/events.ts';
import { type SagaSummary, summarizeSaga } from '../core/saga-instance/summary.ts';
import type { Projector } from './projector.ts';

const sagaRegistry = eventRegistry<SagaEvent>(sagaEvents);
const gateRegistry = eventRegistry<GateEvent>(gateEvents);

/** A saga's summary, and whether it is about the virtual broker; null when its trigger names no broker. */
export interface SagaDoc extends SagaSummary {
  readonly virtual: boolean | null;
}

const VIRTUAL_BROKER = 'virtual';

const isVirtual = ({ type, data }: SagaEvent): boolean | null => {
  const brokerId = type === sagaEvents.SagaStarted.type ? data.trigger.data['brokerId'] : undefined;
  return brokerId === undefined ? null : brokerId === VIRTUAL_BROKER;
};

const isOpen = ({ state }: SagaSummary['interventions'][number]) => state !== 'resolved';

/** Every saga of every user. */
export const sagasProjector: Projector<SagaDoc> = {
  aggregateType: 'saga',
  table: 'sagas',
  idColumn: 'saga_id',
  fold: (doc, event: EventEnvelope) => {
    const read = sagaRegistry.read(event);
    const summary = read && summarizeSaga(doc, read);
    return summary ? { ...summary, virtual: doc ? doc.virtual : isVirtual(read) } : doc;
  },
  save: (database, rows) =>
    database.query(
      `INSERT INTO sagas (saga_id, version, user_id, region, saga_type, status, correlation_id, started_at, open_interventions, doc)
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(saga_id uuid, version bigint, user_id uuid, region text,
         saga_type text, status text, correlation_id uuid, started_at timestamptz, open_interventions int, doc jsonb)
       ON CONFLICT (saga_id) DO UPDATE SET version = excluded.version, status = excluded.status,
         open_interventions = excluded.open_interventions, doc = excluded.doc, updated_at = now()
         WHERE sagas.version < excluded.version`,
      [
        JSON.stringify(
          rows.map(({ aggregateId, version, doc, last }) => ({
            saga_id: aggregateId,
            version,
            user_id: doc.userId,
            region: last.region,
            saga_type: doc.sagaType,
            status: doc.status,
            correlation_id: doc.correlationId,
            started_at: doc.startedAt,
            open_interventions: doc.interventions.filter(isOpen).length,
            doc,
          })),
        ),
      ],
    ),
};

/** Who holds which key, and who waits for it. */
export const gatesProjector: Projector<GateSummary> = {
  aggregateType: 'saga_gate',
  table: 'saga_gates',
  idColumn: 'gate_id',
  fold: (doc, event: EventEnvelope) => {
    const read = gateRegistry.read(event);
    return read ? summarizeGate(doc, read) : doc;
  },
  save: (database, rows) =>
    database.query(
      `INSERT INTO saga_gates (gate_id, version, user_id, region, gate_key, held, waiting, doc)
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(gate_id uuid, version bigint, user_id uuid, region text,
         gate_key text, held boolean, waiting int, doc jsonb)
       ON CONFLICT (gate_id) DO UPDATE SET version = excluded.version, held = excluded.held, waiting = excluded.waiting,
         doc = excluded.doc, updated_at = now() WHERE saga_gates.version < excluded.version`,
      [
        JSON.stringify(
          rows.map(({ aggregateId, version, doc, last }) => ({
            gate_id: aggregateId,
            version,
            user_id: last.userId,
            region: last.region,
            gate_key: doc.conflictKey,
            held: doc.holder !== null,
            waiting: doc.waiting.length,
            doc,
          })),
        ),
      ],
    ),
};
