import { Hono } from 'hono';
import { z } from 'zod';
import { openDatabase } from '../../readmodel/database.ts';
import { timeline } from '../../readmodel/timeline.ts';
import { queryOf } from '../body.ts';
import type { HttpEnv } from '../context.ts';
import { listBody } from '../lists.ts';
import { requireUser } from '../middleware.ts';
import { Problem } from '../problem.ts';

const RETRY_AFTER_SECONDS = '5';

const eventsQuery = z.strictObject({
  correlationId: z.uuid(),
  limit: z.coerce.number().int().min(1).max(100).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, 'is not a cursor of this list')
    .default('0'),
});

const unavailable = () =>
  new Problem(503, 'read_model_unavailable', 'the archive cannot be read right now', {
    headers: { 'retry-after': RETRY_AFTER_SECONDS },
  });

/** The caller's archived events of one flow: consistent with the archive, which follows the logs by a moment. */
export const eventRoutes = new Hono<HttpEnv>().use(requireUser).get('/', async (context) => {
  const { correlationId, limit, cursor } = queryOf(context, eventsQuery);
  const database = openDatabase(context.env);
  if (!database) throw unavailable();
  const { userId } = context.get('token');
  const entries = await timeline(database, { userId, correlationId, after: cursor, limit }).catch(
    (error: unknown) => {
      console.error('the archive could not be read', error);
      throw unavailable();
    },
  );
  return context.json(
    listBody(entries, entries.length === limit ? (entries.at(-1)?.globalSeq ?? null) : null),
  );
});
