import type { EventEnvelope } from '../../src/core/envelope.ts';
import type { UserAccountCommand, UserAccountState } from '../../src/domains/user-account/user-account.ts';
import { aggregateStub } from '../../src/platform/stubs.ts';
import { type Answer, type Client, PASSWORD, request, signUp } from './client.ts';
import { commandOf, env } from './commands.ts';
import { keyAddress, lookupDigest, sqlIn } from './objects.ts';

/** A name nobody has yet. */
export const freshName = (): string => `u${crypto.randomUUID().slice(0, 12)}`;

/** The address that belongs to a name. */
export const mailOf = (name: string): string => `${name}@example.test`;

/** A signed-in user who looks after the own account; the home region is the one that tests have without saying so. */
export class Person {
  readonly name: string;
  readonly userId: string;
  readonly #token: string;

  constructor(name: string, { userId, token }: Pick<Client, 'userId' | 'token'>) {
    this.name = name;
    this.userId = userId;
    this.#token = token;
  }

  static async signUp(name = freshName()): Promise<Person> {
    return new Person(name, await signUp(name));
  }

  /** The same person with a new session, opened by this name or address. */
  async signInAgain(by = this.name, password = PASSWORD): Promise<Person> {
    const { body } = await signInBy(by, password);
    return new Person(this.name, { userId: this.userId, token: String(body['accessToken']) });
  }

  call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const authorization = `Bearer ${this.#token}`;
    return request(method, `/api/v1/me${path}`, { body, headers: { authorization, ...headers } });
  }

  /** The account's object. */
  get account() {
    const address = { type: 'user_account', userId: this.userId, key: this.userId };
    return aggregateStub(env, address, 'weur');
  }

  async state(): Promise<UserAccountState> {
    return (await this.account.read())?.state as UserAccountState;
  }

  async events(): Promise<readonly EventEnvelope[]> {
    const snapshot = await this.account.read();
    const range = snapshot && (await this.account.events(snapshot.epoch, 1, 200));
    return range ? (JSON.parse(range.events) as EventEnvelope[]) : [];
  }

  async eventTypes(): Promise<readonly string[]> {
    return (await this.events()).map(({ eventType }) => eventType);
  }

  /** What a mail to the new address would say. */
  async confirmation(): Promise<string> {
    const pending = (await this.state()).pendingEmail;
    return lookupDigest('email_confirmation', `${this.userId}:${pending?.emailDigest}:${pending?.requestId}`);
  }

  /** Gives a command past HTTP, as policies, sagas and operators do. */
  give(command: UserAccountCommand, kind: 'policy' | 'saga' | 'operator' = 'policy') {
    const sagaId = kind === 'saga' ? crypto.randomUUID() : null;
    const envelope = commandOf(this.userId, command, { actor: { kind, id: 'test' }, sagaId });
    return this.account.execute(envelope);
  }

  /** Puts a row into a view of this user's hub. */
  async showInHub(kind: string, doc: object, id: string = crypto.randomUUID()): Promise<void> {
    const hub = { type: 'account_hub', userId: this.userId, key: 'hub' };
    const text = JSON.stringify(doc);
    const at = '2026-01-01T00:00:00.000Z';
    await sqlIn(hub, 'INSERT INTO view_rows VALUES (?, ?, ?, 1, ?, ?)', kind, id, id, at, text);
  }

  /** Asks for another address under an Idempotency-Key. */
  requestEmail(newEmail: string, key = crypto.randomUUID(), password = PASSWORD): Promise<Answer> {
    return this.call('POST', '/email', { newEmail, password }, { 'idempotency-key': key });
  }

  /** Confirms as the reader of the new address would. */
  async confirmEmail(token?: string, key = crypto.randomUUID()): Promise<Answer> {
    const body = { token: token ?? (await this.confirmation()) };
    return this.call('POST', '/email/confirm', body, { 'idempotency-key': key });
  }
}

/** Signs in by a username or an e-mail address. */
export const signInBy = (username: string, password = PASSWORD): Promise<Answer> =>
  request('POST', '/api/v1/auth/login', { body: { username, password } });

/** What an e-mail's key keeps: `confirmed`, `claimed` or `free`, and whose it is. */
export const keyOf = async (
  email: string,
): Promise<{ readonly status: string; readonly userId: unknown }> => {
  const address = keyAddress('email', lookupDigest('email', email));
  const [row] = await sqlIn(address, 'SELECT user_id, confirmed, expires_at FROM claim').catch(() => []);
  const { user_id: userId = null, confirmed = 0, expires_at: expiresAt = 0 } = row ?? {};
  if (confirmed === 1) return { status: 'confirmed', userId };
  return Number(expiresAt) > 0 ? { status: 'claimed', userId } : { status: 'free', userId: null };
};

/** Lets the claim on an e-mail run out. */
export const expireClaim = (email: string): Promise<unknown> =>
  sqlIn(keyAddress('email', lookupDigest('email', email)), 'UPDATE claim SET expires_at = 1');
