import { beforeAll, describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../src/core/envelope.ts';
import { formatWebhookToken } from '../src/domains/automation/webhook/webhook-token.ts';
import { aggregateStub } from '../src/platform/stubs.ts';
import {
  activeAutomation,
  type Created,
  createAutomation,
  readAutomation,
  signal,
  speaker,
} from './support/automation.ts';
import { type Answer, itemsOf, request, setQuote } from './support/client.ts';
import { env, eventually } from './support/commands.ts';
import { keepsNothing, sqlIn } from './support/objects.ts';
import { expectProblem } from './support/problems.ts';
import { newTrader, type Trader } from './support/trader.ts';

let trader: Trader;
let speak: ReturnType<typeof speaker>;
beforeAll(async () => {
  trader = await newTrader();
  speak = speaker(trader);
  await setQuote('AAPL', '189.99', '190.00', '190.00');
});

const BUY = { ticker: 'AAPL', action: 'buy' };
const SECRET = 's'.repeat(43);

/** What people and senders did to an automation; what a saga records of an execution comes whenever it is done. */
const eventsOf = async (id: string): Promise<readonly EventEnvelope[]> => {
  const automation = aggregateStub(env, { type: 'automation', userId: trader.userId, key: id }, 'weur');
  const snapshot = await automation.read();
  const range = snapshot && (await automation.events(snapshot.epoch, 1, snapshot.version));
  const events = JSON.parse(range?.events ?? '[]') as EventEnvelope[];
  return events.filter(({ actor }) => actor.kind !== 'saga');
};

const lastEvent = async (id: string): Promise<EventEnvelope> => (await eventsOf(id)).at(-1) as EventEnvelope;

const eventCount = async (id: string) => (await eventsOf(id)).length;

/** Nothing of a token stands in an answer. */
const expectNoSecret = ({ body, headers }: Answer, secret: string) =>
  expect(JSON.stringify([body, ...headers])).not.toContain(secret);

describe('a signal', () => {
  let automation: Created;
  beforeAll(async () => {
    automation = await activeAutomation(trader);
  });

  it('is answered as soon as it is stored, with the figures and the plan of each account', async () => {
    const answer = await signal(automation.token, BUY, { 'cf-connecting-ip': '52.89.214.238' });
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ signalId: expect.any(String), status: 'received', code: null });
    const { eventType, data, region, actor } = await lastEvent(automation.id);
    expect(eventType).toBe('WebhookSignalReceivedEvent');
    expect([region, actor]).toEqual([expect.any(String), { kind: 'policy', id: 'webhook' }]);
    expect(data).toMatchObject({
      signalId: answer.body['signalId'],
      action: 'buy',
      symbol: 'AAPL',
      sourceIp: '52.89.214.238',
      rawSignalJson: JSON.stringify(BUY),
      accountEquity: '100000',
      plans: [
        {
          accountId: trader.accountId,
          decision: 'execute',
          steps: [{ kind: 'enter', side: 'buy', quantity: '10', referencePrice: '190.00' }],
        },
      ],
    });
    const shown = await eventually(
      () => trader.get(`/automations/${automation.id}/signals`),
      (list) => itemsOf(list).length > 0,
    );
    expect(itemsOf(shown)[0]).toMatchObject({ signalId: answer.body['signalId'], symbol: 'AAPL' });
  });

  it('AU-U6: that is repeated gets the first answer with 200, by content and by the id of its sender', async () => {
    const [first, again] = [await signal(automation.token, BUY), await signal(automation.token, BUY)];
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.body).toEqual(first.body);

    const named = { ...BUY, signalId: 'mine', strategy: 'one' };
    const one = await signal(automation.token, named);
    const two = await signal(automation.token, { ...named, strategy: 'two' });
    expect([one.status, two.status]).toEqual([202, 200]);
    expect(two.body).toEqual(one.body);

    const headers = { 'idempotency-key': 'from outside' };
    const outside = await signal(automation.token, { ...BUY, strategy: 'three' }, headers);
    expect(outside.status).toBe(202);
    expect((await signal(automation.token, { ...BUY, strategy: 'four' }, headers)).body).toEqual(
      outside.body,
    );
  });

  it('is one signal when it comes twenty times at once', async () => {
    const body = { ...BUY, strategy: 'at once' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => signal(automation.token, body)));
    expect(answers.map(({ status }) => status).filter((status) => status === 202)).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer.body['signalId'])).size).toBe(1);
  });

  it('AU-R8: for another symbol is stored as rejected, and its repeat gets the same answer', async () => {
    const foreign = { ticker: 'MSFT', action: 'buy' };
    const first = await signal(automation.token, foreign);
    expect([first.status, first.body['status'], first.body['code']]).toEqual([
      202,
      'rejected',
      'symbol_mismatch',
    ]);
    const again = await signal(automation.token, foreign);
    expect([again.status, again.body]).toEqual([200, first.body]);
  });

  it('that has nothing to do is stored as rejected', async () => {
    const { token } = await activeAutomation(trader, { symbol: 'JPM' });
    const answer = await signal(token, { ticker: 'JPM', action: 'add' });
    expect([answer.status, answer.body['code']]).toEqual([202, 'no_position']);
  });

  it('is read from plain text, too, and its secrets are not kept', async () => {
    const text = JSON.stringify({ ...BUY, strategy: 'text', secret: 'hush' });
    const answer = await signal(automation.token, text, { 'content-type': 'text/plain' });
    expect(answer.status).toBe(202);
    expect(String((await lastEvent(automation.id)).data['rawSignalJson'])).not.toContain('hush');
  });

  it.each([
    ['no JSON', 'buy AAPL now', []],
    ['nothing', '', []],
    ['a list', '[]', []],
    ['no action', '{"ticker": "AAPL"}', ['action']],
    ['an unknown action', '{"ticker": "AAPL", "action": "dance"}', ['action']],
    ['a placeholder nobody filled in', '{"ticker": "{{ticker}}", "action": "buy"}', []],
    ['text that cannot be stored', '{"action": "buy", "strategy": "a\\u0000b"}', ['strategy']],
  ])('AU-U7: that is %s is refused, and no event is written', async (_what, text, fields) => {
    const before = await eventCount(automation.id);
    const refused = await signal(automation.token, text);
    expectProblem(refused, { status: 422, code: 'signal_payload_invalid', fields });
    expect(await eventCount(automation.id)).toBe(before);
  });

  it('AU-U7: of more than 16 KiB is refused, whether or not it tells its length before', async () => {
    const large = JSON.stringify({ ...BUY, strategy: 'x'.repeat(16 * 1024) });
    const chunks = new Response(large).body as ReadableStream;
    const tooLarge = { status: 413, code: 'body_too_large' };
    expectProblem(await signal(automation.token, large), tooLarge);
    expectProblem(await request('POST', `/api/v1/webhooks/${automation.token}`, { raw: chunks }), tooLarge);
  });

  it('AU-R2: is refused by an automation that is not active', async () => {
    const { id, token } = await createAutomation(trader);
    expectProblem(await signal(token, BUY), { status: 409, code: 'automation_inactive' });
    await trader.post(`/automations/${id}/suspend`);
    expectProblem(await signal(token, BUY), { status: 409, code: 'automation_suspended' });
  });

  it('AU-R3: is refused from an address that is not allowed', async () => {
    const { id, token } = await activeAutomation(trader);
    await speak('PUT', `/automations/${id}/webhook`, { allowedIps: ['52.89.214.238', '10.0.0.0/8'] });
    const from = (ip: string) => signal(token, { ...BUY, strategy: ip }, { 'cf-connecting-ip': ip });
    expectProblem(await from('52.89.214.239'), { status: 403, code: 'ip_not_allowed' });
    expectProblem(await signal(token, BUY), { status: 403, code: 'ip_not_allowed' });
    expect((await from('10.20.30.40')).status).toBe(202);
  });

  it('AU-R3: is refused beyond the rate, and told when to come again', async () => {
    const { id, token } = await activeAutomation(trader);
    await speak('PUT', `/automations/${id}/webhook`, { rateLimit: 2 });
    for (const strategy of ['one', 'two'])
      expect((await signal(token, { ...BUY, strategy })).status).toBe(202);
    const before = await eventCount(id);
    const refused = await signal(token, { ...BUY, strategy: 'three' });
    expectProblem(refused, { status: 429, code: 'rate_limited' });
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(await eventCount(id)).toBe(before);
  });
});

describe('what a signal is judged by', () => {
  /** Shows an order of an automation in the hub, as its own log would. */
  const showOrder = (automationId: string, doc: object) => {
    const hub = { type: 'account_hub', userId: trader.userId, key: 'hub' };
    const id = crypto.randomUUID();
    const order = { orderId: id, automationId, accountId: trader.accountId, symbol: 'AAPL', group: null };
    const text = JSON.stringify({ ...order, createdAt: new Date().toISOString(), ...doc });
    const at = '2026-01-01T00:00:00.000Z';
    const row = 'INSERT INTO view_rows VALUES (?, ?, ?, 1, ?, ?)';
    return sqlIn(hub, row, 'orders', id, id, at, text).then(() => id);
  };
  const plansOf = async (id: string) => (await lastEvent(id)).data['plans'];

  it('is the position that its account has', async () => {
    await setQuote('TSLA', '219.99', '220.00', '220.00');
    const { id, token } = await activeAutomation(trader, { symbol: 'TSLA' });
    const { body } = await trader.order('held', { symbol: 'TSLA', quantity: '3' });
    await trader.orderIs(String(body['orderId']), 'filled');
    const [held] = itemsOf(
      await eventually(
        () => trader.get('/positions?symbol=TSLA'),
        (list) => itemsOf(list).length === 1,
      ),
    );
    expect((await signal(token, { ticker: 'TSLA', action: 'exit' })).body['code']).toBeNull();
    const exit = { kind: 'exit', positionId: held?.['positionId'], side: 'sell', quantity: '3' };
    expect(await plansOf(id)).toMatchObject([{ steps: [exit] }]);
  });

  it('are the orders of its automation that still work', async () => {
    const { id, token } = await activeAutomation(trader);
    await showOrder(id, { status: 'filled', positionEffect: 'open' });
    await showOrder(crypto.randomUUID(), { status: 'placed', positionEffect: 'open' });
    const working = await showOrder(id, { status: 'placed', positionEffect: 'open' });
    await signal(token, { ticker: 'AAPL', action: 'cancel' });
    const cancel = { kind: 'cancel_orders', orderIds: [working] };
    expect(await plansOf(id)).toMatchObject([{ steps: [cancel] }]);
  });

  it('is what its automation did today when that is limited; exits are not counted', async () => {
    const { id, token } = await activeAutomation(trader, {
      symbol: 'MSFT',
      riskLimits: { maxOrdersPerDay: 1, maxDailyLoss: '500' },
    });
    await setQuote('MSFT', '99.99', '100.00', '100.00');
    const buy = (strategy: string) => signal(token, { action: 'buy', strategy });
    await showOrder(id, { status: 'filled', positionEffect: 'close' });
    await showOrder(id, { status: 'filled', positionEffect: 'open', createdAt: '2020-01-02T15:00:00.000Z' });
    expect((await buy('one')).body['code']).toBeNull();
    await showOrder(id, { status: 'filled', positionEffect: 'open' });
    expect((await buy('two')).body['code']).toBe('max_orders_per_day');
    await showOrder(id, { status: 'filled', positionEffect: null });
    expect((await buy('three')).body['code']).toBe('risk_limit_exceeded');
    expect((await readAutomation(trader.userId, id))?.profile.suspension?.cause).toBe('risk_limit');
  });
});

describe('a token', () => {
  it.each([' ', '/', 'nonsense', '%00', 'ä', '..'.repeat(9)])('that is %j opens nothing', async (text) => {
    const refused = await signal(encodeURIComponent(text), BUY);
    expectProblem(refused, { status: 401, code: 'webhook_token_invalid' });
  });

  it('is answered alike whatever is wrong with it, and leaves no trace', async () => {
    const { id, token } = await activeAutomation(trader);
    const { userId } = trader;
    const before = await eventCount(id);
    const [nobody, nothing] = [crypto.randomUUID(), crypto.randomUUID()];
    const deleted = await createAutomation(trader);
    await speak('DELETE', `/automations/${deleted.id}`);
    const wrong = [
      formatWebhookToken({ userId, automationId: id, secret: SECRET }),
      formatWebhookToken({ userId, automationId: nothing, secret: SECRET }),
      formatWebhookToken({ userId: nobody, automationId: id, secret: String(token.split('.')[2]) }),
      deleted.token,
      `${token}x`,
    ];
    const answers = await Promise.all(wrong.map((text) => signal(text, BUY)));
    for (const answer of answers) {
      expectProblem(answer, { status: 401, code: 'webhook_token_invalid' });
      expect({ ...answer.body, requestId: '' }).toEqual({ ...answers[0]?.body, requestId: '' });
      expectNoSecret(answer, SECRET);
    }
    expect(await eventCount(id)).toBe(before);
    expect(await keepsNothing({ type: 'automation', userId, key: nothing })).toBe(true);
    expect(await keepsNothing({ type: 'automation', userId: nobody, key: id })).toBe(true);
  });

  it('is never repeated in a problem document', async () => {
    const { token } = await createAutomation(trader);
    const secret = String(token.split('.')[2]);
    for (const answer of [
      await signal(token, BUY),
      await signal(token, 'no json'),
      await signal(`${token}/more`, BUY),
    ])
      expectNoSecret(answer, secret);
  });

  it('is taken for five more minutes after its rotation, beside the new one', async () => {
    const { id, token } = await activeAutomation(trader);
    const rotated = await trader.post(`/automations/${id}/rotate-token`);
    for (const [text, strategy] of [
      [token, 'old'],
      [String(rotated.body['webhookToken']), 'new'],
    ] as const)
      expect((await signal(text, { ...BUY, strategy })).status).toBe(202);
    await trader.post(`/automations/${id}/rotate-token`);
    expectProblem(await signal(token, BUY), { status: 401, code: 'webhook_token_invalid' });
  });
});
