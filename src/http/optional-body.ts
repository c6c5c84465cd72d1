import type { z } from 'zod';
import { jsonBody } from './body.ts';
import type { HttpContext } from './context.ts';

/** A body that may be left out, because every field of it has a default. */
export const optionalBody = async <Schema extends z.ZodType>(
  context: HttpContext,
  schema: Schema,
): Promise<z.infer<Schema>> =>
  context.req.header('content-length') === '0' || !context.req.raw.body
    ? (schema.parse({}) as z.infer<Schema>)
    : jsonBody(context, schema);
