import { z } from 'zod';
import { parseIpRange } from '../webhook/ip-allow-list.ts';
import { containsWebhookToken } from '../webhook/webhook-token.ts';

/** Calls per minute that a webhook takes when nothing else is said (AU-R3). */
export const DEFAULT_WEBHOOK_RATE = 60;

/** A symbol as it is written here: trimmed and in capitals. */
export const symbolText = () => z.string().trim().toUpperCase().min(1).max(21);

/**
 * What its owner sets on a webhook (AU-R3): addresses or CIDR ranges that may call it (none is any), calls per minute, and other
 * names under which signals may call the automation's symbol, such as `ES1!` (brokers 6.1).
 */
export const webhookSettingsSchema = z.strictObject({
  allowedIps: z
    .array(z.string().refine((text) => parseIpRange(text) !== null, 'must be an IP address or a CIDR range'))
    .max(50)
    .default([]),
  rateLimit: z.int().min(1).max(600).default(DEFAULT_WEBHOOK_RATE),
  tickers: z.array(symbolText()).max(20).default([]),
});
export type WebhookSettings = z.infer<typeof webhookSettingsSchema>;

/** The fields under which webhook settings stand in an event. */
export const webhookSettingsFields = {
  webhookAllowedIps: z.array(z.string()),
  webhookRateLimit: z.int(),
  webhookTickers: z.array(z.string()),
};

/** SHA-256 of a webhook token in lower-case hex; the only form in which a token gets here (AU-U15). */
export const tokenHash = () => z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex');

/** The address under which hooks are called, without the token: what an event keeps may not open the door (rule Z-R5). */
export const webhookUrl = () =>
  z
    .url()
    .max(500)
    .refine((text) => !containsWebhookToken(text), 'must not contain the token');
