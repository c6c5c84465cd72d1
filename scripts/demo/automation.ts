import type { DemoClient } from './client.ts';
import { expectEqual, type Tour } from './tour.ts';

/** An automation takes a signal while it is active, and none once it is suspended. */
export const automation = async (tour: Tour, client: DemoClient, accountId: string): Promise<void> => {
  const created = await tour.step(
    'create an automation on AAPL and activate it',
    async () => {
      const answer = await client.call('POST', '/api/v1/automations', {
        name: 'Breakout',
        symbol: 'AAPL',
        accountIds: [accountId],
        positionSizing: { type: 'percent', percentOfEquity: '5' },
        takeProfit: { type: 'risk_reward', riskRewardRatio: '2' },
        stopLoss: { type: 'percentage', percentage: '2' },
      });
      const id = String(answer['automationId']);
      const active = await client.call('POST', `/api/v1/automations/${id}/activate`);
      expectEqual('the status', active['status'], 'active');
      return { id, token: String(answer['webhookToken']) };
    },
    () => 'the webhook token is shown this once',
  );
  const signal = (id: string) =>
    client.call('POST', `/api/v1/webhooks/${created.token}`, {
      ticker: 'AAPL',
      action: 'add',
      signalId: id,
    });
  await tour.step(
    'a signal reaches the webhook',
    async () => {
      const answer = await signal('first');
      expectEqual('the signal', Object.keys(answer).toSorted(), ['code', 'signalId', 'status']);
      return answer;
    },
    (answer) => `${String(answer['status'])} ${String(answer['code'] ?? '')}`.trim(),
  );
  await tour.step(
    'suspend the automation → the next signal is refused',
    async () => {
      const suspended = await client.call('POST', `/api/v1/automations/${created.id}/suspend`, {
        reason: 'enough for today',
      });
      expectEqual('the status', suspended['status'], 'suspended');
      const refusal = await signal('second').then(
        () => 'accepted',
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      expectEqual('the refusal', refusal.includes('409 automation_suspended'), true);
    },
    () => '409 automation_suspended',
  );
};
