import { Hono } from 'hono';
import { z } from 'zod';
import { epochMs, isUtcInstant } from '../../core/instant.ts';
import type { SagaCommand } from '../../core/saga-instance/commands.ts';
import { SAGA_STATUSES } from '../../core/saga-instance/state.ts';
import { listGates, listPending } from '../../readmodel/gates.ts';
import type { Keyset, Page } from '../../readmodel/keyset.ts';
import { listInterventions, listSagas } from '../../readmodel/operations.ts';
import { sagaDefinitions } from '../../sagas/catalog.ts';
import { jsonBody, queryOf } from '../body.ts';
import { accepted, operatorCommand } from '../commands.ts';
import type { HttpContext, HttpEnv } from '../context.ts';
import { decodeCursor, encodeCursor, listBody, pageQuery } from '../lists.ts';
import { requireOperator } from '../middleware.ts';
import { Problem } from '../problem.ts';
import { fromReadModel } from '../read-model.ts';
import { sagaAsItStands, sagaInFull, sagaInList, sagaOfPath, stubOfSaga } from '../saga-views.ts';

const name = z.string().min(1).max(100);
const sagaQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(SAGA_STATUSES).exclude(['absent']).optional(),
  type: name.optional(),
  userId: z.uuid().optional(),
  interventions: z.enum(['open']).optional(),
});
const interventionQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(['open', 'acknowledged', 'resolved']).optional(),
  type: name.optional(),
  userId: z.uuid().optional(),
});
const gateQuery = z.strictObject({ ...pageQuery, key: name.optional(), userId: z.uuid().optional() });

const who = { by: z.string().trim().min(1).max(100) };
const retryBody = z.strictObject({ ...who, step: name.nullable().default(null) });
const abortBody = z.strictObject({ ...who, reason: z.string().trim().min(1).max(500) });
const acknowledgeBody = z.strictObject(who);
const resolveBody = z.strictObject({ ...who, note: z.string().trim().min(1).max(2_000) });

/** Where a page of the read model begins: an instant that Postgres knows, and an id. */
const keyset = z.object({
  at: z.string().refine((at) => isUtcInstant(at) && epochMs(at) >= 0),
  id: z.uuid(),
});

const afterOf = (cursor: string | undefined): Keyset | null => {
  if (cursor === undefined) return null;
  const key = keyset.safeParse(decodeCursor(cursor));
  if (key.success) return key.data;
  throw new Problem(422, 'validation_failed', 'the request has invalid fields', {
    errors: [{ field: 'cursor', detail: 'is not a cursor of this list' }],
  });
};

/** A page of the read model as the body of a list. */
const pageBody = <Row, Item>({ rows, next }: Page<Row>, shown: (row: Row) => Item) =>
  listBody(rows.map(shown), next && encodeCursor(next));

/** Gives a command to the saga of the path and answers the saga as it stands then. */
const give = async (context: HttpContext, command: SagaCommand): Promise<Response> => {
  const row = await sagaOfPath(context);
  const envelope = operatorCommand(context, { userId: row.userId, region: row.region }, command);
  accepted(await stubOfSaga(context, row).execute(envelope));
  return context.json(await sagaAsItStands(context, row), 202);
};

/** What starts which saga, in words a reader needs: the event, the conflict key's presence, the window, steps and their limits. */
const triggerRows = () =>
  sagaDefinitions.flatMap(({ type, definitionVersion, triggers, steps, deadlineMs, objectiveMs }) =>
    triggers.map(({ eventType, dedupeWindowMs, conflictKey }) => ({
      eventType,
      sagaType: type,
      definitionVersion,
      takesLease: conflictKey !== undefined,
      dedupeWindowMs: dedupeWindowMs ?? 0,
      deadlineMs,
      objectiveMs,
      steps: steps.map((step) => step.name),
      pivot: steps.find((step) => step.pivot === true)?.name ?? null,
    })),
  );

/** The operator's view of all sagas, and the operator's hand on one. */
export const sagaRoutes = new Hono<HttpEnv>()
  .use(requireOperator)
  .get('/', async (context) => {
    const { limit, cursor, status, type, userId, interventions } = queryOf(context, sagaQuery);
    const query = {
      status: status ?? null,
      sagaType: type ?? null,
      userId: userId ?? null,
      withInterventions: interventions === 'open',
      after: afterOf(cursor),
      limit,
    };
    const page = await fromReadModel(context, (database) => listSagas(database, query));
    return context.json(pageBody(page, sagaInList));
  })
  .get('/triggers', (context) => context.json(listBody(triggerRows(), null)))
  .get('/interventions', async (context) => {
    const { limit, cursor, state, type, userId } = queryOf(context, interventionQuery);
    const query = {
      state: state ?? null,
      sagaType: type ?? null,
      userId: userId ?? null,
      after: afterOf(cursor),
      limit,
    };
    const page = await fromReadModel(context, (database) => listInterventions(database, query));
    return context.json(pageBody(page, (row) => row));
  })
  .get('/gates', async (context) => {
    const { limit, cursor, key, userId } = queryOf(context, gateQuery);
    const query = { key: key ?? null, userId: userId ?? null, after: afterOf(cursor), limit };
    const page = await fromReadModel(context, (database) => listGates(database, query));
    return context.json(
      pageBody(page, ({ userId: ownerId, gate: { conflictKey, holder, waiting, meetings } }) => ({
        key: conflictKey,
        userId: ownerId,
        holder,
        waiting,
        meetings,
      })),
    );
  })
  .get('/pending', async (context) => {
    const { limit, cursor, key, userId } = queryOf(context, gateQuery);
    const query = { key: key ?? null, userId: userId ?? null, after: afterOf(cursor), limit };
    const page = await fromReadModel(context, (database) => listPending(database, query));
    return context.json(pageBody(page, (row) => row));
  })
  .get('/:id', async (context) => context.json(await sagaInFull(context, await sagaOfPath(context))))
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
