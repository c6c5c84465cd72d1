import { beforeAll, describe, expect, it } from 'vitest';
import type { BrokerAccountState } from '../src/domains/broker-account/state.ts';
import type { BrokerConnectionState } from '../src/domains/broker-connection/state.ts';
import type { UserAccountState } from '../src/domains/user-account/state.ts';
import { sha256 } from '../src/platform/hash.ts';
import { aggregateStub } from '../src/platform/stubs.ts';
import {
  activeAutomation,
  automationWish,
  createAutomation,
  readAutomation,
  speaker,
} from './support/automation.ts';
import { itemsOf } from './support/client.ts';
import { env, eventually } from './support/commands.ts';
import { expectProblem } from './support/problems.ts';
import { newTrader, type Trader } from './support/trader.ts';

let trader: Trader;
let other: Trader;
let speak: ReturnType<typeof speaker>;
beforeAll(async () => {
  [trader, other] = await Promise.all([newTrader(), newTrader()]);
  speak = speaker(trader);
});

const stateOf = async <State>(type: string, key: string): Promise<State> => {
  const snapshot = await aggregateStub(env, { type, userId: trader.userId, key }, 'weur').read();
  return snapshot?.state as State;
};

const registered = async () => (await stateOf<UserAccountState>('user_account', trader.userId)).automationIds;
const boundToConnection = async () =>
  (await stateOf<BrokerConnectionState>('broker_connection', trader.connectionId)).activeAutomationIds;
const boundToAccount = async () =>
  (await stateOf<BrokerAccountState>('broker_account', trader.accountId)).boundAutomationIds;

describe('creating an automation', () => {
  it('registers it with its user, and answers it inactive with its token and address', async () => {
    const { id, token, answer } = await createAutomation(trader);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('etag')).toBe('"v1"');
    expect(answer.body).toMatchObject({
      status: 'inactive',
      symbol: 'AAPL',
      accountIds: [trader.accountId],
      webhook: { url: 'https://tradecore.test/api/v1/webhooks', rateLimit: 60 },
      webhookUrl: `https://tradecore.test/api/v1/webhooks/${token}`,
      projection: 'applied',
    });
    expect(token).toMatch(new RegExp(`^${trader.userId}\\.${id}\\.[A-Za-z0-9_-]{43}$`));
    expect(await registered()).toContain(id);
    expect((await readAutomation(trader.userId, id))?.tokens.current).toBe(sha256(token));
  });

  it('AU-U15: shows the token nowhere else, and keeps only its hash', async () => {
    const { id, token } = await createAutomation(trader);
    const secret = String(token.split('.')[2]);
    const shown = [
      await trader.get(`/automations/${id}`),
      await trader.get('/automations'),
      await trader.get(`/automations/${id}/signals`),
    ];
    for (const { status, body } of shown) {
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toContain(secret);
      expect(JSON.stringify(body)).not.toContain(sha256(token));
    }
    expect(JSON.stringify(await readAutomation(trader.userId, id))).not.toContain(secret);
  });

  it('AU-U15: answers a retry with the same automation and without a token; a rotation makes a new one', async () => {
    const first = await createAutomation(trader, {}, 'once');
    const again = await createAutomation(trader, {}, 'once');
    expect([again.answer.status, again.id]).toEqual([201, first.id]);
    expect(again.answer.body).toEqual({ ...first.answer.body, webhookToken: null, webhookUrl: null });

    const rotate = () =>
      trader.post(`/automations/${first.id}/rotate-token`, undefined, { 'idempotency-key': 'rotate' });
    const rotated = await rotate();
    expect(rotated.status).toBe(200);
    expect(rotated.body['webhookToken']).not.toBe(first.token);
    const state = await readAutomation(trader.userId, first.id);
    expect(state?.tokens.current).toBe(sha256(String(rotated.body['webhookToken'])));
    expect(state?.tokens.previous?.hash).toBe(sha256(first.token));
    expect((await rotate()).body).toEqual({ ...rotated.body, webhookToken: null, webhookUrl: null });
    expect((await readAutomation(trader.userId, first.id))?.tokens).toEqual(state?.tokens);
  });

  it('makes twenty attempts at once one automation, and shows its token to one of them', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => createAutomation(trader, { name: 'At once' }, 'at once')),
    );
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    const tokens = all.map(({ answer }) => answer.body['webhookToken']).filter((token) => token !== null);
    expect(tokens).toHaveLength(1);
    const state = await readAutomation(trader.userId, String(all[0]?.id));
    expect(state?.tokens.current).toBe(sha256(String(tokens[0])));
  });

  it.each([
    ['a field that is none', { color: 'red' }, 'validation_failed', 'color', 422],
    ['no account', { accountIds: [] }, 'validation_failed', 'accountIds', 422],
    ['a hash of its own', { webhook: { tokenHash: 'x' } }, 'validation_failed', 'webhook.tokenHash', 422],
    ['an account nobody has', { accountIds: [crypto.randomUUID()] }, 'account_not_found', 'accountIds', 404],
    [
      'risk sizing without a stop',
      { positionSizing: { type: 'risk_based', riskPerPosition: '100' } },
      'stop_required',
      'stopLoss',
      422,
    ],
  ] as const)(
    'with %s is refused, and its user owns nothing more',
    async (_what, wish, code, field, status) => {
      const before = await registered();
      const { answer } = await createAutomation(trader, wish, `refused ${field} ${code}`);
      expectProblem(answer, { status, code, fields: [field] });
      expect(await registered()).toEqual(before);
    },
  );

  it('refuses the account of somebody else as if it did not exist', async () => {
    const { answer } = await createAutomation(trader, { accountIds: [other.accountId] });
    expectProblem(answer, { status: 404, code: 'account_not_found', fields: ['accountIds'] });
  });

  it('is refused when its key was used for another one, which stays', async () => {
    const first = await createAutomation(trader, {}, 'mine');
    const { answer } = await createAutomation(trader, { name: 'Other' }, 'mine');
    expectProblem(answer, { status: 422, code: 'idempotency_key_reused', fields: ['Idempotency-Key'] });
    expect(await registered()).toContain(first.id);
    expect((await trader.get(`/automations/${first.id}`)).body['name']).toBe('Breakout');
  });
});

describe('the life of an automation', () => {
  it('AU-U14: is activated by its checklist, and refused what its status forbids', async () => {
    const { id } = await createAutomation(trader);
    const checklist = itemsOf(await trader.get(`/automations/${id}/checklist`));
    expect(checklist.map(({ met }) => met)).toEqual([true, true, true, true]);
    const post = (what: string, body?: object) => trader.post(`/automations/${id}/${what}`, body);

    expectProblem(await post('resume'), { status: 409, code: 'automation_not_suspended' });
    expect((await post('activate')).body).toMatchObject({ status: 'active', version: 2 });
    expectProblem(await speak('DELETE', `/automations/${id}`), { status: 409, code: 'automation_active' });
    expect((await post('deactivate')).body).toMatchObject({ status: 'inactive' });
    const suspended = await post('suspend', { reason: 'gone fishing' });
    expect(suspended.body).toMatchObject({
      status: 'suspended',
      suspension: { cause: 'requested', by: 'user', reason: 'gone fishing' },
    });
    expectProblem(await post('activate'), { status: 409, code: 'cannot_activate_suspended' });
    expect((await post('resume')).body).toMatchObject({ status: 'inactive', suspension: null });
  });

  it('ends for good: it is gone, given up by its user, and nothing can be done with it', async () => {
    const { id } = await createAutomation(trader);
    const headers = { 'idempotency-key': 'delete' };
    expect((await speak('DELETE', `/automations/${id}`, undefined, headers)).status).toBe(204);
    expect((await speak('DELETE', `/automations/${id}`, undefined, headers)).status).toBe(204);
    const gone = { status: 404, code: 'automation_not_found' };
    expectProblem(await speak('DELETE', `/automations/${id}`), gone);
    expectProblem(await trader.get(`/automations/${id}`), gone);
    expectProblem(await trader.get(`/automations/${id}/signals`), gone);
    expectProblem(await trader.post(`/automations/${id}/activate`), gone);
    expectProblem(await trader.post(`/automations/${id}/rotate-token`), gone);
    expect(await eventually(registered, (ids) => !ids.includes(id))).not.toContain(id);
  });

  it.each(['not-an-id', crypto.randomUUID()])('is not there for %s', async (id) => {
    const gone = { status: 404, code: 'automation_not_found' };
    expectProblem(await trader.get(`/automations/${id}`), gone);
    expectProblem(
      await trader.post(`/automations/${id}/activate`, undefined, { 'idempotency-key': 'k' }),
      gone,
    );
    expectProblem(await speak('PUT', `/automations/${id}/webhook`, {}), gone);
  });

  it('is known to its account from the beginning, and to its connection while it is active', async () => {
    const { id } = await createAutomation(trader);
    expect(await eventually(boundToAccount, (ids) => ids.includes(id))).toContain(id);
    expect(await boundToConnection()).not.toContain(id);
    await trader.post(`/automations/${id}/activate`);
    expect(await eventually(boundToConnection, (ids) => ids.includes(id))).toContain(id);
    await trader.post(`/automations/${id}/suspend`);
    expect(await eventually(boundToConnection, (ids) => !ids.includes(id))).not.toContain(id);
    await speak('DELETE', `/automations/${id}`);
    expect(await eventually(boundToAccount, (ids) => !ids.includes(id))).not.toContain(id);
  });
});

describe('the settings of an automation', () => {
  it('AU-U14: loosen risk while it is active only when that is confirmed', async () => {
    const { id } = await activeAutomation(trader);
    const change = (body: object, headers = {}) => speak('PATCH', `/automations/${id}`, body, headers);
    const more = { positionSizing: { type: 'fixed', fixedQuantity: '20' } };
    expectProblem(await change(more), { status: 409, code: 'confirmation_required' });
    const changed = await change({ ...more, confirmed: true });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ positionSizing: { fixedQuantity: '20' }, name: 'Breakout' });
    expect((await change({ name: 'Calm' })).body).toMatchObject({ name: 'Calm' });
    expectProblem(await change({ symbol: 'MSFT' }), {
      status: 422,
      code: 'validation_failed',
      fields: ['symbol'],
    });
    const stale = await change({ name: 'Late' }, { 'if-match': '"v1"' });
    expectProblem(stale, { status: 412, code: 'version_conflict' });
  });

  it('are its accounts, which must be the own ones', async () => {
    const { id } = await createAutomation(trader);
    const set = (accountIds: string[]) => speak('PUT', `/automations/${id}/accounts`, { accountIds });
    const { accountId } = trader;
    expect((await set([accountId])).body).toMatchObject({ accountIds: [accountId], version: 1 });
    expectProblem(await set([accountId, accountId]), {
      status: 422,
      code: 'account_named_twice',
      fields: ['accountIds'],
    });
    expectProblem(await set([crypto.randomUUID()]), {
      status: 404,
      code: 'account_not_found',
      fields: ['accountIds'],
    });
  });

  it('are who may call its webhook, and how often', async () => {
    const { id } = await createAutomation(trader);
    const set = (webhook: object) => speak('PUT', `/automations/${id}/webhook`, webhook);
    const webhook = { allowedIps: ['10.0.0.0/8'], rateLimit: 5, tickers: ['aapl.us'] };
    expect((await set(webhook)).body).toMatchObject({
      webhook: { allowedIps: ['10.0.0.0/8'], rateLimit: 5, tickers: ['AAPL.US'] },
    });
    expectProblem(await set({ allowedIps: ['everywhere'] }), {
      status: 422,
      code: 'validation_failed',
      fields: ['allowedIps.0'],
    });
    expect((await set({})).body).toMatchObject({ webhook: { allowedIps: [], rateLimit: 60, tickers: [] } });
  });
});

describe('all automations of a user', () => {
  it('are listed by status and symbol, page by page', async () => {
    const first = await createAutomation(other, { name: 'First' });
    await activeAutomation(other, { name: 'Second', symbol: '*' });
    const names = async (query: string) =>
      itemsOf(await other.get(`/automations${query}`)).map(({ name }) => name);
    expect(await names('')).toEqual(['Second', 'First']);
    expect(await names('?status=active')).toEqual(['Second']);
    expect(await names('?symbol=aapl')).toEqual(['First']);
    const page = await other.get('/automations?limit=1');
    const { nextCursor } = page.body['page'] as { readonly nextCursor: string };
    expect(await names(`?limit=1&cursor=${nextCursor}`)).toEqual(['First']);
    expectProblem(await trader.get(`/automations/${first.id}`), {
      status: 404,
      code: 'automation_not_found',
    });
  });

  it('are stopped at once, also those that were never activated; a retry changes nothing', async () => {
    const stop = () =>
      other.post('/automations/suspend-all', { reason: 'stop everything' }, { 'idempotency-key': 'stop' });
    const stopped = await stop();
    expect(stopped.status).toBe(200);
    expect(
      itemsOf(stopped)
        .map(({ name, status }) => [name, status])
        .toSorted(),
    ).toEqual([
      ['First', 'suspended'],
      ['Second', 'suspended'],
    ]);
    expect(itemsOf(await other.get('/automations?status=suspended'))).toHaveLength(2);
    expect((await stop()).body).toEqual(stopped.body);
  });

  it('need a signed-in user', async () => {
    const stranger = speaker({ token: 'none' });
    const refused = { status: 401, code: 'token_invalid' };
    expectProblem(await stranger('GET', '/automations'), refused);
    expectProblem(await stranger('POST', '/automations', automationWish(trader)), refused);
    expectProblem(await stranger('POST', '/automations/suspend-all'), refused);
  });
});
