import { Hono } from 'hono';
import { z } from 'zod';
import type { EventEnvelope } from '../../core/envelope.ts';
import type { SagaCommand } from '../../core/saga-instance/commands.ts';
import { SAGA_STATUSES, type SagaInstance } from '../../core/saga-instance/state.ts';
import { sagaStub } from '../../platform/stubs.ts';
import { listGates, listSagas, type SagaQuery, type SagaRow } from '../../readmodel/operations.ts';
import { jsonBody, queryOf } from '../body.ts';
import { accepted, operatorCommand } from '../commands.ts';
import type { HttpContext, HttpEnv } from '../context.ts';
import { decodeCursor, encodeCursor, listBody, pageQuery } from '../lists.ts';
import { requireOperator } from '../middleware.ts';
import { fromReadModel } from '../read-model.ts';
import { notFound } from '../views.ts';

const HISTORY_PAGE = 500;
const GATES_SHOWN = 100;

const listQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(SAGA_STATUSES).optional(),
  type: z.string().max(100).optional(),
  userId: z.uuid().optional(),
  interventions: z.enum(['open']).optional(),
});

const who = { by: z.string().trim().min(1).max(100) };
const retryBody = z.strictObject({ ...who, step: z.string().max(100).nullable().default(null) });
const abortBody = z.strictObject({ ...who, reason: z.string().trim().min(1).max(500) });
const acknowledgeBody = z.strictObject(who);
const resolveBody = z.strictObject({ ...who, note: z.string().trim().min(1).max(2_000) });

const find = (context: HttpContext, query: Partial<SagaQuery>) =>
  fromReadModel(context, (database) =>
    listSagas(database, {
      status: null,
      sagaType: null,
      userId: null,
      sagaId: null,
      withInterventions: false,
      after: null,
      limit: 1,
      ...query,
    }),
  );

/** The saga of the path; 404 when the read model knows none. */
const sagaOfPath = async (context: HttpContext): Promise<SagaRow> => {
  const id = z.uuid().safeParse(context.req.param('id'));
  const [row] = id.success ? await find(context, { sagaId: id.data }) : [];
  if (!row) throw notFound('saga');
  return row;
};

const stubOf = (context: HttpContext, { userId, sagaId, region }: SagaRow) =>
  sagaStub(context.env, userId, sagaId, region);

const inList = ({ saga, ...row }: SagaRow) => ({ ...row, ...saga });

/** The saga itself, from its own log: exact, and with every attempt. */
const inFull = async (context: HttpContext, row: SagaRow) => {
  const stub = stubOf(context, row);
  const snapshot = await stub.read();
  if (!snapshot) throw notFound('saga');
  const { trigger, inbox, ...state } = snapshot.state as SagaInstance;
  const range = await stub.events(snapshot.epoch, 1, HISTORY_PAGE);
  const history = (range ? (JSON.parse(range.events) as EventEnvelope[]) : []).map(
    ({ eventType, occurredAt, aggregateVersion, actor, data }) => ({
      version: aggregateVersion,
      event: eventType,
      at: occurredAt,
      actor,
      data: eventType === 'SagaStarted' || eventType === 'SagaEventReceived' ? undefined : data,
    }),
  );
  const { sagaId, userId, region } = row;
  return { sagaId, userId, region, ...state, trigger, inbox, history };
};

const give = async (context: HttpContext, command: SagaCommand): Promise<Response> => {
  const row = await sagaOfPath(context);
  const envelope = operatorCommand(context, { userId: row.userId, region: row.region }, command);
  accepted(await stubOf(context, row).execute(envelope));
  return context.json(await inFull(context, row), 202);
};

/** The operator's view of all sagas, and the operator's hand on one. */
export const sagaRoutes = new Hono<HttpEnv>()
  .use(requireOperator)
  .get('/', async (context) => {
    const { limit, cursor, ...query } = queryOf(context, listQuery);
    const rows = await find(context, {
      status: query.status ?? null,
      sagaType: query.type ?? null,
      userId: query.userId ?? null,
      withInterventions: query.interventions === 'open',
      after: cursor === undefined ? null : decodeCursor(cursor),
      limit,
    });
    const last = rows.length === limit ? rows.at(-1) : undefined;
    const next = last ? encodeCursor({ at: last.startedAt, id: last.sagaId }) : null;
    return context.json(listBody(rows.map(inList), next));
  })
  .get('/gates', async (context) =>
    context.json(
      listBody(await fromReadModel(context, (database) => listGates(database, GATES_SHOWN)), null),
    ),
  )
  .get('/:id', async (context) => context.json(await inFull(context, await sagaOfPath(context))))
  .post('/:id/retry', async (context) => {
    const { by, step } = await jsonBody(context, retryBody);
    return give(context, { type: 'RetrySagaCommand', by, step });
  })
  .post('/:id/abort', async (context) => {
    const { by, reason } = await jsonBody(context, abortBody);
    return give(context, { type: 'AbortSagaCommand', by, reason: { code: 'aborted', detail: reason } });
  })
  .post('/:id/interventions/:interventionId/acknowledge', async (context) => {
    const { by } = await jsonBody(context, acknowledgeBody);
    const interventionId = context.req.param('interventionId');
    return give(context, { type: 'AcknowledgeInterventionCommand', interventionId, by });
  })
  .post('/:id/interventions/:interventionId/resolve', async (context) => {
    const { by, note } = await jsonBody(context, resolveBody);
    const interventionId = context.req.param('interventionId');
    return give(context, { type: 'ResolveInterventionCommand', interventionId, by, note });
  });
