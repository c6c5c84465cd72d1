import { idOf } from '../../src/platform/hash.ts';
import type { AggregateSnapshot } from '../../src/platform/rpc.ts';
import { aggregateStub } from '../../src/platform/stubs.ts';
import { type Answer, type Client, itemsOf, signUp } from './client.ts';
import { env, eventually } from './commands.ts';

/** An order as a client asks for it; a market buy of one share unless told otherwise. */
export type OrderWish = Readonly<Record<string, unknown>>;

/** A signed-in user with a connected virtual account. */
export interface Trader extends Client {
  readonly connectionId: string;
  readonly accountId: string;
  /** Asks for an order under this Idempotency-Key. */
  order(key: string, wish?: OrderWish): Promise<Answer>;
  /** Waits until an order of the caller shows this status. */
  orderIs(orderId: string, status: string): Promise<Answer>;
  availableBuyingPower(): Promise<string>;
  /** Waits until the account shows this available buying power; answers what it shows in the end. */
  availableIs(amount: string): Promise<string>;
}

/** Signs up and connects the virtual broker. */
export const newTrader = async (): Promise<Trader> => {
  const client = await signUp();
  const connection = await client.post('/broker-connections', { brokerId: 'virtual' });
  const accounts = await eventually(
    () => client.get('/broker-accounts'),
    (answer) => itemsOf(answer).length === 1,
  );
  const accountId = String(itemsOf(accounts).at(0)?.['id']);
  const availableBuyingPower = async () =>
    String((await client.get(`/broker-accounts/${accountId}`)).body['availableBuyingPower']);
  const usual = { accountId, symbol: 'AAPL', side: 'buy', orderType: 'market', quantity: '1' };
  return {
    ...client,
    accountId,
    connectionId: String(connection.body['id']),
    order: (key, wish = {}) => client.post('/orders', { ...usual, ...wish }, { 'idempotency-key': key }),
    orderIs: (orderId, status) =>
      eventually(
        () => client.get(`/orders/${orderId}`),
        ({ body }) => body['status'] === status,
      ),
    availableBuyingPower,
    availableIs: (amount) => eventually(availableBuyingPower, (available) => available === amount),
  };
};

/** The id an order gets that this user asks for under this Idempotency-Key. */
export const orderIdUnder = (userId: string, key: string): string =>
  idOf('order', idOf('http', userId, 'create-order', key));

/** What an order's object knows. */
export const readOrder = (userId: string, orderId: string): Promise<AggregateSnapshot | null> =>
  aggregateStub(env, { type: 'order', userId, key: orderId }, 'weur').read();

/** Ids of the orders a client is shown. */
export const orderIds = async (client: Client): Promise<readonly unknown[]> =>
  itemsOf(await client.get('/orders')).map(({ orderId }) => orderId);
