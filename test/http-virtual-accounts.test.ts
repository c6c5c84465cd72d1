import { beforeAll, describe, expect, it } from 'vitest';
import { speaker } from './support/automation.ts';
import { setQuote, signUp } from './support/client.ts';
import { eventually } from './support/commands.ts';
import { expectProblem } from './support/problems.ts';
import { newTrader, type Trader } from './support/trader.ts';

let trader: Trader;
let speak: ReturnType<typeof speaker>;
let path: string;
beforeAll(async () => {
  trader = await newTrader();
  speak = speaker(trader);
  const account = await trader.get(`/broker-accounts/${trader.accountId}`);
  path = `/virtual-accounts/${account.body['brokerAccountId']}`;
});

const balance = async () => (await trader.get(`/broker-accounts/${trader.accountId}`)).body['balance'];

describe('a virtual account', () => {
  it('is shown from its own side', async () => {
    const answer = await trader.get(path);
    expect(answer.headers.get('etag')).toBe(`"v${answer.body['version']}"`);
    expect(answer.body).toMatchObject({
      accountId: trader.accountId,
      brokerConnectionId: trader.connectionId,
      status: 'active',
      cash: '100000',
      positions: [],
      orders: [],
      faults: { dropReports: '0', forcePartialFills: false },
    });
  });

  it('takes money in and lets it out, once under a key, and the account that mirrors it hears of it', async () => {
    const deposit = () => trader.post(`${path}/deposit`, { amount: '500' }, { 'idempotency-key': 'pay in' });
    const first = await deposit();
    expect([first.status, first.body['cash']]).toEqual([202, '100500']);
    const again = await deposit();
    expect([again.status, again.body]).toEqual([202, first.body]);
    expect(await eventually(balance, (amount) => amount === '100500')).toBe('100500');

    const taken = await trader.post(`${path}/withdraw`, { amount: '1500', reference: 'rent' });
    expect([taken.status, taken.body['cash']]).toEqual([202, '99000']);
    expect(await eventually(balance, (amount) => amount === '99000')).toBe('99000');
    const tooMuch = await trader.post(`${path}/withdraw`, { amount: '99000.01' });
    expectProblem(tooMuch, { status: 422, code: 'insufficient_funds', fields: ['amount'] });
    for (const amount of ['0', '-5', 'much', 5])
      expectProblem(await trader.post(`${path}/deposit`, { amount }), {
        status: 422,
        code: 'validation_failed',
        fields: ['amount'],
      });
  });

  it('does what it is told to do wrong, and what is not named goes right', async () => {
    const set = (faults: object) => speak('PUT', `${path}/faults`, faults);
    expect((await set({ forcePartialFills: true })).body).toMatchObject({
      faults: { forcePartialFills: true, dropReports: '0', hangMs: 0 },
    });
    expectProblem(await set({ dropReports: '2' }), {
      status: 422,
      code: 'validation_failed',
      fields: ['dropReports'],
    });
    expectProblem(await set({ explode: true }), {
      status: 422,
      code: 'validation_failed',
      fields: ['explode'],
    });
    expect((await set({})).body).toMatchObject({ faults: { forcePartialFills: false } });
  });

  it('takes the fees it is given from each fill, and then those of its profile again', async () => {
    const none = { perShare: '0', perOptionContract: '0', perFutureContract: '0', cryptoShare: '0' };
    const given = await speak('PUT', `${path}/fees`, { perShare: '0.25' });
    expect([given.status, given.body['fees']]).toEqual([202, { ...none, perShare: '0.25' }]);
    expectProblem(await speak('PUT', `${path}/fees`, { cryptoShare: '0.06' }), {
      status: 422,
      code: 'validation_failed',
      fields: ['cryptoShare'],
    });
    expectProblem(await speak('PUT', `${path}/fees`, { perMinute: '1' }), {
      status: 422,
      code: 'validation_failed',
      fields: ['perMinute'],
    });
    for (const what of ['fees', 'faults'])
      expectProblem(await speak('PUT', `${path}/${what}`, []), {
        status: 422,
        code: 'validation_failed',
        fields: [''],
      });
    await setQuote('MSFT', '99.99', '100.00', '100.00');
    const resting = await trader.order('a resting order', {
      symbol: 'MSFT',
      quantity: '4',
      orderType: 'limit',
      limitPrice: '1',
    });
    await trader.orderIs(String(resting.body['orderId']), 'accepted');
    expectProblem(await speak('PUT', `${path}/fees`, { perShare: '0.26' }), {
      status: 409,
      code: 'orders_open',
    });
    const before = String((await trader.get(path)).body['cash']);
    const bought = await trader.order('with fees', { symbol: 'MSFT', quantity: '4' });
    await trader.orderIs(String(bought.body['orderId']), 'filled');
    expect((await trader.get(path)).body['cash']).toBe(String(Number(before) - 401));
    await trader.post(`${path}/reset`);
    expect((await speak('DELETE', `${path}/fees`)).body['fees']).toEqual(none);
  });

  it('begins anew with the cash it is given, without positions', async () => {
    await setQuote('AAPL', '99.99', '100.00', '100.00');
    const { body } = await trader.order('before the reset', { quantity: '10' });
    await trader.orderIs(String(body['orderId']), 'filled');
    const reset = await trader.post(`${path}/reset`, { startingCash: '5000' });
    expect(reset.status).toBe(202);
    expect(reset.body).toMatchObject({ cash: '5000', startingCash: '5000', positions: [], orders: [] });
    expect(await eventually(balance, (amount) => amount === '5000')).toBe('5000');
    expect((await trader.post(`${path}/reset`)).body).toMatchObject({ cash: '5000' });
  });

  it('of somebody else is not there', async () => {
    const other = await signUp();
    const gone = { status: 404, code: 'virtual_account_not_found' };
    const speaks = speaker(other);
    expectProblem(await other.get(path), gone);
    expectProblem(await other.get('/virtual-accounts/mine'), gone);
    expectProblem(await other.post(`${path}/reset`, {}, { 'idempotency-key': 'k' }), gone);
    expectProblem(await other.post(`${path}/deposit`, { amount: '1' }), gone);
    expectProblem(await speaks('PUT', `${path}/faults`, {}), gone);
    expectProblem(await speaks('PUT', `${path}/fees`, {}), gone);
    expectProblem(await speaks('DELETE', `${path}/fees`), gone);
    expect((await trader.get(path)).body['cash']).toBe('5000');
  });
});
