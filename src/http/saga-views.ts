import { z } from 'zod';
import type { EventEnvelope } from '../core/envelope.ts';
import type { SagaInstance } from '../core/saga-instance/state.ts';
import type { AggregateSnapshot, SagaRpc } from '../platform/rpc.ts';
import { sagaStub } from '../platform/stubs.ts';
import { findSaga, type SagaRow } from '../readmodel/operations.ts';
import { sagas } from '../sagas/catalog.ts';
import type { HttpContext } from './context.ts';
import { fromReadModel } from './read-model.ts';
import { notFound } from './views.ts';

const HISTORY_PAGE = 500;

/** Told elsewhere in the same answer, whole. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set(['SagaStarted', 'SagaEventReceived']);

/** Whose saga the path names; 404 when there is none, or none that the read model knows yet. */
export const sagaOfPath = async (context: HttpContext): Promise<SagaRow> => {
  const id = z.uuid().safeParse(context.req.param('id'));
  const row = id.success ? await fromReadModel(context, (database) => findSaga(database, id.data)) : null;
  if (!row) throw notFound('saga');
  return row;
};

/** The saga's object. */
export const stubOfSaga = (context: HttpContext, { userId, sagaId, region }: SagaRow): SagaRpc =>
  sagaStub(context.env, userId, sagaId, region);

/** How many of its definition's steps are behind it, as `3/5`; `3/?` when nobody who is deployed has the definition. */
export const progressOf = (type: string, version: number, stepsDone: number): string =>
  `${stepsDone}/${sagas.definition(type, version)?.steps.length ?? '?'}`;

/** A saga in a list of operators. */
export const sagaInList = ({ saga, ...row }: SagaRow) => ({
  ...row,
  ...saga,
  progress: progressOf(saga.sagaType, saga.definitionVersion, saga.stepsDone),
});

const snapshotOf = async (context: HttpContext, row: SagaRow): Promise<AggregateSnapshot> => {
  const snapshot = await stubOfSaga(context, row).read();
  if (!snapshot) throw notFound('saga');
  return snapshot;
};

const shown = (row: SagaRow, { version, state }: AggregateSnapshot) => {
  const { sagaId, userId, region } = row;
  const saga = state as SagaInstance;
  const { sagaType, definitionVersion, finished } = saga;
  const progress = progressOf(sagaType, definitionVersion, finished.length);
  return { sagaId, userId, region, version, progress, ...saga };
};

/** The saga from its own log, so that it is exact: where it stands, and its whole context. */
export const sagaAsItStands = async (context: HttpContext, row: SagaRow) =>
  shown(row, await snapshotOf(context, row));

/** The same with its history: every step, attempt and timing, in the order of the log. */
export const sagaInFull = async (context: HttpContext, row: SagaRow) => {
  const snapshot = await snapshotOf(context, row);
  const stub = stubOfSaga(context, row);
  const pages = Array.from(
    { length: Math.ceil(snapshot.version / HISTORY_PAGE) },
    (_, page) => 1 + page * HISTORY_PAGE,
  );
  const ranges = await Promise.all(pages.map((from) => stub.events(snapshot.epoch, from, HISTORY_PAGE)));
  const events = ranges.flatMap((range) => (range ? (JSON.parse(range.events) as EventEnvelope[]) : []));
  const history = events.map(({ eventType, occurredAt, aggregateVersion, actor, data }) => ({
    version: aggregateVersion,
    event: eventType,
    at: occurredAt,
    actor,
    data: TOLD_ELSEWHERE.has(eventType) ? undefined : data,
  }));
  return { ...shown(row, snapshot), history };
};
