import { Hono } from 'hono';
import { z } from 'zod';
import { timeline } from '../../readmodel/timeline.ts';
import { queryOf } from '../body.ts';
import type { HttpEnv } from '../context.ts';
import { listBody } from '../lists.ts';
import { requireUser } from '../middleware.ts';
import { fromReadModel } from '../read-model.ts';

const eventsQuery = z.strictObject({
  correlationId: z.uuid(),
  limit: z.coerce.number().int().min(1).max(100).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, 'is not a cursor of this list')
    .default('0'),
});

/** The caller's archived events of one flow: consistent with the archive, which follows the logs by a moment. */
export const eventRoutes = new Hono<HttpEnv>().use(requireUser).get('/', async (context) => {
  const { correlationId, limit, cursor } = queryOf(context, eventsQuery);
  const { userId } = context.get('token');
  const entries = await fromReadModel(context, (database) =>
    timeline(database, { userId, correlationId, after: cursor, limit }),
  );
  return context.json(
    listBody(entries, entries.length === limit ? (entries.at(-1)?.globalSeq ?? null) : null),
  );
});
