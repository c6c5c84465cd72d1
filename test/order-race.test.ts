import { expect, it } from 'vitest';
import { type Client, setQuote, signUp } from './support/client.ts';
import { eventually } from './support/commands.ts';

const connected = async (): Promise<{ user: Client; accountId: string }> => {
  const user = await signUp();
  await user.post('/broker-connections', { brokerId: 'virtual' });
  const { body } = await eventually(
    () => user.get('/broker-accounts'),
    ({ body: list }) => (list['items'] as unknown[]).length === 1,
  );
  return { user, accountId: (body['items'] as [{ id: string }])[0].id };
};

const orders = async (user: Client) =>
  (await user.get('/orders')).body['items'] as { status: string; rejectReason: { code: string } | null }[];

it('ends the order that loses the race for buying power as rejected with that reason, and frees what it held', async () => {
  await setQuote('MSFT', '399.99', '400.00', '400.00');
  const { user, accountId } = await connected();
  const buy = (key: string) =>
    user.post(
      '/orders',
      { accountId, symbol: 'MSFT', side: 'buy', orderType: 'market', quantity: '150' },
      { 'idempotency-key': key },
    );
  const answers = await Promise.all([buy('one'), buy('two')]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  const ended = await eventually(
    () => orders(user),
    (list) => list.every(({ status }) => status === 'filled' || status === 'rejected'),
  );
  expect(ended.map(({ status }) => status).sort()).toEqual(['filled', 'rejected']);
  expect(ended.find(({ status }) => status === 'rejected')?.rejectReason?.code).toBe(
    'insufficient_buying_power',
  );
  const account = await eventually(
    () => user.get(`/broker-accounts/${accountId}`),
    ({ body }) => body['balance'] === '40000' && body['availableBuyingPower'] === '40000',
  );
  expect(account.body).toMatchObject({ balance: '40000', availableBuyingPower: '40000' });
});

it('rejects an order that its broker refuses: of two sells at once of what is held once, one is too many', async () => {
  await setQuote('MSFT', '399.99', '400.00', '400.00');
  const { user, accountId } = await connected();
  const order = (side: string, key: string) =>
    user.post(
      '/orders',
      { accountId, symbol: 'MSFT', side, orderType: 'market', quantity: '1' },
      { 'idempotency-key': key },
    );
  await order('buy', 'buy');
  const isHeld = async () => ((await user.get('/positions')).body['items'] as unknown[]).length === 1;
  await eventually(isHeld, (held) => held);
  const answers = await Promise.all([order('sell', 'one'), order('sell', 'two')]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  const ended = await eventually(
    () => orders(user),
    (list) => list.every(({ status }) => status === 'filled' || status === 'rejected'),
  );
  expect(ended.map(({ status }) => status).sort()).toEqual(['filled', 'filled', 'rejected']);
  const refused = ended.find(({ status }) => status === 'rejected');
  expect(refused?.rejectReason?.code).toBe('insufficient_quantity');
});
