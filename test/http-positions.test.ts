import { beforeAll, describe, expect, it } from 'vitest';
import { speaker } from './support/automation.ts';
import { itemsOf, request, setQuote, signUp } from './support/client.ts';
import { eventually } from './support/commands.ts';
import { expectProblem } from './support/problems.ts';
import { newTrader, type Trader } from './support/trader.ts';

let trader: Trader;
let speak: ReturnType<typeof speaker>;
beforeAll(async () => {
  trader = await newTrader();
  speak = speaker(trader);
});

/** Buys ten shares at 100 and answers the position. */
const bought = async (symbol: string): Promise<string> => {
  await setQuote(symbol, '99.99', '100.00', '100.00');
  await trader.order(`buy ${symbol}`, { symbol, quantity: '10' });
  const open = await eventually(
    () => trader.get(`/positions?symbol=${symbol}`),
    (list) => itemsOf(list)[0]?.['quantity'] === '10',
  );
  return String(itemsOf(open)[0]?.['positionId']);
};

const FIXED = { stopLoss: { type: 'fixed', price: '95' } };

describe('the stop of a position', () => {
  let id: string;
  beforeAll(async () => {
    id = await bought('AAPL');
  });
  const set = (body: object, headers = {}) => speak('PUT', `/positions/${id}/stop-loss`, body, headers);

  it('is set, and answered with the price it stands at', async () => {
    const answer = await set(FIXED, { 'idempotency-key': 'stop' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      positionId: id,
      stopLossPrice: '95',
      stopLossType: 'fixed',
      riskAmount: '50',
      currentPrice: '100.00',
      projection: 'applied',
    });
    expect((await trader.get(`/positions/${id}`)).body).toMatchObject({ stopLossPrice: '95' });
    const again = await set(FIXED, { 'idempotency-key': 'stop' });
    const { operationId } = answer.body;
    expect([again.status, again.body]).toMatchObject([200, { stopLossPrice: '95', operationId }]);
  });

  it('PO-U6: is refused on the wrong side of the market, and looser only when that is confirmed', async () => {
    const wrong = await set({ stopLoss: { type: 'fixed', price: '101' } });
    expectProblem(wrong, { status: 422, code: 'wrong_side_of_market', fields: ['stopLoss'] });
    const looser = { stopLoss: { type: 'percentage', percentage: '10' } };
    expectProblem(await set(looser), { status: 422, code: 'confirmation_required', fields: ['confirmed'] });
    expect((await set({ ...looser, confirmed: true })).body).toMatchObject({ stopLossPrice: '90' });
  });

  it('may trail the price', async () => {
    const trailing = await set({ stopLoss: { type: 'trailing', trailAmount: '4' } });
    expect(trailing.body).toMatchObject({ stopLossPrice: '96', stopLossType: 'trailing' });
  });

  it.each([
    ['no type', { stopLoss: { price: '95' } }, ['stopLoss.type']],
    ['a price of zero', { stopLoss: { type: 'fixed', price: '0' } }, ['stopLoss.price']],
    [
      'two distances',
      { stopLoss: { type: 'trailing', trailAmount: '1', trailPercentage: '2' } },
      ['stopLoss'],
    ],
    ['another field', { ...FIXED, color: 'red' }, ['color']],
    ['nothing', {}, ['stopLoss']],
    ['a list', { stopLoss: [] }, ['stopLoss']],
  ])('with %s is refused', async (_what, body, fields) => {
    expectProblem(await set(body), { status: 422, code: 'validation_failed', fields });
  });

  it('PO-U6: is removed only when that is confirmed', async () => {
    const remove = (query = '') => speak('DELETE', `/positions/${id}/stop-loss${query}`);
    expectProblem(await remove(), { status: 422, code: 'confirmation_required', fields: ['confirmed'] });
    expect((await remove('?confirmed=true')).body).toMatchObject({ stopLossPrice: null, stopLossType: null });
    expect((await remove()).status).toBe(200);
  });

  it('is not changed by whoever saw an older version of the position', async () => {
    const stale = await set(FIXED, { 'if-match': '"v1"' });
    expectProblem(stale, { status: 412, code: 'version_conflict' });
    const etag = String((await trader.get(`/positions/${id}`)).headers.get('etag'));
    expect((await set(FIXED, { 'if-match': etag })).status).toBe(200);
  });
});

describe('the target of a position', () => {
  it('is set, refused where the market is already, and removed', async () => {
    const id = await bought('MSFT');
    const set = (takeProfit: object) => speak('PUT', `/positions/${id}/take-profit`, { takeProfit });
    expect((await set({ type: 'percentage', percentage: '5' })).body).toMatchObject({
      takeProfitPrice: '105',
      takeProfitType: 'percentage',
    });
    expectProblem(await set({ type: 'price', price: '99' }), {
      status: 422,
      code: 'wrong_side_of_market',
      fields: ['takeProfit'],
    });
    const removed = await speak('DELETE', `/positions/${id}/take-profit`);
    expect(removed.body).toMatchObject({ takeProfitPrice: null, takeProfitType: null });
  });
});

describe('closing a position', () => {
  it('gives one order for what is asked, or for all of it, and one only under its key', async () => {
    const id = await bought('NVDA');
    const close = (key: string, body?: object) =>
      trader.post(`/positions/${id}/close`, body, { 'idempotency-key': key });
    const part = await close('part', { quantity: '4' });
    expect(part.status).toBe(202);
    expect((await trader.orderIs(String(part.body['orderId']), 'filled')).body).toMatchObject({
      side: 'sell',
      quantity: '4',
      positionEffect: 'close',
    });
    await eventually(
      () => trader.get(`/positions/${id}`),
      ({ body }) => body['quantity'] === '6',
    );
    const rest = await close('rest');
    expect(rest.status).toBe(202);
    const closed = await eventually(
      () => trader.get(`/positions/${id}`),
      ({ body }) => body['status'] === 'closed',
    );
    expect(closed.body).toMatchObject({ quantity: '0', realizedPnl: '-0.1' });
    expect((await close('rest')).body).toEqual(rest.body);
    expectProblem(await close('more'), { status: 409, code: 'position_not_open' });
    expect(itemsOf(await trader.get('/orders?symbol=NVDA'))).toHaveLength(3);

    expectProblem(await speak('PUT', `/positions/${id}/stop-loss`, FIXED), {
      status: 409,
      code: 'position_not_open',
    });
  });

  it('needs an Idempotency-Key', async () => {
    const [open] = itemsOf(await trader.get('/positions'));
    const refused = await trader.post(`/positions/${open?.['positionId']}/close`);
    expectProblem(refused, { status: 400, code: 'idempotency_key_required' });
  });
});

describe('a position', () => {
  it('tells how it compares with its broker', async () => {
    const [open] = itemsOf(await trader.get('/positions'));
    const { body } = await trader.get(`/positions/${open?.['positionId']}/reconciliation`);
    expect(body).toEqual({
      positionId: open?.['positionId'],
      lastReconciledAt: null,
      syncDiscrepancy: false,
      unknownExit: null,
    });
  });

  it('of somebody else is not there', async () => {
    const [open] = itemsOf(await trader.get('/positions'));
    const other = speaker(await signUp());
    const path = `/positions/${open?.['positionId']}`;
    const gone = { status: 404, code: 'position_not_found' };
    expectProblem(await other('PUT', `${path}/stop-loss`, FIXED), gone);
    expectProblem(await other('DELETE', `${path}/take-profit`), gone);
    expectProblem(await other('POST', `${path}/close`, {}, { 'idempotency-key': 'k' }), gone);
    expectProblem(await other('GET', `${path}/reconciliation`), gone);
    const anonymous = await request('PUT', `/api/v1${path}/stop-loss`, { body: FIXED });
    expectProblem(anonymous, { status: 401, code: 'token_missing' });
  });
});
