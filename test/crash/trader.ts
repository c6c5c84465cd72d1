import type { UserAccountCommand } from '../../src/domains/user-account/commands.ts';
import { issueAccessToken } from '../../src/http/access-token.ts';
import { idOf, sha256 } from '../../src/platform/hash.ts';
import { type Answer, itemsOf, request } from '../support/client.ts';
import { commandOf, env } from '../support/commands.ts';
import { persist, REGION, Refused, stubAt, until } from './witness.ts';

/** A user who connects and trades while objects crash, and who retries like a careful client: same key, same request. */
export class Trader {
  readonly userId = crypto.randomUUID();
  readonly connectionId = idOf('broker_connection', this.userId, 'virtual', 'paper');
  readonly virtualAccountId = idOf('virtual_account', this.connectionId, 'default');
  readonly accountId = idOf('broker_account', this.userId, 'virtual', this.virtualAccountId);
  #token = '';

  static async create(): Promise<Trader> {
    const trader = new Trader();
    const token = {
      userId: trader.userId,
      username: 't',
      role: 'user' as const,
      sessionId: crypto.randomUUID(),
      region: REGION,
    };
    trader.#token = await issueAccessToken(env, token);
    const create: UserAccountCommand = {
      type: 'CreateUserAccountCommand',
      username: 'sealed:t',
      email: 'sealed:t@example.test',
      usernameDigest: sha256(`username:${trader.userId}`),
      emailDigest: sha256(`email:${trader.userId}`),
    };
    const address = { type: 'user_account', userId: trader.userId, key: trader.userId };
    await persist(() => stubAt(address).execute(commandOf(trader.userId, create)));
    return trader;
  }

  /** A trader whose virtual broker is connected. */
  static async connected(): Promise<Trader> {
    const trader = await Trader.create();
    await trader.connect();
    return trader;
  }

  get(path: string): Promise<Answer> {
    return this.#send('GET', path);
  }

  /** Sends a command under an Idempotency-Key and answers what came of it; throws when it was refused. */
  post(path: string, body: unknown, key: string): Promise<Answer> {
    return this.#send('POST', path, body, key);
  }

  async connect(): Promise<void> {
    await this.post('/broker-connections', { brokerId: 'virtual' }, 'connect');
    await this.until(
      'the account',
      async () => (await this.get(`/broker-accounts/${this.accountId}`)).status === 200,
    );
  }

  /** Asks for an order of AAPL and waits until it has this status; answers its id. */
  async order(key: string, status: string, terms: object): Promise<string> {
    const usual = { accountId: this.accountId, symbol: 'AAPL', orderType: 'market' };
    const { body } = await this.post('/orders', { ...usual, ...terms }, key);
    const orderId = String(body['orderId']);
    await this.orderIs(orderId, status);
    return orderId;
  }

  async cancel(orderId: string): Promise<void> {
    await this.post(`/orders/${orderId}/cancel`, {}, `cancel-${orderId}`);
    await this.orderIs(orderId, 'cancelled');
  }

  orderIs(orderId: string, status: string): Promise<void> {
    return this.until(
      `an order that is ${status}`,
      async () => (await this.get(`/orders/${orderId}`)).body['status'] === status,
    );
  }

  /** Waits until so many AAPL are held; 0 when no position is open. */
  holds(quantity: string): Promise<void> {
    return this.until(`${quantity} AAPL`, async () => {
      const [position] = itemsOf(await this.get('/positions?symbol=AAPL'));
      return String(position?.['quantity'] ?? '0') === quantity;
    });
  }

  until(what: string, holds: () => Promise<boolean>): Promise<void> {
    return until(this.userId, what, holds);
  }

  #send(method: string, path: string, body?: unknown, key?: string): Promise<Answer> {
    const headers = {
      authorization: `Bearer ${this.#token}`,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
    return persist(async () => {
      const answer = await request(method, `/api/v1${path}`, { body, headers });
      if (answer.status >= 500) throw new Error(`answered ${answer.status}`);
      if (answer.status >= 400 && method !== 'GET') throw new Refused(JSON.stringify(answer.body));
      return answer;
    });
  }
}
