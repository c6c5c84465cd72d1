import { z } from 'zod';
import type { ViewRow } from '../core/view.ts';
import { hubStub } from '../platform/stubs.ts';
import { etag } from './commands.ts';
import type { HttpContext } from './context.ts';
import { Problem } from './problem.ts';

const uuid = z.uuid();

/** A resource that is absent, or somebody else's: the two cannot be told apart. */
export const notFound = (what: string): Problem =>
  new Problem(404, `${what}_not_found`, `there is no such ${what}`);

/** All rows of one of the caller's views. */
export const rowsOf = (context: HttpContext, kind: string): Promise<readonly ViewRow[]> => {
  const { userId, region } = context.get('token');
  return hubStub(context.env, userId, region).list(kind);
};

/** One row of one of the caller's views; 404 when there is none. */
export const rowOf = async (
  context: HttpContext,
  kind: string,
  what: string,
  id: string,
): Promise<ViewRow> => {
  const { userId, region } = context.get('token');
  const row = uuid.safeParse(id).success ? await hubStub(context.env, userId, region).get(kind, id) : null;
  if (!row) throw notFound(what);
  return row;
};

/** True when one of the caller's ETags names this version; an edge that compresses answers marks them as weak. */
const holds = (header: string | undefined, current: string): boolean =>
  header?.split(',').some((known) => known.trim().replace(/^W\//, '') === current) === true;

/** A resource with its ETag; 304 when the caller has this version already. */
export const resourceAnswer = (context: HttpContext, version: number, resource: object): Response => {
  context.header('etag', etag(version));
  if (holds(context.req.header('if-none-match'), etag(version))) return context.body(null, 304);
  return context.json(resource);
};
