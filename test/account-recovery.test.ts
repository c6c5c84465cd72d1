import { beforeAll, describe, expect, it } from 'vitest';
import { aggregateStub } from '../src/platform/stubs.ts';
import { speaker } from './support/automation.ts';
import { type Answer, itemsOf, setQuote, signUp } from './support/client.ts';
import { commandOf, env, eventually } from './support/commands.ts';
import { expectProblem } from './support/problems.ts';
import { newTrader, type Trader } from './support/trader.ts';

const endedFlow = (trader: Trader, operationId: unknown, sagas = 1): Promise<Answer> =>
  eventually(
    () => trader.get(`/operations/${String(operationId)}`),
    (answer) => itemsOf(answer).length >= sagas && itemsOf(answer).every(({ endedAt }) => endedAt !== null),
  );

const isReachable = async (trader: Trader, virtualAccountId: unknown, reachable: boolean) => {
  const path = `/virtual-accounts/${String(virtualAccountId)}/faults`;
  expect((await speaker(trader)('PUT', path, { unreachable: !reachable })).status).toBe(202);
};

describe('refreshing an account', () => {
  let trader: Trader;
  let account: Readonly<Record<string, unknown>>;
  const read = async () => (await trader.get(`/broker-accounts/${trader.accountId}`)).body;
  const refresh = () => trader.post(`/broker-accounts/${trader.accountId}/refresh`);
  beforeAll(async () => {
    trader = await newTrader();
    account = await read();
    await setQuote('AAPL', '189.99', '190.00', '190.00');
  });

  it('mirrors what the broker tells, and starts nothing', async () => {
    const { status, body } = await refresh();
    expect([status, body['balance'], body['projection']]).toEqual([202, '100000', 'applied']);
    expect((await trader.get(`/operations/${String(body['operationId'])}`)).status).toBe(404);
  });

  it('leaves out what was read within five minutes, unless it is forced', async () => {
    expect((await trader.post('/broker-accounts/refresh')).body['refreshed']).toEqual([]);
    const forced = await trader.post('/broker-accounts/refresh', { force: true });
    expect([forced.status, forced.body['refreshed']]).toEqual([202, [trader.accountId]]);
  });

  it('of somebody else, or of nobody, is not found', async () => {
    const other = await signUp();
    for (const id of [trader.accountId, 'mine'])
      expectProblem(await other.post(`/broker-accounts/${id}/refresh`), {
        status: 404,
        code: 'account_not_found',
      });
  });

  it('2.5: of one that cannot be read hands over to the recovery of its connection, and by itself starts its own when it can be', async () => {
    await isReachable(trader, account['brokerAccountId'], false);
    const lost = await refresh();
    expect([lost.status, lost.body['syncFailure']]).toMatchObject([
      202,
      { failureClass: 'broker_unreachable' },
    ]);
    const flow = () => trader.get(`/operations/${String(lost.body['operationId'])}`);
    const handed = await eventually(flow, (answer) =>
      itemsOf(answer).some(({ type, attempt }) => type === 'ConnectionRecoverySaga' && attempt === 2),
    );
    expect(itemsOf(handed)).toMatchObject([
      { type: 'AccountRecoverySaga', status: 'aborted', failure: { code: 'handed_over' } },
      { type: 'ConnectionRecoverySaga', status: 'running' },
    ]);
    await isReachable(trader, account['brokerAccountId'], true);
    await endedFlow(trader, lost.body['operationId'], 3);
    const back = await refresh();
    const recovered = await endedFlow(trader, back.body['operationId']);
    expect(itemsOf(recovered)).toMatchObject([{ type: 'AccountRecoverySaga', status: 'completed' }]);
    const healed = await eventually(read, ({ syncFailure }) => syncFailure === null);
    expect(healed).toMatchObject({ status: 'active', syncFailure: null });
  });
});

describe('an account that missed what happened at its broker', () => {
  it('2.5: is brought up to it: fills that were never reported are booked, each once', async () => {
    await setQuote('MSFT', '99.99', '100.00', '100.00');
    const trader = await newTrader();
    const account = (await trader.get(`/broker-accounts/${trader.accountId}`)).body;
    const virtual = `/virtual-accounts/${String(account['brokerAccountId'])}`;
    await speaker(trader)('PUT', `${virtual}/faults`, { dropReports: '1' });
    const { body } = await trader.order('unheard', { symbol: 'MSFT', quantity: '3' });
    const orderId = String(body['orderId']);
    await trader.orderIs(orderId, 'placed');
    await eventually(
      () => trader.get(virtual),
      (answer) => answer.body['cash'] !== '100000',
    );
    await speaker(trader)('PUT', `${virtual}/faults`, {});
    expect(itemsOf(await trader.get('/positions?symbol=MSFT'))).toEqual([]);

    const lost = { type: 'ReportAccountSyncFailureCommand', failureClass: 'stream_gap', detail: 'a test' };
    const command = commandOf(trader.userId, lost);
    const address = { type: 'broker_account', userId: trader.userId, key: trader.accountId };
    await aggregateStub(env, address, 'weur').execute(command);
    const recovered = await endedFlow(trader, command.correlationId);
    expect(itemsOf(recovered)).toMatchObject([{ type: 'AccountRecoverySaga', status: 'completed' }]);
    expect((await trader.orderIs(orderId, 'filled')).body['filledQuantity']).toBe('3');
    const held = await eventually(
      () => trader.get('/positions?symbol=MSFT'),
      (list) => itemsOf(list).length === 1,
    );
    expect(itemsOf(held)).toMatchObject([{ quantity: '3', syncDiscrepancy: false }]);
  });
});
