import { refusalOf } from './client.ts';
import type { Person } from './person.ts';
import { expectEqual, type Tour } from './tour.ts';

/** An automation takes a signal while it is active, and none once it is suspended. */
export const automation = async (tour: Tour, person: Person, accountId: string): Promise<void> => {
  const created = await tour.step(
    'create an automation on AAPL and activate it',
    async () => {
      const automated = await person.automate(accountId, {
        positionSizing: { type: 'percent', percentOfEquity: '5' },
        takeProfit: { type: 'risk_reward', riskRewardRatio: '2' },
        stopLoss: { type: 'percentage', percentage: '2' },
      });
      const { status } = await person.get(`/automations/${automated.automationId}`);
      expectEqual('the status', status, 'active');
      return automated;
    },
    () => 'the webhook token is shown this once',
  );
  const signal = (signalId: string) =>
    person.signal(created.token, { ticker: 'AAPL', action: 'add', signalId });
  await tour.step(
    'a signal reaches the webhook',
    async () => {
      const answer = await signal('first');
      expectEqual('the answer', [answer['status'], answer['code']], ['rejected', 'pyramiding_disabled']);
    },
    () => 'rejected pyramiding_disabled: this automation does not add to a position',
  );
  await tour.step(
    'suspend the automation → the next signal is refused',
    async () => {
      const path = `/automations/${created.automationId}/suspend`;
      const suspended = await person.command('POST', path, { reason: 'enough for today' });
      expectEqual('the status', suspended['status'], 'suspended');
      const refusal = await refusalOf(signal('second'));
      expectEqual('the refusal', refusal, '409 automation_suspended');
      return refusal;
    },
    (refusal) => refusal,
  );
};
