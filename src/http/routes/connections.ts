import { Hono } from 'hono';
import { z } from 'zod';
import type { BrokerResult } from '../../brokers/port.ts';
import { instant } from '../../core/instant.ts';
import type { ViewRow } from '../../core/view.ts';
import type {
  BrokerConnectionCommand,
  BrokerConnectionState,
  BrokerId,
} from '../../domains/broker-connection/broker-connection.ts';
import { BROKERS, connectionIdOf, ENVIRONMENTS } from '../../domains/broker-connection/values.ts';
import { brokerConnectionResource, brokerHealthResource } from '../../domains/broker-connection/view.ts';
import type { UserAccountCommand } from '../../domains/user-account/commands.ts';
import { idOf } from '../../platform/hash.ts';
import { aggregateStub, brokerConnectionStub } from '../../platform/stubs.ts';
import { jsonBody, queryOf } from '../body.ts';
import { accepted, etag, operationOf, requestIdentity, userCommand } from '../commands.ts';
import type { HttpContext, HttpEnv } from '../context.ts';
import { listBody, pageOf, pageQuery } from '../lists.ts';
import { requireUser } from '../middleware.ts';
import { optionalBody } from '../optional-body.ts';
import { Problem } from '../problem.ts';
import { notFound, resourceAnswer, rowOf, rowsOf } from '../views.ts';

/** Brokers that this deployment has an adapter for, with how they are signed in to. */
const ADAPTERS: { readonly [B in BrokerId]?: 'none' } = { virtual: 'none' };

const connectBody = z.strictObject({
  brokerId: z.enum(BROKERS),
  environment: z.enum(ENVIRONMENTS).default('paper'),
});

const disconnectBody = z.strictObject({
  reason: z.string().trim().min(1).max(200).default('user_request'),
  /** Orders at the broker stay open unless this asks otherwise. */
  cancelOpenOrders: z.boolean().default(false),
});

const listQuery = z.strictObject({
  ...pageQuery,
  includeDisconnected: z.enum(['true', 'false']).default('false'),
  brokerId: z.string().trim().toLowerCase().pipe(z.enum(BROKERS)).optional(),
});

type Row = ViewRow<BrokerConnectionState>;

const authMethodOf = (brokerId: BrokerId): 'none' => {
  const authMethod = ADAPTERS[brokerId];
  if (authMethod) return authMethod;
  const detail = `${brokerId} cannot be connected yet; ${Object.keys(ADAPTERS).join(', ')} can`;
  throw new Problem(422, 'broker_not_supported', detail, { errors: [{ field: 'brokerId', detail }] });
};

/** The connection of the path, as it stands; 404 when the caller has none of that id. */
const connectionOfPath = async (context: HttpContext) => {
  const id = context.req.param('id') ?? '';
  const { userId, region } = context.get('token');
  const stub = brokerConnectionStub(context.env, userId, id, region);
  const snapshot = z.uuid().safeParse(id).success ? await stub.read() : null;
  if (!snapshot) throw notFound('connection');
  return { id, userId, stub, state: snapshot.state as BrokerConnectionState };
};

type ConnectionOfPath = Awaited<ReturnType<typeof connectionOfPath>>;

/** What the broker's answer to a health check says of its connection: one that was thought to work is reported as lost. */
const healthReport = ({ status }: BrokerConnectionState, answer: BrokerResult): BrokerConnectionCommand => {
  if (answer.ok) return { type: 'ReportHealthCheckCommand', isHealthy: true, newStatus: null, reason: null };
  const { kind, code, detail } = answer.error;
  return status === 'connected'
    ? {
        type: 'ReportConnectionFailureCommand',
        reason: code,
        details: detail,
        requiresUserAction: kind === 'rejected',
      }
    : { type: 'ReportHealthCheckCommand', isHealthy: false, newStatus: null, reason: code };
};

/** Gives a command to the connection of the path and answers the connection as the command left it. */
const answerConnection = async (
  context: HttpContext,
  route: string,
  body: unknown,
  commandFor: (connection: ConnectionOfPath, flow: string) => Promise<BrokerConnectionCommand>,
): Promise<Response> => {
  const connection = await connectionOfPath(context);
  const { id, userId, stub } = connection;
  const identity = requestIdentity(context, { userId, route: `${route}:${id}`, body });
  const command = await commandFor(connection, identity.commandId);
  const result = accepted(await stub.execute(userCommand(context, identity, command)));
  const doc = result.state as BrokerConnectionState;
  const row: Row = { id, version: result.version, updatedAt: instant(Date.now()), doc };
  context.header('etag', etag(result.version));
  return context.json({ ...brokerConnectionResource(row), ...operationOf(identity, result) }, 202);
};

const isGone = ({ doc: { status } }: Row) => status === 'disconnecting' || status === 'disconnected';

/** Broker connections of the caller. One per broker and environment: its id is derived from both. */
export const connectionRoutes = new Hono<HttpEnv>()
  .use(requireUser)
  .post('/', async (context) => {
    const body = await jsonBody(context, connectBody);
    const { userId, region } = context.get('token');
    const { brokerId, environment } = body;
    const command: BrokerConnectionCommand = {
      type: 'InitiateBrokerConnectionCommand',
      ...body,
      authMethod: authMethodOf(brokerId),
      apiEndpointOverride: null,
      liveConfirmation: null,
    };
    const id = connectionIdOf(idOf, userId, brokerId, environment);
    const identity = requestIdentity(context, { userId, route: 'connect-broker', body });
    // The user owns it before it exists, so that limits and a pending deletion hold (DESIGN 4); an id that never comes to be is harmless.
    const registration: UserAccountCommand = {
      type: 'RegisterConnectionCommand',
      connectionId: id,
      brokerId,
      environment,
      totpVerified: false,
    };
    const registering = requestIdentity(context, { userId, route: 'register-connection', body });
    const { waitFor: _, ...register } = userCommand(context, registering, registration);
    accepted(
      await aggregateStub(context.env, { type: 'user_account', userId, key: userId }, region).execute(
        register,
      ),
    );
    const result = accepted(
      await brokerConnectionStub(context.env, userId, id, region).execute(
        userCommand(context, identity, command),
      ),
    );
    const doc = result.state as BrokerConnectionState;
    const row: Row = {
      id,
      version: result.version,
      updatedAt: doc.lastConnectedAt ?? doc.createdAt ?? ('' as never),
      doc,
    };
    context.header('etag', etag(result.version));
    return context.json({ ...brokerConnectionResource(row), ...operationOf(identity, result) }, 202);
  })
  .get('/', async (context) => {
    const query = queryOf(context, listQuery);
    const rows = ((await rowsOf(context, 'broker_connections')) as readonly Row[]).filter(
      (row) =>
        (query.includeDisconnected === 'true' || !isGone(row)) &&
        (query.brokerId === undefined || row.doc.brokerId === query.brokerId),
    );
    const page = pageOf(rows, (row) => ({ at: row.doc.createdAt ?? '', id: row.id }), query);
    const now = instant(Date.now());
    const items = page.rows.map((row) => brokerConnectionResource(row, now));
    return context.json(listBody(items, page.nextCursor));
  })
  .get('/:id', async (context) => {
    const row = (await rowOf(context, 'broker_connections', 'connection', context.req.param('id'))) as Row;
    return resourceAnswer(context, row.version, brokerConnectionResource(row, instant(Date.now())));
  })
  .post('/:id/disconnect', async (context) => {
    const body = await optionalBody(context, disconnectBody);
    return answerConnection(context, 'disconnect', body, async () => ({
      type: 'RequestBrokerDisconnectCommand',
      ...body,
      involuntary: false,
    }));
  })
  .post('/:id/reconnect', (context) =>
    answerConnection(context, 'reconnect', {}, async () => ({ type: 'ReconnectBrokerCommand' })),
  )
  .post('/:id/health-check', (context) =>
    answerConnection(context, 'health-check', {}, async ({ stub, state }, flow) =>
      healthReport(state, await stub.callBroker({ op: 'health' }, flow)),
    ),
  )
  .get('/:id/health', async (context) => {
    const row = (await rowOf(context, 'broker_connections', 'connection', context.req.param('id'))) as Row;
    return context.json(brokerHealthResource(row, instant(Date.now())));
  });
