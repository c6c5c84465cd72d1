import { DemoClient, itemsOf, type Json } from './client.ts';
import { until } from './until.ts';

/** Everybody's password. */
export const PASSWORD = 'correct horse battery staple';

/** What there is once a broker is connected. */
export interface Connected {
  readonly connectionId: string;
  readonly accountId: string;
  readonly virtualAccountId: string;
  readonly operationId: string;
}

/** An order, and the operation that carries it out. */
export interface Ordered {
  readonly orderId: string;
  readonly operationId: string;
}

/** An automation, and the token of its webhook. */
export interface Automated {
  readonly automationId: string;
  readonly token: string;
}

/** Somebody with an account at TradeCore. */
export class Person {
  readonly name: string;
  readonly userId: string;
  readonly client: DemoClient;

  private constructor(name: string, userId: string, client: DemoClient) {
    this.name = name;
    this.userId = userId;
    this.client = client;
  }

  /** Somebody new, who is not signed in yet. */
  static async register(url: string, name: string): Promise<Person> {
    const client = new DemoClient(url);
    const email = `${name}@example.com`;
    const body = { username: name, email, password: PASSWORD };
    const { userId } = await client.call('POST', '/api/v1/auth/register', body);
    return new Person(name, String(userId), client);
  }

  /** Somebody new, who is signed in. */
  static async signUp(url: string, name: string): Promise<Person> {
    const person = await Person.register(url, name);
    await person.signIn();
    return person;
  }

  async signIn(): Promise<void> {
    const body = { username: this.name, password: PASSWORD };
    const { accessToken } = await this.client.call('POST', '/api/v1/auth/login', body);
    this.client.signIn(String(accessToken));
  }

  get(path: string): Promise<Json> {
    return this.client.call('GET', `/api/v1${path}`);
  }

  /** A command under a key of its own. */
  command(method: string, path: string, body: unknown = {}): Promise<Json> {
    return this.client.call(method, `/api/v1${path}`, body, { 'idempotency-key': crypto.randomUUID() });
  }

  /** Connects the virtual broker; answers when the account is there. */
  async connect(): Promise<Connected> {
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

  /** Places an order: 10 AAPL bought at the market, unless the terms say otherwise. */
  async place(accountId: string, terms: Json): Promise<Ordered> {
    const wish = { accountId, symbol: 'AAPL', side: 'buy', orderType: 'market', quantity: '10', ...terms };
    const placed = await this.command('POST', '/orders', wish);
    return { orderId: String(placed['orderId']), operationId: String(placed['operationId']) };
  }

  /** Waits until an order shows this status. */
  orderIs(orderId: string, status: string): Promise<Json> {
    return until(
      `an order that is ${status}`,
      () => this.get(`/orders/${orderId}`),
      (order) => order['status'] === status,
    );
  }

  /** Creates an automation on AAPL and switches it on. */
  async automate(accountId: string, terms: Json): Promise<Automated> {
    const wish = { name: 'Breakout', symbol: 'AAPL', accountIds: [accountId], ...terms };
    const created = await this.command('POST', '/automations', wish);
    const automationId = String(created['automationId']);
    await this.command('POST', `/automations/${automationId}/activate`);
    return { automationId, token: String(created['webhookToken']) };
  }
  /** Calls the webhook of an automation, as whoever sends its signals does. */
  signal(token: string, signal: Json): Promise<Json> {
    return this.client.call('POST', `/api/v1/webhooks/${token}`, signal);
  }
}
