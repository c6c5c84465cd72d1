/** A webhook token taken apart: it names its owner and its automation, so that no look-up is needed to find them (DESIGN 8). */
export interface WebhookToken {
  readonly userId: string;
  readonly automationId: string;
  /** 32 random bytes in base64url: 43 characters. */
  readonly secret: string;
}

const ID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const SECRET = '[A-Za-z0-9_-]{43}';
const TOKEN = new RegExp(`^(${ID})\\.(${ID})\\.(${SECRET})$`);
const ANYWHERE = new RegExp(`${ID}(?:\\.|%2[eE])${ID}(?:\\.|%2[eE])${SECRET}`);

/** The text of a token: `userId.automationId.secret`. */
export const formatWebhookToken = ({ userId, automationId, secret }: WebhookToken): string =>
  `${userId}.${automationId}.${secret}`;

/** The parts of a token, or null for text that cannot be one. */
export const parseWebhookToken = (text: string): WebhookToken | null => {
  const [, userId, automationId, secret] = TOKEN.exec(text) ?? [];
  return userId && automationId && secret ? { userId, automationId, secret } : null;
};

/** True when a token stands somewhere in the text. */
export const containsWebhookToken = (text: string): boolean => ANYWHERE.test(text);

/** The text with every token in it made unreadable. */
export const withoutWebhookTokens = (text: string): string =>
  text.replace(new RegExp(ANYWHERE, 'g'), '[redacted]');
