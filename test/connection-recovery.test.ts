import { beforeAll, describe, expect, it } from 'vitest';
import { virtualAccountIdOf } from '../src/domains/broker-connection/values.ts';
import { idOf } from '../src/platform/hash.ts';
import { type Answer, itemsOf, request, signUp } from './support/client.ts';
import { eventually } from './support/commands.ts';
import { expectProblem } from './support/problems.ts';
import { newTrader, type Trader } from './support/trader.ts';

/** Tells the trader's virtual broker whether it shall answer. */
const isReachable = async (trader: Trader, reachable: boolean): Promise<void> => {
  const virtualAccountId = virtualAccountIdOf(idOf, trader.connectionId);
  const answer = await request('PUT', `/api/v1/virtual-accounts/${virtualAccountId}/faults`, {
    body: { unreachable: !reachable },
    headers: { authorization: `Bearer ${trader.token}` },
  });
  expect(answer.status).toBe(202);
};

const sagasOf = (answer: Answer) => itemsOf(answer).map(({ type, status }) => [type, status]);

describe('asking a broker whether it is there', () => {
  let trader: Trader;
  const check = (key: string) =>
    trader.post(`/broker-connections/${trader.connectionId}/health-check`, {}, { 'idempotency-key': key });

  beforeAll(async () => {
    trader = await newTrader();
  });

  it('records that it is, and repeats that under the same key', async () => {
    const checked = await check('first');
    expect([checked.status, checked.body['status']]).toEqual([202, 'connected']);
    const health = await trader.get(`/broker-connections/${trader.connectionId}/health`);
    expect(health.body).toMatchObject({ isHealthy: true });
    expect((await check('first')).body).toMatchObject({ operationId: checked.body['operationId'] });
  });

  it('BC-R4: that it is not makes an error, from which the connection recovers by itself', async () => {
    await isReachable(trader, false);
    const { status, body } = await check('down');
    expect([status, body['status']]).toEqual([202, 'error']);
    const operation = () => trader.get(`/operations/${String(body['operationId'])}`);
    const waiting = await eventually(operation, (answer) => itemsOf(answer)[0]?.['attempt'] === 2);
    expect(sagasOf(waiting)).toEqual([['ConnectionRecoverySaga', 'running']]);
    await isReachable(trader, true);
    const recovered = await eventually(operation, (answer) => sagasOf(answer).length === 2);
    expect(sagasOf(recovered)[0]).toEqual(['ConnectionRecoverySaga', 'completed']);
    expect(sagasOf(recovered)[1]?.[0]).toBe('BrokerConnectionSaga');
    expect((await trader.get(`/broker-connections/${trader.connectionId}`)).body['status']).toBe('connected');
  });

  it('of somebody else, or of nobody, is not found', async () => {
    const other = await signUp();
    for (const id of [trader.connectionId, 'mine'])
      expectProblem(await other.post(`/broker-connections/${id}/health-check`), {
        status: 404,
        code: 'connection_not_found',
      });
  });

  it('once it is disconnected is refused', async () => {
    await trader.post(`/broker-connections/${trader.connectionId}/disconnect`, {});
    const refused = await check('gone');
    expect(refused.status).toBe(409);
    expect(['connection_not_connected', 'connection_purged']).toContain(refused.body['code']);
  });
});
