import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, itemsOf, request, setQuote } from './support/client.ts';
import { env, eventually } from './support/commands.ts';
import { expectProblem } from './support/problems.ts';
import {
  exhaust,
  historyOf,
  operator,
  type Recovery,
  readSaga,
  recovering,
  setFaults,
} from './support/sagas.ts';
import { newTrader, type Trader } from './support/trader.ts';

const UNKNOWN = '11111111-1111-4111-8111-111111111111';

const recoveringTrader = async (): Promise<{ readonly trader: Trader; readonly recovery: Recovery }> => {
  const trader = await newTrader();
  return { trader, recovery: await recovering(trader) };
};

const entries = (answer: Answer, event: string) => historyOf(answer).filter((entry) => entry.event === event);

describe('an operator tries a saga again', () => {
  let trader: Trader;
  let sagaId: string;
  const retry = (body: object) => operator.post(`/${sagaId}/retry`, body);
  beforeAll(async () => {
    const made = await recoveringTrader();
    trader = made.trader;
    sagaId = made.recovery.sagaId;
  });

  it('and it attempts at once what it would have attempted later', async () => {
    const asked = await retry({ by: 'ann' });
    expect([asked.status, asked.body]).toMatchObject([202, { sagaId, status: 'running' }]);
    const full = await eventually(
      () => operator.get(`/${sagaId}`),
      (answer) => historyOf(answer).at(-1)?.event === 'SagaStepRetried',
    );
    const history = historyOf(full);
    const requested = history.findIndex(({ event }) => event === 'SagaRetryRequested');
    const [planned, request, again] = history.slice(requested - 1);
    expect(request).toMatchObject({
      actor: { kind: 'operator', id: 'operator' },
      data: { step: 1, name: 'attempt_reconnection', by: 'ann' },
    });
    expect(again).toMatchObject({
      event: 'SagaStepRetried',
      data: { attempt: 2, reason: { code: 'unhealthy' } },
    });
    expect(planned?.event).toBe('SagaStepRetried');
    expect(Date.parse(again?.at ?? '')).toBeLessThan(Date.parse(String(planned?.data?.['nextAt'])));
  });

  it('from a step it has behind it, which is then done anew', async () => {
    expect((await retry({ by: 'ann', step: 'verify_recoverable' })).status).toBe(202);
    const full = await eventually(
      () => operator.get(`/${sagaId}`),
      (answer) => entries(answer, 'SagaStepCompleted').length === 2,
    );
    expect(entries(full, 'SagaStepCompleted').map(({ data }) => data?.['name'])).toEqual([
      'verify_recoverable',
      'verify_recoverable',
    ]);
    expect(full.body).toMatchObject({ progress: '1/4', status: 'running' });
  });

  it.each(['discover_again', 'no_such_step'])('but not from %s, where it has not been', async (step) => {
    expectProblem(await retry({ by: 'ann', step }), {
      status: 422,
      code: 'step_not_reached',
      fields: ['step'],
    });
  });

  it.each([
    [{}, ['by']],
    [{ by: ' ' }, ['by']],
    [{ by: 'x'.repeat(101) }, ['by']],
    [{ by: 'ann', step: 1 }, ['step']],
    [{ by: 'ann', step: '' }, ['step']],
    [{ by: 'ann\u0000' }, ['by']],
    [{ by: 'ann', force: true, step: {} }, ['force', 'step']],
  ])('in words that say who and where: %j does not', async (body, fields) => {
    expectProblem(await retry(body), { status: 422, code: 'validation_failed', fields });
  });

  it('in JSON', async () => {
    const headers = { authorization: `Bearer ${env.OPERATOR_TOKEN}` };
    const answer = await request('POST', `/api/v1/operator/sagas/${sagaId}/retry`, { raw: '{by', headers });
    expectProblem(answer, { status: 400, code: 'malformed_json' });
  });

  it('as often as need be, and its history is told whole however long it is', async () => {
    const asked = await Promise.all(Array.from({ length: 120 }, () => retry({ by: 'ann' })));
    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([202]));
    const full = await operator.get(`/${sagaId}`);
    expect(entries(full, 'SagaRetryRequested').length).toBeGreaterThanOrEqual(120);
    expect(historyOf(full).map(({ version }) => version)).toEqual(
      Array.from({ length: Number(full.body['version']) }, (_none, index) => index + 1),
    );
  });

  it('until it has ended', async () => {
    await setFaults(trader, {});
    expect((await retry({ by: 'ann' })).status).toBe(202);
    const ended = await eventually(
      () => operator.get(`/${sagaId}`),
      ({ body }) => body['status'] === 'completed',
    );
    expect(ended.body).toMatchObject({ status: 'completed', progress: '4/4' });
    const refusal = { status: 409, code: 'saga_ended' };
    expectProblem(await retry({ by: 'ann' }), refusal);
    expectProblem(await operator.post(`/${sagaId}/abort`, { by: 'ann', reason: 'enough' }), refusal);
    expect((await readSaga(trader.userId, sagaId))?.status).toBe('completed');
  });
});

describe('an operator ends a saga', () => {
  it('which undoes what it did and keeps who and why; once', async () => {
    const { recovery } = await recoveringTrader();
    const abort = (body: object) => operator.post(`/${recovery.sagaId}/abort`, body);
    for (const [body, fields] of [
      [{ by: 'ann' }, ['reason']],
      [{ reason: 'the broker is gone' }, ['by']],
      [{ by: 'ann', reason: ' ' }, ['reason']],
      [{ by: 'ann', reason: 'x'.repeat(501), step: 'all' }, ['reason', 'step']],
    ] as const)
      expectProblem(await abort(body), { status: 422, code: 'validation_failed', fields });
    const asked = await abort({ by: 'ann', reason: 'the broker is gone' });
    expect([asked.status, asked.body]).toMatchObject([202, { failure: { code: 'aborted' } }]);
    const ended = await eventually(
      () => operator.get(`/${recovery.sagaId}`),
      ({ body }) => body['status'] === 'compensated',
    );
    expect(ended.body).toMatchObject({
      status: 'compensated',
      failure: { code: 'aborted', kind: 'aborted', detail: 'the broker is gone' },
      interventions: [],
    });
    expect(entries(ended, 'SagaCompensationStarted')).toMatchObject([
      { actor: { kind: 'operator' }, data: { name: 'attempt_reconnection', from: -1 } },
    ]);
    const before = historyOf(ended).length;
    expectProblem(await abort({ by: 'bob', reason: 'me, too' }), { status: 409, code: 'saga_ended' });
    expect(historyOf(await operator.get(`/${recovery.sagaId}`))).toHaveLength(before);
  });

  it('but not one that has passed its pivot, which goes on', async () => {
    await setQuote('AAPL', '189.99', '190.00', '190.00');
    const trader = await newTrader();
    await setFaults(trader, { forcePartialFills: true });
    const { body: order } = await trader.order('half', {
      quantity: '10',
      orderType: 'limit',
      limitPrice: '190',
    });
    await trader.orderIs(String(order['orderId']), 'partially_filled');
    const mine = `?userId=${trader.userId}&type=OrderExecutionSaga`;
    const listed = await operator.until(mine, ([saga]) => saga?.['step'] === 'first_fill');
    const [saga] = itemsOf(listed);
    expect(saga).toMatchObject({ status: 'running', step: 'first_fill' });
    const aborted = await operator.post(`/${saga?.['sagaId']}/abort`, { by: 'ann', reason: 'no more' });
    expectProblem(aborted, { status: 409, code: 'saga_past_pivot' });
    const back = await operator.post(`/${saga?.['sagaId']}/retry`, { by: 'ann', step: 'submit_order' });
    expectProblem(back, { status: 422, code: 'saga_past_pivot', fields: ['step'] });
    expect(await readSaga(trader.userId, String(saga?.['sagaId']))).toMatchObject({
      status: 'running',
      pastPivot: true,
    });
  });
});

describe('an operator is asked for help', () => {
  let trader: Trader;
  let recovery: Recovery;
  let interventionId: string;
  const asked = (state: string) => `/interventions?userId=${trader.userId}&state=${state}`;
  const answer = (action: string, body: object, id = interventionId) =>
    operator.post(`/${recovery.sagaId}/interventions/${id}/${action}`, body);
  beforeAll(async () => {
    ({ trader, recovery } = await recoveringTrader());
    await exhaust(trader.userId, recovery.sagaId);
  });

  it('when a broker could not be reached again, and told which connection that is', async () => {
    const open = await operator.until(asked('open'), (items) => items.length === 1);
    const [intervention] = itemsOf(open);
    interventionId = String(intervention?.['interventionId']);
    expect(intervention).toMatchObject({
      code: 'connection_lost',
      ids: [trader.connectionId],
      state: 'open',
      by: null,
      note: null,
      acknowledgedAt: null,
      resolvedAt: null,
      sagaId: recovery.sagaId,
      sagaType: 'ConnectionRecoverySaga',
      sagaStatus: 'compensated',
      userId: trader.userId,
    });
    const mine = `?userId=${trader.userId}&interventions=open`;
    expect(itemsOf(await operator.get(mine))).toMatchObject([
      { sagaId: recovery.sagaId, failure: { code: 'unhealthy' } },
    ]);
    const operation = await eventually(
      () => trader.get(`/operations/${recovery.operationId}`),
      (told) => itemsOf(told)[0]?.['needsAttention'] === true,
    );
    expect(itemsOf(operation)).toMatchObject([{ status: 'compensated', needsAttention: true }]);
    for (const state of ['acknowledged', 'resolved'])
      expect(itemsOf(await operator.get(asked(state)))).toEqual([]);
    expect(itemsOf(await operator.get(`${asked('open')}&type=OrderExecutionSaga`))).toEqual([]);
  });

  it('and says that it was seen: by the first who says so', async () => {
    const seen = await answer('acknowledge', { by: 'ann' });
    expect([seen.status, seen.body]).toMatchObject([
      202,
      { interventions: [{ state: 'acknowledged', by: 'ann' }] },
    ]);
    expect((await answer('acknowledge', { by: 'bob' })).body).toMatchObject({
      version: seen.body['version'],
    });
    const listed = await operator.until(asked('acknowledged'), (items) => items.length === 1);
    expect(itemsOf(listed)).toMatchObject([{ interventionId, by: 'ann', resolvedAt: null }]);
    expect(Number.isNaN(Date.parse(String(itemsOf(listed)[0]?.['acknowledgedAt'])))).toBe(false);
    expect(itemsOf(await operator.get(asked('open')))).toEqual([]);
    expect(itemsOf(await operator.get(`?userId=${trader.userId}&interventions=open`))).toHaveLength(1);
  });

  it('and says what was done about it, once', async () => {
    const dealt = await answer('resolve', { by: 'bob', note: 'told the user' });
    expect(dealt.status).toBe(202);
    const again = await answer('resolve', { by: 'cid', note: 'nothing' });
    expect([again.status, again.body['version']]).toEqual([202, dealt.body['version']]);
    expect((await answer('acknowledge', { by: 'cid' })).body['version']).toBe(dealt.body['version']);
    const listed = await operator.until(asked('resolved'), (items) => items.length === 1);
    const resolved = { interventionId, state: 'resolved', by: 'bob', note: 'told the user' };
    expect(itemsOf(listed)).toMatchObject([resolved]);
    const [{ acknowledgedAt, resolvedAt } = {}] = itemsOf(listed);
    expect(Date.parse(String(resolvedAt))).toBeGreaterThanOrEqual(Date.parse(String(acknowledgedAt)));
    const full = await operator.get(`/${recovery.sagaId}`);
    expect(full.body['interventions']).toMatchObject([{ ...resolved, acknowledgedAt, resolvedAt }]);
    expect(entries(full, 'SagaInterventionAcknowledged')).toMatchObject([{ data: { by: 'ann' } }]);
    expect(itemsOf(await operator.get(`?userId=${trader.userId}&interventions=open`))).toEqual([]);
    const operation = await eventually(
      () => trader.get(`/operations/${recovery.operationId}`),
      (told) => itemsOf(told)[0]?.['needsAttention'] === false,
    );
    expect(itemsOf(operation)).toMatchObject([{ needsAttention: false }]);
  });

  it('about nothing that nobody asked', async () => {
    for (const id of [UNKNOWN, 'mine']) {
      const refusal = { status: 404, code: 'intervention_not_found' };
      expectProblem(await answer('acknowledge', { by: 'ann' }, id), refusal);
      expectProblem(await answer('resolve', { by: 'ann', note: 'done' }, id), refusal);
    }
  });

  it.each([
    ['acknowledge', {}, ['by']],
    ['acknowledge', { by: 'ann', note: 'seen' }, ['note']],
    ['resolve', { by: 'ann' }, ['note']],
    ['resolve', { by: '', note: 'done' }, ['by']],
    ['resolve', { by: 'ann', note: 'x'.repeat(2_001) }, ['note']],
  ])('and answers whole: %s with %j does not', async (action, body, fields) => {
    expectProblem(await answer(action, body), { status: 422, code: 'validation_failed', fields });
  });
});
