import type { AutomationState } from '../../src/domains/automation/state.ts';
import { aggregateStub } from '../../src/platform/stubs.ts';
import { type Answer, type Client, request } from './client.ts';
import { env } from './commands.ts';
import type { Trader } from './trader.ts';

/** Speaks as a signed-in user, by any method. */
export const speaker =
  ({ token }: Pick<Client, 'token'>) =>
  (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    request(method, `/api/v1${path}`, {
      ...(body === undefined ? {} : { body }),
      headers: { authorization: `Bearer ${token}`, ...headers },
    });

/** An automation as a client asks for it: ten shares of AAPL by market order, unless told otherwise. */
export const automationWish = ({ accountId }: Pick<Trader, 'accountId'>, wish: object = {}): object => ({
  name: 'Breakout',
  symbol: 'AAPL',
  positionSizing: { type: 'fixed', fixedQuantity: '10' },
  accountIds: [accountId],
  ...wish,
});

/** An automation that was just created, and its token. */
export interface Created {
  readonly id: string;
  readonly token: string;
  readonly answer: Answer;
}

/** Creates an automation, under an Idempotency-Key if one is given. */
export const createAutomation = async (trader: Trader, wish: object = {}, key?: string): Promise<Created> => {
  const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
  const answer = await trader.post('/automations', automationWish(trader, wish), headers);
  return {
    id: String(answer.body['automationId']),
    token: String(answer.body['webhookToken']),
    answer,
  };
};

/** Creates an automation and switches it on. */
export const activeAutomation = async (trader: Trader, wish: object = {}): Promise<Created> => {
  const created = await createAutomation(trader, wish);
  const { status, body } = await trader.post(`/automations/${created.id}/activate`);
  if (status !== 200) throw new Error(`the automation was not activated: ${JSON.stringify(body)}`);
  return created;
};

/** What an automation's object knows. */
export const readAutomation = async (userId: string, id: string): Promise<AutomationState | null> => {
  const stub = aggregateStub(env, { type: 'automation', userId, key: id }, 'weur');
  return ((await stub.read())?.state ?? null) as AutomationState | null;
};

/** Calls a webhook; text is sent as it is. */
export const signal = (
  token: string,
  body: object | string,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  request('POST', `/api/v1/webhooks/${token}`, {
    raw: typeof body === 'string' ? body : JSON.stringify(body),
    headers,
  });
