import type { z } from 'zod';
import type { HttpContext } from './context.ts';
import { Problem } from './problem.ts';

/** Largest request body in bytes. */
export const MAX_BODY_BYTES = 32 * 1024;

const tooLarge = () => new Problem(413, 'body_too_large', `a body may have ${MAX_BODY_BYTES} bytes`);

const readText = async (context: HttpContext): Promise<string> => {
  if (Number(context.req.header('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const bytes = await context.req.arrayBuffer();
  if (bytes.byteLength > MAX_BODY_BYTES) throw tooLarge();
  return new TextDecoder().decode(bytes);
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(400, 'malformed_json', 'the body is not JSON');
  }
};

/** Checks a value by its schema; answers every wrong field at once. */
export const parseBy = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          field: [...issue.path, key].join('.'),
          detail: 'is not a field of this request',
        }))
      : [{ field: issue.path.join('.'), detail: issue.message }],
  );
  throw new Problem(422, 'validation_failed', 'the request has invalid fields', { errors });
};

/** The JSON body of a request, checked: 413 too large, 400 no JSON, 422 wrong fields. */
export const jsonBody = async <Schema extends z.ZodType>(
  context: HttpContext,
  schema: Schema,
): Promise<z.infer<Schema>> => parseBy(schema, parseJson(await readText(context)));

/** The query parameters of a request, checked. */
export const queryOf = <Schema extends z.ZodType>(context: HttpContext, schema: Schema): z.infer<Schema> =>
  parseBy(schema, context.req.query());
