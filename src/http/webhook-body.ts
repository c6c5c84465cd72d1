import { z } from 'zod';
import { MAX_RAW_LENGTH } from '../domains/automation/values.ts';
import { parseBy } from './body.ts';
import type { HttpContext } from './context.ts';
import { Problem } from './problem.ts';

/** What a webhook was called with: the text, and what it says as JSON, null when it is none. */
export interface WebhookBody {
  readonly rawJson: string;
  readonly payload: unknown;
}

const tooLarge = () => new Problem(413, 'body_too_large', `a signal may have ${MAX_RAW_LENGTH} bytes`);

const read = async (context: HttpContext): Promise<Uint8Array> => {
  if (Number(context.req.header('content-length') ?? 0) > MAX_RAW_LENGTH) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of context.req.raw.body ?? []) {
    length += chunk.byteLength;
    if (length > MAX_RAW_LENGTH) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** The body of a call, JSON whatever its content type says, because alerts come as plain text, too (brokers 6.1). 413 beyond 16 KiB. */
export const webhookBody = async (context: HttpContext): Promise<WebhookBody> => {
  const rawJson = new TextDecoder().decode(await read(context));
  return { rawJson, payload: parse(rawJson) };
};

/** Refuses text that cannot be stored: no signal has any. */
export const refuseUnstorable = (payload: unknown): void => {
  try {
    parseBy(z.unknown(), payload);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const detail = 'the body has characters that cannot be stored';
    throw new Problem(422, 'signal_payload_invalid', detail, { errors: error.errors });
  }
};
