import type { z } from 'zod';
import type { HttpContext } from './context.ts';
import { type FieldError, Problem } from './problem.ts';

/** Largest request body in bytes. */
export const MAX_BODY_BYTES = 32 * 1024;

const tooLarge = () => new Problem(413, 'body_too_large', `a body may have ${MAX_BODY_BYTES} bytes`);

/** The body, read no further than allowed: a body sent in chunks does not tell its length before. */
const readBytes = async (context: HttpContext): Promise<Uint8Array> => {
  if (Number(context.req.header('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of context.req.raw.body ?? []) {
    length += chunk.byteLength;
    if (length > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    throw new Problem(400, 'malformed_json', 'the body is not JSON');
  }
};

/** Fields whose text Postgres cannot store as JSON: it takes neither NUL nor half a surrogate pair. Walks without recursion. */
const unstorableFields = (value: unknown): FieldError[] => {
  const errors: FieldError[] = [];
  const rest: { readonly field: string; readonly member: unknown }[] = [{ field: '', member: value }];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { field, member } = next;
    if (typeof member === 'string' && (member.includes('\0') || !member.isWellFormed()))
      errors.push({ field, detail: 'has a character that cannot be stored' });
    if (member !== null && typeof member === 'object')
      for (const [key, inner] of Object.entries(member))
        rest.push({ field: field === '' ? key : `${field}.${key}`, member: inner });
  }
  return errors;
};

/** What is wrong with a field, told once: later checks of a value that is no decimal at all only confuse. */
const firstOfEachField = (errors: readonly FieldError[]): FieldError[] => [
  ...new Map(errors.toReversed().map((error) => [error.field, error])).values(),
];

/** Checks a value by its schema; answers every wrong field at once. */
export const parseBy = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> => {
  const parsed = schema.safeParse(value);
  const unstorable = unstorableFields(value);
  if (parsed.success && unstorable.length === 0) return parsed.data;
  const issues = parsed.error?.issues ?? [];
  const wrong = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          field: [...issue.path, key].join('.'),
          detail: 'is not a field of this request',
        }))
      : [{ field: issue.path.join('.'), detail: issue.message }],
  );
  const errors = firstOfEachField([...wrong, ...unstorable]);
  throw new Problem(422, 'validation_failed', 'the request has invalid fields', { errors });
};

/** The JSON body of a request, checked: 413 too large, 400 no JSON, 422 wrong fields. */
export const jsonBody = async <Schema extends z.ZodType>(
  context: HttpContext,
  schema: Schema,
): Promise<z.infer<Schema>> => parseBy(schema, parseJson(await readBytes(context)));

/** The query parameters of a request, checked. */
export const queryOf = <Schema extends z.ZodType>(context: HttpContext, schema: Schema): z.infer<Schema> =>
  parseBy(schema, context.req.query());
