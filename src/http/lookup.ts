import { createHmac } from 'node:crypto';
import type { Env } from '../platform/env.ts';
import type { HttpContext } from './context.ts';

/** Lookup name of a personal value: an HMAC, so that neither object names nor events nor request hashes show it. */
export const lookupDigest = (env: Env, kind: string, value: string): string =>
  createHmac('sha256', env.LOOKUP_SECRET).update(`${kind}:${value}`).digest('hex');

/** Where a request came from, as an HMAC; null when the edge did not say. */
export const ipDigestOf = (context: HttpContext): string | null => {
  const ip = context.req.header('cf-connecting-ip');
  return ip === undefined ? null : lookupDigest(context.env, 'ip', ip);
};
