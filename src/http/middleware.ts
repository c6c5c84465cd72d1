import { timingSafeEqual } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import { sha256 } from '../platform/hash.ts';
import { verifyAccessToken } from './access-token.ts';
import type { HttpEnv } from './context.ts';
import { Problem } from './problem.ts';

/** The token of an `Authorization: Bearer` header, or null. */
export const bearerToken = (header: string | null | undefined): string | null =>
  /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? null;

/** Names every request. */
export const nameRequest = createMiddleware<HttpEnv>(async (context, next) => {
  const requestId = crypto.randomUUID();
  context.set('requestId', requestId);
  await next();
  context.header('x-request-id', requestId);
  if (!context.res.headers.has('cache-control')) context.header('cache-control', 'private, no-store');
});

/** Lets only a user with a valid access token pass. */
export const requireUser = createMiddleware<HttpEnv>(async (context, next) => {
  const jwt = bearerToken(context.req.header('authorization'));
  const token = jwt === null ? null : await verifyAccessToken(context.env, jwt);
  if (!token) {
    const code = jwt === null ? 'token_missing' : 'token_invalid';
    const detail =
      jwt === null ? 'send Authorization: Bearer <access token>' : 'the access token is invalid or expired';
    throw new Problem(401, code, detail, { headers: { 'www-authenticate': 'Bearer' } });
  }
  context.set('token', token);
  await next();
});

/** Lets only an operator pass; without a configured operator token these routes do not exist. */
export const requireOperator = createMiddleware<HttpEnv>(async (context, next) => {
  const configured = context.env.OPERATOR_TOKEN;
  if (!configured) throw new Problem(404, 'not_found', 'there is nothing here');
  const given = bearerToken(context.req.header('authorization')) ?? '';
  // Digests have one length, so the comparison tells nothing about the token.
  if (!timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(configured))))
    throw new Problem(401, 'operator_token_invalid', 'send Authorization: Bearer <operator token>');
  await next();
});
