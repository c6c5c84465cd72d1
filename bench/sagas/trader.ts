import type { BenchStack } from '../stack.ts';
import type { LoggedEvent, SagaReport, Seat, Writes } from './report.ts';
import { whenever } from './waiting.ts';

const LOOK_SELDOM_MS = 25;

type Json = Readonly<Record<string, unknown>>;

/** Asks the bench's Worker. */
export const ask = async <Answer>({ url }: BenchStack, path: string): Promise<Answer> => {
  const response = await fetch(`${url}/bench/${path}`);
  if (!response.ok) throw new Error(`/bench/${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
};

/** A user of the bench: speaks to the API as any client does, and asks the bench's Worker what that came to. */
export class Trader {
  readonly #stack: BenchStack;
  readonly #seat: Seat;

  private constructor(stack: BenchStack, seat: Seat) {
    this.#stack = stack;
    this.#seat = seat;
  }

  /** A user whose account is there, and known everywhere. */
  static async create(stack: BenchStack): Promise<Trader> {
    const trader = new Trader(stack, await ask<Seat>(stack, 'seat'));
    await trader.quiet();
    return trader;
  }

  /** Asks for the virtual broker. */
  connect(): Promise<Json> {
    return this.#post('/broker-connections', { brokerId: 'virtual' });
  }

  /** Asks to be disconnected from it. */
  async disconnect(): Promise<void> {
    const [connection] = await this.#list('/broker-connections');
    await this.#post(`/broker-connections/${connection?.['id']}/disconnect`, {});
  }

  /** The account at the virtual broker. */
  async accountId(): Promise<string> {
    const [account] = await this.#list('/broker-accounts');
    return String(account?.['id']);
  }

  /** Buys one share at the market; answers the order's id. */
  async buy(accountId: string, symbol: string): Promise<string> {
    const terms = { accountId, symbol, side: 'buy', orderType: 'market', quantity: '1' };
    return String((await this.#post('/orders', terms))['orderId']);
  }

  /** What the API says of something, null while it knows nothing. */
  async read(path: string): Promise<Json | null> {
    const response = await this.#send('GET', path);
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Json;
  }

  /** Waits until so many of the user's sagas have come to their last step, without asking any object meanwhile. */
  async ended(count: number): Promise<void> {
    await whenever(
      LOOK_SELDOM_MS,
      () => this.#mine<number>('ended'),
      (ended) => ended >= count,
    );
  }

  /** Waits until everything the user's logs tell has arrived; answers what they wrote. */
  quiet(): Promise<Writes> {
    return whenever(
      LOOK_SELDOM_MS,
      () => this.#mine<Writes>('writes'),
      ({ drained }) => drained,
    );
  }

  /** All sagas of the user, as their logs tell. */
  sagas(): Promise<readonly SagaReport[]> {
    return this.#mine('sagas');
  }

  orderLog(orderId: string): Promise<readonly LoggedEvent[]> {
    return this.#mine(`order/${orderId}`);
  }

  /** Gives the user's connection so many more accounts. */
  async linkMoreAccounts(count: number): Promise<void> {
    await this.#mine(`accounts/${count}`);
  }

  /** From now on calls are counted anew. */
  async countAnew(): Promise<void> {
    await this.#mine('forget');
  }

  #mine<Answer>(what: string): Promise<Answer> {
    return ask(this.#stack, `of/${this.#seat.userId}/${what}`);
  }

  async #list(path: string): Promise<readonly Json[]> {
    return ((await this.read(path))?.['items'] ?? []) as readonly Json[];
  }

  async #post(path: string, body: Json): Promise<Json> {
    const response = await this.#send('POST', path, body);
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Json;
  }

  #send(method: string, path: string, body?: Json): Promise<Response> {
    const headers = {
      authorization: `Bearer ${this.#seat.token}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return fetch(`${this.#stack.url}/api/v1${path}`, { method, headers, ...sent });
  }
}

const OPERATOR_TOKEN = 'local-operator';

/** Sets a symbol's price exactly, as an operator. */
export const pinPrice = async ({ url }: BenchStack, symbol: string, price: string): Promise<void> => {
  const response = await fetch(`${url}/api/v1/operator/quotes/${symbol}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${OPERATOR_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ bid: price, ask: price, last: price }),
  });
  if (!response.ok) throw new Error(`pinning ${symbol}: ${response.status} ${await response.text()}`);
};
