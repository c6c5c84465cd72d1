import type { Context } from 'hono';
import type { Env } from '../platform/env.ts';
import type { AccessToken } from './access-token.ts';

/** What the routes share: bindings, and who asks under which request id. */
export interface HttpEnv {
  readonly Bindings: Env;
  readonly Variables: {
    /** Names this request in logs and problems, and all it causes unless an Idempotency-Key names that. */
    requestId: string;
    /** Set behind `requireUser`. */
    token: AccessToken;
  };
}

export type HttpContext = Context<HttpEnv>;
