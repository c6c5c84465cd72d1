import { Hono } from 'hono';
import { z } from 'zod';
import type { ViewRow } from '../../core/view.ts';
import type { BrokerAccountState } from '../../domains/broker-account/broker-account.ts';
import { brokerAccountResource } from '../../domains/broker-account/view.ts';
import { queryOf } from '../body.ts';
import type { HttpEnv } from '../context.ts';
import { listBody, pageOf, pageQuery } from '../lists.ts';
import { requireUser } from '../middleware.ts';
import { resourceAnswer, rowOf, rowsOf } from '../views.ts';

type Row = ViewRow<BrokerAccountState>;

/** Broker accounts of the caller. */
export const accountRoutes = new Hono<HttpEnv>()
  .use(requireUser)
  .get('/', async (context) => {
    const query = queryOf(context, z.strictObject({ ...pageQuery, connectionId: z.uuid().optional() }));
    const rows = ((await rowsOf(context, 'broker_accounts')) as readonly Row[]).filter(
      ({ doc }) => query.connectionId === undefined || doc.brokerConnectionId === query.connectionId,
    );
    const page = pageOf(rows, (row) => ({ at: row.doc.linkedAt ?? '', id: row.id }), query);
    return context.json(listBody(page.rows.map(brokerAccountResource), page.nextCursor));
  })
  .get('/:id', async (context) => {
    const row = (await rowOf(context, 'broker_accounts', 'account', context.req.param('id'))) as Row;
    return resourceAnswer(context, row.version, brokerAccountResource(row));
  });
