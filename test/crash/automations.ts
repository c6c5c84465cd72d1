import { request } from '../support/client.ts';
import type { Trader } from './trader.ts';
import { persist, Refused } from './witness.ts';

/** An automation of a trader, and the token that opens its webhook. */
export interface RunningAutomation {
  readonly id: string;
  readonly token: string;
}

/** Creates an automation that trades ten AAPL at a time, and switches it on. */
export const activeAutomation = async (trader: Trader, wish: object = {}): Promise<RunningAutomation> => {
  const usual = {
    name: 'Breakout',
    symbol: 'AAPL',
    positionSizing: { type: 'fixed', fixedQuantity: '10' },
    accountIds: [trader.accountId],
  };
  const { body } = await trader.post('/automations', { ...usual, ...wish }, 'automation');
  const id = String(body['automationId']);
  await trader.post(`/automations/${id}/activate`, {}, 'activate');
  return { id, token: String(body['webhookToken']) };
};

/** Sends a signal like a careful sender: until it is answered, under one id. */
export const signal = (token: string, signalId: string, body: object): Promise<unknown> =>
  persist(async () => {
    const raw = JSON.stringify({ ticker: 'AAPL', signalId, ...body });
    const answer = await request('POST', `/api/v1/webhooks/${token}`, { raw });
    if (answer.status >= 500) throw new Error(`answered ${answer.status}`);
    if (answer.status >= 400) throw new Refused(JSON.stringify(answer.body));
    return answer.body['code'];
  });
