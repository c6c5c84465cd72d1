import { DemoClient } from './client.ts';
import { until } from './until.ts';

type Json = Readonly<Record<string, unknown>>;

/** Everybody's password. */
export const PASSWORD = 'correct horse battery staple';

/** The items of a list's answer. */
export const itemsOf = (answer: Json): readonly Json[] => answer['items'] as readonly Json[];

/** Somebody with an account at TradeCore. */
export class Person {
  readonly name: string;
  readonly client: DemoClient;

  private constructor(name: string, client: DemoClient) {
    this.name = name;
    this.client = client;
  }

  /** Registers and signs in. */
  static async signUp(url: string, name: string): Promise<Person> {
    const client = new DemoClient(url);
    const email = `${name}@example.com`;
    await client.call('POST', '/api/v1/auth/register', { username: name, email, password: PASSWORD });
    const answer = await client.call('POST', '/api/v1/auth/login', { username: name, password: PASSWORD });
    client.signIn(String(answer['accessToken']));
    return new Person(name, client);
  }

  get(path: string): Promise<Json> {
    return this.client.call('GET', `/api/v1${path}`);
  }

  /** A command under a key of its own. */
  command(method: string, path: string, body: unknown = {}): Promise<Json> {
    return this.client.call(method, `/api/v1${path}`, body, { 'idempotency-key': crypto.randomUUID() });
  }

  /** Connects the virtual broker; answers when the account is there. */
  async connect(): Promise<{
    connectionId: string;
    accountId: string;
    virtualAccountId: string;
    operationId: string;
  }> {
    const connection = await this.command('POST', '/broker-connections', { brokerId: 'virtual' });
    const accounts = await until(
      `the account of ${this.name}`,
      () => this.get('/broker-accounts'),
      (answer) => itemsOf(answer).length === 1,
    );
    const account = itemsOf(accounts)[0] ?? {};
    return {
      connectionId: String(connection['id']),
      accountId: String(account['id']),
      virtualAccountId: String(account['brokerAccountId']),
      operationId: String(connection['operationId']),
    };
  }

  /** Orders AAPL, and waits until the order shows this status; answers its ids. */
  async order(
    accountId: string,
    terms: Json,
    status: string,
  ): Promise<{ orderId: string; operationId: string }> {
    const wish = { accountId, symbol: 'AAPL', side: 'buy', orderType: 'market', quantity: '10', ...terms };
    const placed = await this.command('POST', '/orders', wish);
    const orderId = String(placed['orderId']);
    await this.orderIs(orderId, status);
    return { orderId, operationId: String(placed['operationId']) };
  }

  /** Waits until an order shows this status. */
  orderIs(orderId: string, status: string): Promise<Json> {
    return until(
      `an order that is ${status}`,
      () => this.get(`/orders/${orderId}`),
      (order) => order['status'] === status,
    );
  }
}
