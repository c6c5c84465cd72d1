import { Hono } from 'hono';
import { z } from 'zod';
import type { ViewRow } from '../../core/view.ts';
import type { BrokerAccountState } from '../../domains/broker-account/broker-account.ts';
import { accountStatistics } from '../../domains/broker-account/statistics.ts';
import { brokerAccountResource } from '../../domains/broker-account/view.ts';
import { BROKERS } from '../../domains/broker-connection/values.ts';
import type { UserAccountState } from '../../domains/user-account/user-account.ts';
import { hubStub } from '../../platform/stubs.ts';
import { queryOf } from '../body.ts';
import type { HttpContext, HttpEnv } from '../context.ts';
import { listBody, pageOf, pageQuery } from '../lists.ts';
import { requireUser } from '../middleware.ts';
import { resourceAnswer, rowOf, rowsOf } from '../views.ts';

type Row = ViewRow<BrokerAccountState>;

/** The caller's default account: the user's own row knows it before the account itself does. */
const defaultAccountOf = async (context: HttpContext): Promise<string | null> => {
  const { userId, region } = context.get('token');
  const row = await hubStub(context.env, userId, region).get('users', userId);
  return (row?.doc as UserAccountState | undefined)?.defaultAccountId ?? null;
};

const resourceOf = (row: Row, defaultAccountId: string | null) => ({
  ...brokerAccountResource(row),
  isDefault: row.id === defaultAccountId,
});

/** Broker accounts of the caller. */
export const accountRoutes = new Hono<HttpEnv>()
  .use(requireUser)
  .get('/', async (context) => {
    const query = queryOf(context, z.strictObject({ ...pageQuery, connectionId: z.uuid().optional() }));
    const rows = ((await rowsOf(context, 'broker_accounts')) as readonly Row[]).filter(
      ({ doc }) => query.connectionId === undefined || doc.brokerConnectionId === query.connectionId,
    );
    const page = pageOf(rows, (row) => ({ at: row.doc.linkedAt ?? '', id: row.id }), query);
    const defaultAccountId = await defaultAccountOf(context);
    const items = page.rows.map((row) => resourceOf(row, defaultAccountId));
    return context.json(listBody(items, page.nextCursor));
  })
  .get('/statistics', async (context) => {
    const { brokerId } = queryOf(context, z.strictObject({ brokerId: z.enum(BROKERS).optional() }));
    const rows = ((await rowsOf(context, 'broker_accounts')) as readonly Row[]).filter(
      ({ doc }) => brokerId === undefined || doc.brokerId === brokerId,
    );
    return context.json(accountStatistics(rows.map(({ doc }) => doc)));
  })
  .get('/:id', async (context) => {
    const row = (await rowOf(context, 'broker_accounts', 'account', context.req.param('id'))) as Row;
    return resourceAnswer(context, row.version, resourceOf(row, await defaultAccountOf(context)));
  });
