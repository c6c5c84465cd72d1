import { Hono } from 'hono';
import { z } from 'zod';
import type { ViewRow } from '../../core/view.ts';
import type {
  BrokerConnectionCommand,
  BrokerConnectionState,
} from '../../domains/broker-connection/broker-connection.ts';
import { BROKERS, ENVIRONMENTS } from '../../domains/broker-connection/events.ts';
import { brokerConnectionResource } from '../../domains/broker-connection/view.ts';
import { idOf } from '../../platform/hash.ts';
import { brokerConnectionStub } from '../../platform/stubs.ts';
import { jsonBody, queryOf } from '../body.ts';
import { accepted, etag, operationOf, requestIdentity, userCommand } from '../commands.ts';
import type { HttpEnv } from '../context.ts';
import { listBody, pageOf, pageQuery } from '../lists.ts';
import { requireUser } from '../middleware.ts';
import { resourceAnswer, rowOf, rowsOf } from '../views.ts';

const connectBody = z.strictObject({
  brokerId: z.enum(BROKERS),
  environment: z.enum(ENVIRONMENTS).default('paper'),
});

type Row = ViewRow<BrokerConnectionState>;

/** Broker connections of the caller. One per broker and environment: its id is derived from both. */
export const connectionRoutes = new Hono<HttpEnv>()
  .use(requireUser)
  .post('/', async (context) => {
    const body = await jsonBody(context, connectBody);
    const { userId, region } = context.get('token');
    const id = idOf('broker_connection', userId, body.brokerId, body.environment);
    const identity = requestIdentity(context, { userId, route: 'connect-broker', body });
    const command: BrokerConnectionCommand = { type: 'InitiateBrokerConnectionCommand', ...body };
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
    const query = queryOf(context, z.strictObject(pageQuery));
    const rows = (await rowsOf(context, 'broker_connections')) as readonly Row[];
    const page = pageOf(rows, (row) => ({ at: row.doc.createdAt ?? '', id: row.id }), query);
    return context.json(listBody(page.rows.map(brokerConnectionResource), page.nextCursor));
  })
  .get('/:id', async (context) => {
    const row = (await rowOf(context, 'broker_connections', 'connection', context.req.param('id'))) as Row;
    return resourceAnswer(context, row.version, brokerConnectionResource(row));
  });
