import { z } from 'zod';
import { readLog } from '../bus/archive-consumer.ts';
import type { EventEnvelope } from '../core/envelope.ts';
import type { SagaEvent } from '../core/saga-instance/events.ts';
import type { SagaInstance } from '../core/saga-instance/state.ts';
import { type SagaSummary, summarizeSaga } from '../core/saga-instance/summary.ts';
import { readEvent } from '../domains/catalog.ts';
import type { AggregateSnapshot, SagaRpc } from '../platform/rpc.ts';
import { sagaStub } from '../platform/stubs.ts';
import { findSaga, type SagaRow } from '../readmodel/operations.ts';
import { sagas } from '../sagas/catalog.ts';
import type { HttpContext } from './context.ts';
import { fromReadModel } from './read-model.ts';
import { notFound } from './views.ts';

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

/** What only the whole log tells: each execution of a step, what was undone, who dealt with an intervention when, and why it was aborted. */
const summaryOf = (events: readonly EventEnvelope[], { failure }: Pick<SagaInstance, 'failure'>) => {
  const facts = events.flatMap((event) => (readEvent(event) as SagaEvent | null) ?? []);
  const summary = facts.reduce(summarizeSaga, null as SagaSummary | null);
  if (!summary) return {};
  const { steps, undone, interventions, late, totalMs } = summary;
  return { failure: failure ?? summary.failure, steps, undone, interventions, late, totalMs };
};

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
  const { sagaId, userId, region } = row;
  const { aggregateId, epoch, version } = snapshot;
  const log = { aggregateType: 'saga', objectKey: sagaId, aggregateId, epoch, userId, region };
  const events = (await readLog(context.env, log, 1)).filter(
    ({ aggregateVersion }) => aggregateVersion <= version,
  );
  const history = events.map(({ eventType, occurredAt, aggregateVersion, actor, data }) => ({
    version: aggregateVersion,
    event: eventType,
    at: occurredAt,
    actor,
    data: TOLD_ELSEWHERE.has(eventType) ? undefined : data,
  }));
  const saga = shown(row, snapshot);
  return { ...saga, ...summaryOf(events, saga), history };
};
