import { tookEffect } from '../../src/core/command.ts';
import type { DomainCommand } from '../../src/core/decider.ts';
import { instant } from '../../src/core/instant.ts';
import type { UserAccountCommand } from '../../src/domains/user-account/commands.ts';
import { issueAccessToken } from '../../src/http/access-token.ts';
import { idOf, sha256 } from '../../src/platform/hash.ts';
import { virtualBrokerStub } from '../../src/platform/stubs.ts';
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

  /** Gives a command to one of the trader's objects, as a broker, a feed or an operator would; `id` makes a repeat the same command. */
  async tell(type: string, key: string, command: DomainCommand, id: string): Promise<void> {
    const commandId = idOf('crash_test', this.userId, id);
    const actor = { kind: 'operator' as const, id: 'a test' };
    const envelope = commandOf(this.userId, command, { commandId, correlationId: commandId, actor });
    const result = await persist(() => stubAt({ type, userId: this.userId, key }).execute(envelope));
    if (!tookEffect(result)) throw new Refused(JSON.stringify(result));
  }

  /** A trader whose virtual broker is connected. */
  static async connected(): Promise<Trader> {
    const trader = await Trader.create();
    await trader.connect();
    return trader;
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  /** Sends a command under an Idempotency-Key and answers what came of it; throws when it was refused. */
  post(path: string, body: unknown, key: string): Promise<Answer> {
    return this.send('POST', path, body, key);
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

  /** Waits until so many AAPL are held; 0 when no position is open. Answers the position's id. */
  async holds(quantity: string, side = 'long'): Promise<string> {
    let positionId = '';
    await this.until(`${quantity} AAPL ${side}`, async () => {
      const [position] = itemsOf(await this.get('/positions?symbol=AAPL'));
      positionId = String(position?.['positionId'] ?? '');
      if (quantity === '0') return position === undefined;
      return position?.['quantity'] === quantity && position['side'] === side;
    });
    return positionId;
  }

  /** Waits until the trader's orders have these statuses, in any order. */
  ordersAre(statuses: readonly string[]): Promise<void> {
    return this.until(`orders that are ${statuses.join()}`, async () => {
      const orders = itemsOf(await this.get('/orders'));
      return (
        orders
          .map(({ status }) => String(status))
          .toSorted()
          .join() === statuses.toSorted().join()
      );
    });
  }

  /** True when every order that still works is followed by somebody. */
  async followsAll(): Promise<boolean> {
    const orders = itemsOf(await this.get('/orders?status=placed'));
    return orders.length > 0 && orders.every(({ untracked }) => untracked === false);
  }

  accountIs(status: string): Promise<void> {
    return this.until(
      `an account that is ${status}`,
      async () => (await this.get(`/broker-accounts/${this.accountId}`)).body['status'] === status,
    );
  }

  /** Waits until one of the trader's objects itself has this status. */
  stateIs(type: string, key: string, status: string): Promise<void> {
    return this.until(`${type} that is ${status}`, async () => {
      const snapshot = await stubAt({ type, userId: this.userId, key }).read();
      return (snapshot?.state as { readonly status: string } | undefined)?.status === status;
    });
  }

  /** Shows the trader's own virtual account a price of AAPL that nobody else sees. */
  quote(last: string): Promise<unknown> {
    const at = instant(Date.now());
    const quotes = [{ symbol: 'AAPL', bid: last, ask: last, last, at }];
    const account = () => virtualBrokerStub(env, this.userId, this.virtualAccountId, REGION);
    return persist(() => account().applyQuotes(quotes));
  }

  until(what: string, holds: () => Promise<boolean>): Promise<void> {
    return until(this.userId, what, holds);
  }

  /** Sends a request until it is answered; throws when it was refused. A command needs a key, so that it is given once. */
  send(method: string, path: string, body?: unknown, key?: string): Promise<Answer> {
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
