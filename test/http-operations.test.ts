import { beforeAll, describe, expect, it } from 'vitest';
import { sagas } from '../src/sagas/catalog.ts';
import { type Answer, itemsOf, request, signUp } from './support/client.ts';
import { eventually } from './support/commands.ts';
import { expectProblem } from './support/problems.ts';
import { operator, recovering, setFaults } from './support/sagas.ts';
import { newTrader, type Trader } from './support/trader.ts';

const stepsOf = (type: string): number => sagas.newest(type)?.steps.length ?? 0;
const typesOf = (answer: Answer) => itemsOf(answer).map(({ type }) => type);

describe('an operation, as its user sees it', () => {
  let trader: Trader;
  let operationId: string;
  let sagaId: string;
  const read = (id = operationId) => trader.get(`/operations/${id}`);
  beforeAll(async () => {
    trader = await newTrader();
    ({ operationId, sagaId } = await recovering(trader));
  });

  it('says what is at work: how far, at which attempt, since when', async () => {
    const attemptOf = (answer: Answer) => Number(itemsOf(answer)[0]?.['attempt']);
    const told = await eventually(read, (answer) => attemptOf(answer) > 1);
    expect(attemptOf(told)).toBeGreaterThan(1);
    expect([told.status, told.body['operationId']]).toEqual([200, operationId]);
    expect(itemsOf(told)).toEqual([
      {
        sagaId,
        type: 'ConnectionRecoverySaga',
        status: 'running',
        progress: `1/${stepsOf('ConnectionRecoverySaga')}`,
        step: 'attempt_reconnection',
        attempt: attemptOf(told),
        failure: null,
        needsAttention: false,
        startedAt: expect.stringMatching(/Z$/),
        endedAt: null,
        totalMs: null,
      },
    ]);
    expect(told.body['page']).toEqual({ nextCursor: null });
  });

  it('says what came of all its sagas, the first one first', async () => {
    await setFaults(trader, {});
    await operator.post(`/${sagaId}/retry`, { by: 'ann' });
    const ended = await eventually(
      read,
      (answer) => itemsOf(answer).length === 2 && itemsOf(answer).every(({ endedAt }) => endedAt !== null),
    );
    expect(typesOf(ended)).toEqual(['ConnectionRecoverySaga', 'BrokerConnectionSaga']);
    for (const saga of itemsOf(ended)) {
      const steps = stepsOf(String(saga['type']));
      expect(saga).toMatchObject({ status: 'completed', progress: `${steps}/${steps}`, failure: null });
      expect(saga['totalMs']).toBeGreaterThanOrEqual(0);
    }
    const [recovery, discovery] = itemsOf(ended);
    expect(String(recovery?.['startedAt']) <= String(discovery?.['startedAt'])).toBe(true);
  });

  it('says why it came to nothing', async () => {
    const lost = await recovering(trader);
    const aborted = await operator.post(`/${lost.sagaId}/abort`, { by: 'ann', reason: 'the broker is gone' });
    expect([aborted.status, aborted.body['failure']]).toMatchObject([202, { code: 'aborted' }]);
    const ended = await eventually(
      () => read(lost.operationId),
      (answer) => typeof itemsOf(answer)[0]?.['endedAt'] === 'string',
    );
    expect(itemsOf(ended)).toMatchObject([
      { sagaId: lost.sagaId, status: 'compensated', failure: { code: 'aborted' }, needsAttention: false },
    ]);
  });

  it('of somebody else, of nobody or of no id at all is not found', async () => {
    const refusal = { status: 404, code: 'operation_not_found' };
    const other = await signUp();
    expectProblem(await other.get(`/operations/${operationId}`), refusal);
    expectProblem(await read(crypto.randomUUID()), refusal);
    for (const id of ['mine', `${operationId}x`, sagaId]) expectProblem(await read(id), refusal);
  });

  it('is for whoever has signed in', async () => {
    const path = `/api/v1/operations/${operationId}`;
    expectProblem(await request('GET', path), { status: 401, code: 'token_missing' });
    const headers = { authorization: 'Bearer local-operator' };
    expectProblem(await request('GET', path, { headers }), { status: 401, code: 'token_invalid' });
  });
});
