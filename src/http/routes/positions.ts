import { Hono } from 'hono';
import { z } from 'zod';
import type { ViewRow } from '../../core/view.ts';
import type { PositionDoc } from '../../domains/position/state.ts';
import { POSITION_STATUSES } from '../../domains/position/values.ts';
import { positionResource } from '../../domains/position/view.ts';
import type { Quote } from '../../domains/shared/quote.ts';
import { FEED_SOURCE } from '../../market/source.ts';
import { feedStub } from '../../platform/stubs.ts';
import { queryOf } from '../body.ts';
import { etag } from '../commands.ts';
import type { HttpContext, HttpEnv } from '../context.ts';
import { listBody, pageOf, pageQuery } from '../lists.ts';
import { requireUser } from '../middleware.ts';
import { rowOf, rowsOf } from '../views.ts';

const listQuery = z.strictObject({
  ...pageQuery,
  status: z.enum([...POSITION_STATUSES, 'all']).default('open'),
  symbol: z.string().trim().toUpperCase().optional(),
  accountId: z.uuid().optional(),
});

type Row = ViewRow<PositionDoc>;

const quotesFor = async (context: HttpContext, rows: readonly Row[]): Promise<Map<string, Quote>> => {
  const symbols = [...new Set(rows.filter(({ doc }) => doc.status === 'open').map(({ doc }) => doc.symbol))];
  const quotes = symbols.length > 0 ? await feedStub(context.env, FEED_SOURCE).quotes(symbols) : [];
  return new Map(quotes.map((quote) => [quote.symbol, quote]));
};

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
    const quotes = await quotesFor(context, page.rows);
    const items = page.rows.map((row) => positionResource(row, quotes.get(row.doc.symbol) ?? null));
    return context.json(listBody(items, page.nextCursor));
  })
  .get('/:id', async (context) => {
    const row = (await rowOf(context, 'positions', 'position', context.req.param('id'))) as Row;
    const quotes = await quotesFor(context, [row]);
    context.header('etag', etag(row.version));
    return context.json(positionResource(row, quotes.get(row.doc.symbol) ?? null));
  });
