import { formatWebhookToken } from '../domains/automation/webhook/webhook-token.ts';
import { sha256 } from '../platform/hash.ts';
import type { HttpContext } from './context.ts';

const SECRET_BYTES = 32;

/** A token that was never used, and the only thing of it that is kept. */
export interface NewWebhookToken {
  readonly token: string;
  readonly tokenHash: string;
}

/** Makes a webhook token of an automation: 32 random bytes behind the ids of its owner and its automation (AU-U15). */
export const newWebhookToken = (userId: string, automationId: string): NewWebhookToken => {
  const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))).toString('base64url');
  const token = formatWebhookToken({ userId, automationId, secret });
  return { token, tokenHash: sha256(token) };
};

/** Where webhooks are called, as far as it may be kept: the token comes behind it. */
export const webhookAddress = (context: HttpContext): string =>
  `${new URL(context.req.url).origin}/api/v1/webhooks`;

/**
 * What is told of a token, once: by the very answer of the command that put it in force. Whoever lost that answer gets none, because
 * nobody knows the token any more; a rotation makes a new one.
 */
export const shownToken = (address: string, token: string | null) => ({
  webhookToken: token,
  webhookUrl: token === null ? null : `${address}/${token}`,
});
