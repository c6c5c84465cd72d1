import { withoutWebhookTokens } from '../webhook/webhook-token.ts';

const SECRET_NAME = /^(secret|password|passphrase|token|api_?key|authorization)$/i;
// Anything may be written with escapes, so such text is looked at part by part, too.
const MAY_HOLD_SECRET = /secret|password|passphrase|token|api_?key|authorization|\\u/i;

const REDACTED = '[redacted]';

/**
 * A webhook's body as it may be kept: senders put secrets into it, and no secret is stored (rule Z-R5). Text without any stays
 * as it came, digit for digit (AU-U5).
 */
export const withoutSecrets = (raw: string, payload: unknown): string => {
  if (!MAY_HOLD_SECRET.test(raw)) return withoutWebhookTokens(raw);
  const safe = withoutWebhookTokens(
    JSON.stringify(payload, (name, value: unknown) => (SECRET_NAME.test(name) ? REDACTED : value)),
  );
  return safe === JSON.stringify(payload) ? withoutWebhookTokens(raw) : safe;
};
