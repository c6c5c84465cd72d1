import { Hono } from 'hono';
import { z } from 'zod';
import { positiveDecimalString } from '../../core/decimal.ts';
import { isSoundQuote } from '../../domains/shared/quote.ts';
import { instrumentOf } from '../../market/instruments.ts';
import { FEED_SOURCE } from '../../market/source.ts';
import { feedStub } from '../../platform/stubs.ts';
import { jsonBody, queryOf } from '../body.ts';
import type { HttpEnv } from '../context.ts';
import { requireOperator, requireUser } from '../middleware.ts';
import { Problem } from '../problem.ts';

const MAX_SYMBOLS = 50;

const quotesQuery = z.strictObject({
  symbols: z
    .string()
    .transform((text) =>
      [...new Set(text.split(',').map((symbol) => symbol.trim().toUpperCase()))].filter(Boolean),
    )
    .pipe(z.array(z.string()).min(1).max(MAX_SYMBOLS)),
});

const pinBody = z.strictObject({
  bid: positiveDecimalString(),
  ask: positiveDecimalString(),
  last: positiveDecimalString(),
});

const listed = (given: string): string => {
  const symbol = given.toUpperCase();
  if (!instrumentOf(symbol)) {
    const detail = `${symbol} is not a known instrument`;
    throw new Problem(422, 'unknown_symbol', detail, { errors: [{ field: 'symbol', detail }] });
  }
  return symbol;
};

/** Quotes as they are now. */
export const marketRoutes = new Hono<HttpEnv>().use(requireUser).get('/quotes', async (context) => {
  const { symbols } = queryOf(context, quotesQuery);
  for (const symbol of symbols) listed(symbol);
  return context.json({ items: await feedStub(context.env, FEED_SOURCE).quotes(symbols) });
});

/** The operator's hand on the simulated market. */
export const operatorRoutes = new Hono<HttpEnv>()
  .use(requireOperator)
  .put('/quotes/:symbol', async (context) => {
    const symbol = listed(context.req.param('symbol'));
    const prices = { symbol, ...(await jsonBody(context, pinBody)) };
    if (!isSoundQuote({ ...prices, at: '' as never }))
      throw new Problem(422, 'crossed_quote', 'the bid is above the ask', {
        errors: [{ field: 'bid', detail: 'is above the ask' }],
      });
    return context.json(await feedStub(context.env, FEED_SOURCE).pin(prices));
  })
  .delete('/quotes/:symbol', async (context) => {
    await feedStub(context.env, FEED_SOURCE).release(listed(context.req.param('symbol')));
    return context.body(null, 204);
  })
  .put('/market', async (context) => {
    const { running } = await jsonBody(context, z.strictObject({ running: z.boolean() }));
    await feedStub(context.env, FEED_SOURCE).setRunning(running);
    return context.json({ running });
  });
