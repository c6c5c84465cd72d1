import { beforeAll, describe, expect, it } from 'vitest';
import { app } from '../src/http/app.ts';
import { sagaDefinitions } from '../src/sagas/catalog.ts';
import { type Answer, answerOf, itemsOf, request, setQuote, signUp } from './support/client.ts';
import { env } from './support/commands.ts';
import { expectProblem } from './support/problems.ts';
import { historyOf, operator } from './support/sagas.ts';
import { newTrader, type Trader } from './support/trader.ts';
import { consume, lostConnection, messageOf, rangeOf } from './support/triggers.ts';

const UNKNOWN = '11111111-1111-4111-8111-111111111111';
const LISTS = ['', '/interventions', '/gates', '/pending'];

const types = (answer: Answer) => itemsOf(answer).map(({ sagaType }) => sagaType);
const nextOf = ({ body }: Answer) => (body['page'] as { readonly nextCursor: string | null }).nextCursor;

describe('sagas as operators see them', () => {
  let trader: Trader;
  let orderId: string;
  const mine = (more = '') => `?userId=${trader.userId}${more}`;

  beforeAll(async () => {
    await setQuote('AAPL', '189.99', '190.00', '190.00');
    trader = await newTrader();
    const { body } = await trader.order('buy');
    orderId = String(body['orderId']);
    const ended = await operator.until(
      mine(),
      (sagas) => sagas.length === 2 && sagas.every(({ status }) => status === 'completed'),
    );
    expect(itemsOf(ended)).toHaveLength(2);
  });

  it.each([...LISTS, '/triggers', `/${UNKNOWN}`])('are shown to nobody else: GET %s', async (path) => {
    for (const headers of [{}, { authorization: `Bearer ${trader.token}` }])
      expectProblem(await request('GET', `/api/v1/operator/sagas${path}`, { headers }), {
        status: 401,
        code: 'operator_token_invalid',
      });
  });

  it.each(['retry', 'abort', `interventions/${UNKNOWN}/acknowledge`, `interventions/${UNKNOWN}/resolve`])(
    'are touched by nobody else: POST %s',
    async (action) => {
      const path = `/api/v1/operator/sagas/${UNKNOWN}/${action}`;
      for (const headers of [{}, { authorization: `Bearer ${trader.token}` }])
        expectProblem(await request('POST', path, { body: { by: 'me' }, headers }), {
          status: 401,
          code: 'operator_token_invalid',
        });
    },
  );

  it('are found by user, type and status, the newest first', async () => {
    expect(types(await operator.get(mine()))).toEqual(['OrderExecutionSaga', 'BrokerConnectionSaga']);
    expect(types(await operator.get(mine('&type=BrokerConnectionSaga')))).toEqual(['BrokerConnectionSaga']);
    expect(types(await operator.get(mine('&status=completed')))).toHaveLength(2);
    expect(types(await operator.get(mine('&status=running')))).toEqual([]);
    expect(types(await operator.get(mine('&interventions=open')))).toEqual([]);
    expect(types(await operator.get(`?userId=${UNKNOWN}`))).toEqual([]);
    const completed = itemsOf(await operator.get('?status=completed&type=OrderExecutionSaga'));
    expect(completed.map(({ sagaType, status }) => `${sagaType} ${status}`)).toContain(
      'OrderExecutionSaga completed',
    );
    expect(new Set(completed.map(({ status }) => status))).toEqual(new Set(['completed']));
  });

  it('come page by page, none twice, until the end', async () => {
    const first = await operator.get(mine('&limit=1'));
    expect(types(first)).toEqual(['OrderExecutionSaga']);
    const second = await operator.get(mine(`&limit=1&cursor=${encodeURIComponent(nextOf(first) ?? '')}`));
    expect(types(second)).toEqual(['BrokerConnectionSaga']);
    expect(nextOf(second)).toBeNull();
  });

  it('are asked for in words that exist', async () => {
    const wrong = (query: string, ...fields: readonly string[]) => ({ query, fields });
    for (const { query, fields } of [
      wrong('?status=odd', 'status'),
      wrong('?userId=me', 'userId'),
      wrong('?limit=0', 'limit'),
      wrong('?limit=101', 'limit'),
      wrong('?interventions=all', 'interventions'),
      wrong('?type=', 'type'),
      wrong('?colour=red&limit=x', 'colour', 'limit'),
      wrong('/interventions?state=closed', 'state'),
      wrong('/gates?userId=me', 'userId'),
      wrong('/pending?key=', 'key'),
    ])
      expectProblem(await operator.get(query), { status: 422, code: 'validation_failed', fields });
  });

  it.each([
    'nothing',
    btoa('no separator'),
    btoa(`yesterday|${UNKNOWN}`),
    btoa(`0000-01-01T00:00:00.000Z|${UNKNOWN}`),
    btoa('2026-01-01T00:00:00.000Z|me'),
  ])('have no page behind the cursor %s', async (cursor) => {
    for (const list of LISTS)
      expectProblem(await operator.get(`${list}?cursor=${encodeURIComponent(cursor)}`), {
        status: 422,
        code: 'validation_failed',
        fields: ['cursor'],
      });
  });

  it('are told in full: steps with attempts and times, the context, and the history in order', async () => {
    const [listed] = itemsOf(await operator.get(mine('&type=OrderExecutionSaga')));
    const full = await operator.get(`/${listed?.['sagaId']}`);
    expect(full.status).toBe(200);
    expect(listed).toMatchObject({ progress: '7/7', stepsDone: 7, late: false });
    expect(full.body).toMatchObject({
      sagaId: listed?.['sagaId'],
      userId: trader.userId,
      sagaType: 'OrderExecutionSaga',
      status: 'completed',
      progress: '7/7',
      version: listed?.['version'],
      totalMs: listed?.['totalMs'],
      steps: listed?.['steps'],
      trigger: { eventType: 'OrderCreatedEvent', data: { orderId, symbol: 'AAPL', quantity: '1' } },
      results: { submit_order: { brokerOrderId: expect.any(String) } },
      inbox: [{ eventType: 'OrderFilledEvent' }],
    });
    const steps = full.body['steps'] as readonly Record<string, unknown>[];
    expect(steps.map(({ name }) => name)).toEqual(
      sagaDefinitions.find(({ type }) => type === 'OrderExecutionSaga')?.steps.map(({ name }) => name),
    );
    for (const step of steps) expect(step).toMatchObject({ status: 'completed', attempts: 1 });
    for (const { startedAt, ms } of steps) {
      expect(Number.isNaN(Date.parse(String(startedAt)))).toBe(false);
      expect(ms).toBeGreaterThanOrEqual(0);
    }
    const history = historyOf(full);
    expect(history.map(({ version }) => version)).toEqual(history.map((_entry, index) => index + 1));
    expect(history).toHaveLength(Number(full.body['version']));
    expect([history[0]?.event, history.at(-1)?.event]).toEqual(['SagaStarted', 'SagaCompleted']);
    expect(history.filter(({ event }) => event === 'SagaStepCompleted')).toHaveLength(7);
  });

  it('tell the same in a list and in full when they were not needed: why, and where they stopped', async () => {
    const lost = lostConnection();
    await consume('tradecore-sagas', [messageOf(rangeOf(lost))]);
    const listed = await operator.until(`?userId=${lost.userId}`, ([saga]) => saga?.['status'] === 'aborted');
    const { body } = await operator.get(`/${itemsOf(listed)[0]?.['sagaId']}`);
    for (const told of [itemsOf(listed)[0], body])
      expect(told).toMatchObject({
        sagaType: 'ConnectionRecoverySaga',
        status: 'aborted',
        progress: '0/4',
        failure: { code: 'not_recoverable', detail: expect.stringContaining('absent') },
        steps: [{ name: 'verify_recoverable', status: 'aborted', attempts: 1 }],
      });
  });

  it.each(['me', UNKNOWN, '..%2f'])('of the id %s are not found', async (id) => {
    const refusal = { status: 404, code: 'saga_not_found' };
    expectProblem(await operator.get(`/${id}`), refusal);
    expectProblem(await operator.post(`/${id}/retry`, { by: 'ann' }), refusal);
  });

  it('are started by the triggers that are listed, all of every saga, with its steps and its pivot', async () => {
    const listed = itemsOf(await operator.get('/triggers'));
    const pairs = listed.map(({ eventType, sagaType }) => `${eventType} ${sagaType}`);
    expect(pairs).toEqual(
      sagaDefinitions.flatMap(({ type, triggers }) =>
        triggers.map(({ eventType }) => `${eventType} ${type}`),
      ),
    );
    expect(new Set(pairs).size).toBe(pairs.length);
    expect(listed.find(({ sagaType }) => sagaType === 'OrderExecutionSaga')).toMatchObject({
      takesLease: false,
      pivot: 'first_fill',
      deadlineMs: 90_000,
    });
    expect(listed.find(({ sagaType }) => sagaType === 'BrokerConnectionSaga')).toMatchObject({
      takesLease: true,
      steps: expect.arrayContaining(['discover_accounts', 'link_accounts']),
    });
  });

  it('cannot be listed while Postgres is away, and the answer says when to come back', async () => {
    const { DATABASE_URL: _none, ...without } = env;
    for (const path of [...LISTS, `/${UNKNOWN}`]) {
      const call = new Request(`https://tradecore.test/api/v1/operator/sagas${path}`, {
        headers: { authorization: `Bearer ${env.OPERATOR_TOKEN}` },
      });
      const answer = await answerOf(await app.fetch(call, without));
      expectProblem(answer, { status: 503, code: 'read_model_unavailable' });
      expect(answer.headers.get('retry-after')).toBe('5');
    }
  });

  it('tell no secret, nothing of a person and nothing of the inside', async () => {
    const name = `u${crypto.randomUUID().slice(0, 12)}`;
    const person = await signUp(name);
    const password = 'correct horse battery staple';
    await request('DELETE', '/api/v1/me', {
      body: { password, reason: 'user_request' },
      headers: { authorization: `Bearer ${person.token}` },
    });
    const ended = await operator.until(
      `?userId=${person.userId}`,
      ([saga]) => saga?.['status'] === 'completed',
    );
    const answers = [ended, await operator.get(`/${itemsOf(ended)[0]?.['sagaId']}`)];
    for (const path of [mine(), ...LISTS]) answers.push(await operator.get(path));
    for (const { sagaId } of itemsOf(await operator.get(mine())))
      answers.push(await operator.get(`/${sagaId}`));
    expect(types(ended)).toEqual(['UserDeletionSaga']);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const told = answers.map(({ body }) => JSON.stringify(body)).join('\n');
    const secrets = [env.JWT_SECRET, env.LOOKUP_SECRET, env.OPERATOR_TOKEN, env.DATABASE_URL].map(String);
    for (const secret of [...secrets, trader.token, person.token, password, name])
      expect(told.includes(secret), secret).toBe(false);
    expect(told).not.toMatch(/\bat \S+ \(|\.ts:\d|passwordHash|"stack"/);
  });
});
