import { beforeAll, describe, expect, it } from 'vitest';
import { createAutomation, speaker } from './support/automation.ts';
import { type Answer, itemsOf, setQuote, signUp } from './support/client.ts';
import { eventually } from './support/commands.ts';
import { expectProblem } from './support/problems.ts';
import { newTrader, type Trader } from './support/trader.ts';

let trader: Trader;
let speak: ReturnType<typeof speaker>;
beforeAll(async () => {
  trader = await newTrader();
  speak = speaker(trader);
});

const create = (name: string, wish: object = {}, headers = {}): Promise<Answer> =>
  trader.post(
    '/portfolios',
    { name, environment: 'paper', accountIds: [trader.accountId], ...wish },
    headers,
  );

const currenciesOf = ({ body }: Answer) => body['currencies'] as readonly Record<string, unknown>[];

describe('a portfolio', () => {
  it('is created once under its key, read, listed, changed and deleted', async () => {
    const key = { 'idempotency-key': 'create' };
    const created = await create('Growth', {}, key);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      name: 'Growth',
      environment: 'paper',
      accountIds: [trader.accountId],
      strategies: [],
      version: 1,
      projection: 'applied',
    });
    expect((await create('Growth', {}, key)).body).toEqual(created.body);
    const path = `/portfolios/${created.body['portfolioId']}`;
    const read = await trader.get(path);
    expect(read.headers.get('etag')).toBe('"v1"');
    expect(itemsOf(await trader.get('/portfolios?environment=paper'))).toEqual([read.body]);
    expect(itemsOf(await trader.get('/portfolios?environment=live'))).toEqual([]);

    const renamed = await speak('PATCH', path, { name: 'Value' }, { 'if-match': '"v1"' });
    expect(renamed.body).toMatchObject({ name: 'Value', accountIds: [trader.accountId], version: 2 });
    const stale = await speak('PATCH', path, { name: 'Late' }, { 'if-match': '"v1"' });
    expectProblem(stale, { status: 412, code: 'version_conflict' });

    const remove = () => speak('DELETE', path, undefined, { 'idempotency-key': 'delete' });
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 204]);
    const gone = { status: 404, code: 'portfolio_not_found' };
    expectProblem(await trader.get(path), gone);
    expectProblem(await trader.get(`${path}/summary`), gone);
    expectProblem(await speak('PATCH', path, { name: 'Ghost' }), gone);
  });

  it('PF-U1: has accounts of the own ones and of one environment, and a name of its own', async () => {
    const other = await newTrader();
    await create('Taken');
    const refusals: readonly (readonly [Answer, number, string, string])[] = [
      [await create('taken'), 422, 'portfolio_name_taken', 'name'],
      [await create('Foreign', { accountIds: [other.accountId] }), 404, 'account_not_found', 'accountIds'],
      [await create('Real', { environment: 'live' }), 422, 'environments_mixed', 'accountIds'],
      [await create('  '), 422, 'validation_failed', 'name'],
    ];
    for (const [answer, status, code, field] of refusals)
      expectProblem(answer, { status, code, fields: [field] });
  });

  it('is not there for somebody else', async () => {
    const { body } = await create('Mine');
    const stranger = await signUp();
    const gone = { status: 404, code: 'portfolio_not_found' };
    expectProblem(await stranger.get(`/portfolios/${body['portfolioId']}`), gone);
    expectProblem(
      await stranger.post(`/portfolios/${body['portfolioId']}/strategies`, { name: 'Theirs' }),
      gone,
    );
    expect(itemsOf(await stranger.get('/portfolios'))).toEqual([]);
  });

  it('PF-U5: groups automations by strategies, each in one at most', async () => {
    const [{ id: one }, { body }] = await Promise.all([createAutomation(trader), create('Grouped')]);
    const path = `/portfolios/${body['portfolioId']}/strategies`;
    const added = await trader.post(path, { name: 'Breakouts', automationIds: [one] });
    expect(added.status).toBe(201);
    const [strategy] = added.body['strategies'] as readonly { readonly strategyId: string }[];
    expect(strategy).toMatchObject({ name: 'Breakouts', automationIds: [one] });
    expectProblem(await trader.post(path, { name: 'Others', automationIds: [one] }), {
      status: 422,
      code: 'automation_in_strategy',
      fields: ['automationIds'],
    });
    const own = `${path}/${strategy?.strategyId}`;
    const changed = await speak('PATCH', own, { name: 'Fades' });
    expect(changed.body['strategies']).toMatchObject([{ name: 'Fades', automationIds: [one] }]);
    expect((await speak('DELETE', own)).body['strategies']).toEqual([]);
    expectProblem(await speak('DELETE', own), {
      status: 404,
      code: 'strategy_not_found',
      fields: ['strategyId'],
    });
    expect((await trader.get(`/automations/${one}`)).status).toBe(200);
  });
});

describe('the figures of a portfolio', () => {
  it('PF-U2: add up what its accounts have and hold; what nobody knows is null', async () => {
    const { body } = await create('Summed');
    await setQuote('AAPL', '99.99', '100.00', '100.00');
    await trader.order('buy', { quantity: '10' });
    await eventually(
      () => trader.get('/positions'),
      (list) => itemsOf(list).length === 1,
    );
    await setQuote('AAPL', '109.99', '110.00', '110.00');
    const summary = await eventually(
      () => trader.get(`/portfolios/${body['portfolioId']}/summary`),
      (answer) => currenciesOf(answer)[0]?.['cash'] === '99000',
    );
    const expected = {
      currency: 'USD',
      accounts: 1,
      openPositions: 1,
      cash: '99000',
      exposure: { long: '1100', short: '0', net: '1100', gross: '1100' },
      bySymbol: [{ to: 'AAPL', gross: '1100' }],
      unrealizedPnl: '100',
      realizedPnl: '0',
      dayPnl: null,
      unpriced: [],
    };
    expect(currenciesOf(summary)).toMatchObject([expected]);
    const whole = await trader.get('/portfolios/default/paper/summary');
    expect(whole.body['accountIds']).toEqual([trader.accountId]);
    expect(currenciesOf(whole)).toMatchObject([expected]);
  });

  it('PF-U3: tell what closed positions came to', async () => {
    const { body } = await create('Counted');
    await setQuote('MSFT', '99.99', '100.00', '100.00');
    const { body: bought } = await trader.order('buy MSFT', { symbol: 'MSFT', side: 'buy', quantity: '10' });
    await trader.orderIs(String(bought['orderId']), 'filled');
    // What is held is what the position says, and it hears of a fill a moment after the order.
    await eventually(
      () => trader.get('/positions?symbol=MSFT'),
      (answer) => itemsOf(answer).length === 1,
    );
    const { body: sold } = await trader.order('sell MSFT', { symbol: 'MSFT', side: 'sell', quantity: '10' });
    await trader.orderIs(String(sold['orderId']), 'filled');
    const counted = await eventually(
      () => trader.get(`/portfolios/${body['portfolioId']}/statistics`),
      (answer) => currenciesOf(answer)[0]?.['trades'] === 1,
    );
    const figures = { trades: 1, wins: 0, losses: 1, netPnl: '-0.1' };
    expect(currenciesOf(counted)).toMatchObject([
      { currency: 'USD', ...figures, unknown: 0, strategies: [{ strategyId: null, ...figures }] },
    ]);
  });

  it('PF-U4: are zeros without accounts, and there is no portfolio of an environment that does not exist', async () => {
    const user = await signUp();
    const empty = await user.get('/portfolios/default/live/summary');
    expect(empty.body).toMatchObject({
      environment: 'live',
      accountIds: [],
      currencies: [{ currency: 'USD', accounts: 0, equity: '0', cash: '0', bySymbol: [] }],
    });
    expectProblem(await user.get('/portfolios/default/moon/summary'), {
      status: 404,
      code: 'portfolio_not_found',
    });
  });
});
