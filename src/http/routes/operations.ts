import { Hono } from 'hono';
import { z } from 'zod';
import { epochMs } from '../../core/instant.ts';
import type { SagaSummary } from '../../core/saga-instance/summary.ts';
import type { ViewRow } from '../../core/view.ts';
import type { HttpEnv } from '../context.ts';
import { listBody } from '../lists.ts';
import { requireUser } from '../middleware.ts';
import { progressOf } from '../saga-views.ts';
import { notFound, rowsOf } from '../views.ts';

/** A running or finished saga as its user sees it. */
const operationOf = ({ id, doc }: ViewRow<SagaSummary>) => ({
  sagaId: id,
  type: doc.sagaType,
  status: doc.status,
  progress: progressOf(doc.sagaType, doc.definitionVersion, doc.stepsDone),
  step: doc.step,
  attempt: doc.attempt,
  failure: doc.failure,
  needsAttention: doc.interventions.some(({ state }) => state !== 'resolved'),
  startedAt: doc.startedAt,
  endedAt: doc.endedAt,
  totalMs: doc.totalMs,
});

/** What became of the work that an answer named by `operationId`: every saga of that flow. */
export const operationRoutes = new Hono<HttpEnv>().use(requireUser).get('/:operationId', async (context) => {
  const operationId = z.uuid().safeParse(context.req.param('operationId'));
  if (!operationId.success) throw notFound('operation');
  const rows = (await rowsOf(context, 'operations')) as readonly ViewRow<SagaSummary>[];
  const mine = rows.filter(({ doc }) => doc.correlationId === operationId.data);
  if (mine.length === 0) throw notFound('operation');
  const sorted = mine.toSorted((a, b) => epochMs(a.doc.startedAt) - epochMs(b.doc.startedAt));
  return context.json({ operationId: operationId.data, ...listBody(sorted.map(operationOf), null) });
});
