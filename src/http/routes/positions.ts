import { Hono } from 'hono';
import { z } from 'zod';
import type { ViewRow } from '../../core/view.ts';
import type { PositionDoc } from '../../domains/position/state.ts';
import { POSITION_STATUSES } from '../../domains/position/values.ts';
import { positionResource } from '../../domains/position/view.ts';
import { quotesFor } from '../../facts/quotes.ts';
import { queryOf } from '../body.ts';
import { etag } from '../commands.ts';
import type { HttpContext, HttpEnv } from '../context.ts';
import { listBody, pageOf, pageQuery } from '../lists.ts';
import { requireUser } from '../middleware.ts';
import { rowOf, rowsOf } from '../views.ts';
import { positionExitRoutes } from './position-exits.ts';

const listQuery = z.strictObject({
  ...pageQuery,
  status: z.enum([...POSITION_STATUSES, 'all']).default('open'),
  symbol: z.string().trim().toUpperCase().optional(),
  accountId: z.uuid().optional(),
});

type Row = ViewRow<PositionDoc>;

const ownRow = async (context: HttpContext, id: string): Promise<Row> =>
  (await rowOf(context, 'positions', 'position', id)) as Row;

/** Positions of the caller, valued at the market's last price. The ETag covers the position, not its valuation. */
export const positionRoutes = new Hono<HttpEnv>()
  .use(requireUser)
  .get('/', async (context) => {
    const query = queryOf(context, listQuery);
    const rows = ((await rowsOf(context, 'positions')) as readonly Row[]).filter(
      ({ doc }) =>
        (query.status === 'all' || doc.status === query.status) &&
        (query.symbol === undefined || doc.symbol === query.symbol) &&
        (query.accountId === undefined || doc.accountId === query.accountId),
    );
    const page = pageOf(rows, (row) => ({ at: row.doc.openedAt, id: row.id }), query);
    const quotes = await quotesFor(context.env, page.rows);
    const items = page.rows.map((row) => positionResource(row, quotes.get(row.doc.symbol) ?? null));
    return context.json(listBody(items, page.nextCursor));
  })
  .get('/:id', async (context) => {
    const row = await ownRow(context, context.req.param('id'));
    const quotes = await quotesFor(context.env, [row]);
    context.header('etag', etag(row.version));
    return context.json(positionResource(row, quotes.get(row.doc.symbol) ?? null));
  })
  .get('/:id/reconciliation', async (context) => {
    const { id, doc } = await ownRow(context, context.req.param('id'));
    const { lastReconciledAt, syncDiscrepancy, unknownExit } = doc;
    return context.json({ positionId: id, lastReconciledAt, syncDiscrepancy, unknownExit });
  })
  .route('/', positionExitRoutes);
