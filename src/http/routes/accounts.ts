import { Hono } from 'hono';
import { z } from 'zod';
import type { ViewRow } from '../../core/view.ts';
import type { BrokerAccountState } from '../../domains/broker-account/broker-account.ts';
import { accountStatistics } from '../../domains/broker-account/statistics.ts';
import { brokerAccountResource } from '../../domains/broker-account/view.ts';
import { BROKERS } from '../../domains/broker-connection/values.ts';
import type { UserAccountState } from '../../domains/user-account/user-account.ts';
import { hubStub } from '../../platform/stubs.ts';
import { dueForRefresh, refreshAccount } from '../account-refresh.ts';
import { queryOf } from '../body.ts';
import { operationOf, requestIdentity } from '../commands.ts';
import type { HttpContext, HttpEnv } from '../context.ts';
import { listBody, pageOf, pageQuery } from '../lists.ts';
import { requireUser } from '../middleware.ts';
import { optionalBody } from '../optional-body.ts';
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

const refreshBody = z.strictObject({
  /** Also those that were read within the last five minutes. */
  force: z.boolean().default(false),
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
  })
  .post('/refresh', async (context) => {
    const body = await optionalBody(context, refreshBody);
    const { userId } = context.get('token');
    const identity = requestIdentity(context, { userId, route: 'refresh-accounts', body });
    const due = dueForRefresh((await rowsOf(context, 'broker_accounts')) as readonly Row[], body.force);
    await Promise.all(due.map((row) => refreshAccount(context, identity, row)));
    const refreshed = due.map(({ id }) => id);
    return context.json({ refreshed, operationId: identity.commandId }, 202);
  })
  .post('/:id/refresh', async (context) => {
    const id = context.req.param('id');
    const row = (await rowOf(context, 'broker_accounts', 'account', id)) as Row;
    const { userId } = context.get('token');
    const identity = requestIdentity(context, { userId, route: `refresh-account:${id}`, body: {} });
    const result = await refreshAccount(context, identity, row);
    const fresh = (await rowOf(context, 'broker_accounts', 'account', id)) as Row;
    return context.json(
      { ...resourceOf(fresh, await defaultAccountOf(context)), ...operationOf(identity, result) },
      202,
    );
  });
