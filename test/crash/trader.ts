import { runDurableObjectAlarm } from 'cloudflare:test';
import { sagaIdOf } from '../../objects/destinations/sagas.ts';
import type { EventEnvelope } from '../../src/core/envelope.ts';
import { eventIdOf, eventSeries } from '../../src/core/ids.ts';
import type { UserAccountCommand } from '../../src/domains/user-account/commands.ts';
import { issueAccessToken } from '../../src/http/access-token.ts';
import { idOf, sha256 } from '../../src/platform/hash.ts';
import { aggregateStub, type ObjectAddress, objectName } from '../../src/platform/stubs.ts';
import { connectionKey } from '../../src/sagas/conflicts.ts';
import { type Answer, request } from '../support/client.ts';
import { commandOf, env } from '../support/commands.ts';

const REGION = 'weur';
const PATIENCE_MS = 20_000;

/** A user who connects and trades while objects crash, and who retries like a careful client: same key, same request. */
export class Trader {
  readonly userId = crypto.randomUUID();
  readonly connectionId = idOf('broker_connection', this.userId, 'virtual', 'paper');
  readonly virtualAccountId = idOf('virtual_account', this.connectionId, 'default');
  readonly accountId = idOf('broker_account', this.userId, 'virtual', this.virtualAccountId);
  readonly orderIds: string[] = [];
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
    await trader.#try(() =>
      trader.#stub('user_account', trader.userId).execute(commandOf(trader.userId, create)),
    );
    return trader;
  }

  get(path: string): Promise<Answer> {
    return this.#try(() => request('GET', `/api/v1${path}`, { headers: this.#headers() }));
  }

  async connect(): Promise<void> {
    await this.#post('/broker-connections', { brokerId: 'virtual' }, 'connect');
    await this.#until(async () => (await this.get(`/broker-accounts/${this.accountId}`)).status === 200);
    await this.#until(
      async () =>
        (await this.#types('broker_connection', this.connectionId)).at(-1)?.endsWith('SagaCompleted') ===
        true,
    );
    const gate = connectionKey(this.connectionId);
    await this.#until(async () => (await this.#types('saga_gate', gate)).includes('SagaLeaseEnded'));
  }

  /** Trades at the market and waits until the order's execution has ended and the position shows it. */
  async trade(side: 'buy' | 'sell', quantity: string, key: string): Promise<void> {
    const body = { accountId: this.accountId, symbol: 'AAPL', side, orderType: 'market', quantity };
    const { body: order } = await this.#post('/orders', body, key);
    const orderId = String(order['orderId']);
    this.orderIds.push(orderId);
    await this.#until(async () => (await this.#types('order', orderId)).includes('OrderExecutionCompleted'));
    await this.#until(async () => (await this.get(`/orders/${orderId}`)).body['status'] === 'filled');
    const fills = this.orderIds.length;
    await this.#until(async () => (await this.#types('position', `${this.accountId}:AAPL`)).length === fills);
    await this.#until(async () => (await this.#views()).positions.at(0)?.version === fills);
    await this.#until(() => this.#drained());
  }

  /** Leaves an order resting below the market, cancels it, and waits until that has ended. */
  async cancelResting(key: string): Promise<void> {
    const terms = { symbol: 'AAPL', side: 'buy', orderType: 'limit', quantity: '5', limitPrice: '100' };
    const { body: order } = await this.#post('/orders', { accountId: this.accountId, ...terms }, key);
    const orderId = String(order['orderId']);
    this.orderIds.push(orderId);
    await this.#until(async () => (await this.get(`/orders/${orderId}`)).body['status'] === 'placed');
    await this.#post(`/orders/${orderId}/cancel`, {}, `${key}-cancel`);
    await this.#until(async () => (await this.#types('order', orderId)).includes('OrderExecutionCompleted'));
    await this.#until(async () => (await this.get(`/orders/${orderId}`)).body['status'] === 'cancelled');
    await this.#until(() => this.#drained());
  }

  /** Everything that must be the same whatever crashed: logs, views and money, without ids and times. */
  async outcome() {
    const logs = await Promise.all(
      this.#aggregates().map(async ({ type, key }) => [type, comparable(await this.#types(type, key))]),
    );
    return { logs, views: await this.#views(), parked: await this.#parked() };
  }

  async #views() {
    const list = async (path: string) =>
      ((await this.get(path)).body['items'] ?? []) as Record<string, unknown>[];
    const pick = (rows: Record<string, unknown>[], ...names: string[]) =>
      rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])));
    return {
      connections: pick(await list('/broker-connections'), 'status', 'version'),
      accounts: pick(await list('/broker-accounts'), 'balance', 'availableBuyingPower', 'status'),
      orders: pick(
        (await list('/orders')).sort((a, b) => String(a['side']).localeCompare(String(b['side']))),
        'side',
        'status',
        'filledQuantity',
        'averageFillPrice',
      ),
      positions: pick(
        await list('/positions?status=all'),
        'status',
        'quantity',
        'averageEntryPrice',
        'realizedPnl',
        'version',
      ),
    };
  }

  #aggregates(): readonly { type: string; key: string }[] {
    return [
      { type: 'user_account', key: this.userId },
      { type: 'saga_gate', key: connectionKey(this.connectionId) },
      { type: 'broker_connection', key: this.connectionId },
      { type: 'virtual_broker', key: this.virtualAccountId },
      { type: 'broker_account', key: this.accountId },
      ...this.orderIds.map((key) => ({ type: 'order', key })),
      { type: 'position', key: `${this.accountId}:AAPL` },
    ];
  }

  async #drained(): Promise<boolean> {
    const stats = await Promise.all(
      this.#aggregates().map(({ type, key }) => this.#try(() => this.#stub(type, key).stats())),
    );
    return stats.every(({ drained }) => drained);
  }

  async #parked(): Promise<readonly string[]> {
    const stats = await Promise.all(this.#aggregates().map(({ type, key }) => this.#stub(type, key).stats()));
    return stats.flatMap(({ parked }) =>
      parked.map(({ destination, reason }) => `${destination}: ${reason}`),
    );
  }

  #stub(type: string, key: string) {
    return aggregateStub(env, { type, userId: this.userId, key }, REGION);
  }

  async #types(type: string, key: string): Promise<readonly string[]> {
    return this.#try(async () => {
      const snapshot = await this.#stub(type, key).read();
      const range = snapshot && (await this.#stub(type, key).events(snapshot.epoch, 1, 100));
      return range ? (JSON.parse(range.events) as EventEnvelope[]).map(({ eventType }) => eventType) : [];
    });
  }

  #headers() {
    return { authorization: `Bearer ${this.#token}` };
  }

  async #post(path: string, body: unknown, key: string): Promise<Answer> {
    const headers = { ...this.#headers(), 'idempotency-key': key };
    return this.#try(async () => {
      const answer = await request('POST', `/api/v1${path}`, { body, headers });
      if (answer.status >= 500) throw new Error(`answered ${answer.status}`);
      if (answer.status >= 400) return Promise.reject(new Refused(JSON.stringify(answer.body)));
      return answer;
    });
  }

  /** Repeats what a crash broke; a refusal is final. */
  async #try<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof Refused || attempt === 10) throw error;
      }
    }
  }

  /** Waits for what goes on behind the answers; time that would pass until the watchdogs is skipped by firing them. */
  async #until(holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (let round = 1; !(await holds()); round++) {
      if (Date.now() > deadline) throw new Error(`not settled: ${JSON.stringify(await this.outcome())}`);
      await scheduler.wait(5);
      if (round % 20 === 0) await this.#fireWatchdogs();
    }
  }

  async #fireWatchdogs(): Promise<void> {
    const sagas = [
      await this.#sagaOf('BrokerConnectionSaga', 'broker_connection', this.connectionId, 2),
      ...(await Promise.all(this.orderIds.map((id) => this.#sagaOf('OrderExecutionSaga', 'order', id, 1)))),
    ];
    const objects = [...this.#aggregates(), ...sagas.flatMap((key) => (key ? [{ type: 'saga', key }] : []))];
    for (const { type, key } of objects)
      await this.#alarm({ type, userId: this.userId, key }).catch(() => undefined);
  }

  async #sagaOf(saga: string, type: string, key: string, version: number): Promise<string | null> {
    const snapshot = await this.#try(() => this.#stub(type, key).read());
    if (!snapshot) return null;
    const series = eventSeries(sha256, snapshot.aggregateId, snapshot.epoch);
    return sagaIdOf(saga, snapshot.aggregateId, eventIdOf(series, version));
  }

  async #alarm(address: ObjectAddress): Promise<void> {
    const namespace = (env as unknown as Record<string, DurableObjectNamespace>)[address.type.toUpperCase()];
    if (namespace) await runDurableObjectAlarm(namespace.getByName(objectName(address)));
  }
}

class Refused extends Error {}

/**
 * A fill may overtake the acknowledgement, and figures that are older than known ones are not mirrored again: both are right,
 * so the order of events and the count of mirrorings do not tell runs apart; what happened, and how often, does.
 */
const comparable = (types: readonly string[]): readonly string[] =>
  types.filter((type) => type !== 'AccountDataFromBrokerUpdated').sort();
