import { exports } from 'cloudflare:workers';

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

// The type of the main module's exports is only known to a generated file; this is its default export.
const worker = (exports as unknown as { readonly default: Fetcher }).default;

const ORIGIN = 'https://tradecore.test';

/** A response, its body read. */
export const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
};

/** One HTTP request against the Worker under test. */
export const request = async (
  method: string,
  path: string,
  { body, headers = {}, raw }: { body?: unknown; headers?: Record<string, string>; raw?: BodyInit } = {},
): Promise<Answer> => {
  const payload: BodyInit | null = raw ?? (body === undefined ? null : JSON.stringify(body));
  const response = await worker.fetch(
    new Request(`${ORIGIN}${path}`, {
      method,
      headers: { ...(payload === null ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(payload === null ? {} : { body: payload }),
    }),
  );
  return answerOf(response);
};

/** The items of a list's answer. */
export const itemsOf = ({ body }: Answer): readonly Record<string, unknown>[] =>
  (body['items'] ?? []) as readonly Record<string, unknown>[];

/** A signed-in user of the API. */
export interface Client {
  readonly userId: string;
  readonly token: string;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** Everybody's password. */
export const PASSWORD = 'correct horse battery staple';

/** Registers a fresh user and signs in. */
export const signUp = async (name = `u${crypto.randomUUID().slice(0, 12)}`): Promise<Client> => {
  const registered = await request('POST', '/api/v1/auth/register', {
    body: { username: name, email: `${name}@example.test`, password: PASSWORD },
  });
  if (registered.status !== 201) throw new Error(`registration failed: ${JSON.stringify(registered.body)}`);
  const login = await request('POST', '/api/v1/auth/login', { body: { username: name, password: PASSWORD } });
  const token = String(login.body['accessToken']);
  const headers = { authorization: `Bearer ${token}` };
  return {
    userId: String(login.body['userId']),
    token,
    get: (path) => request('GET', `/api/v1${path}`, { headers }),
    post: (path, body, more = {}) =>
      request('POST', `/api/v1${path}`, { body, headers: { ...headers, ...more } }),
  };
};

/** Sets a quote exactly, as an operator. */
export const setQuote = async (symbol: string, bid: string, ask: string, last: string): Promise<void> => {
  const answer = await request('PUT', `/api/v1/operator/quotes/${symbol}`, {
    body: { bid, ask, last },
    headers: { authorization: 'Bearer local-operator' },
  });
  if (answer.status !== 200) throw new Error(`the quote was refused: ${JSON.stringify(answer.body)}`);
};

/** A frame as the hub sends it. */
export interface Frame {
  readonly t: string;
  readonly p: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** An open socket that keeps every frame it was sent. */
export interface Socket {
  readonly frames: Frame[];
  /** The first frame, past or coming, that the predicate likes. */
  next(predicate: (frame: Frame) => boolean): Promise<Frame>;
  send(message: unknown): void;
  close(): void;
}

/** Opens a socket as this user and subscribes to topics. */
export const openSocket = async (
  client: Pick<Client, 'token'>,
  topics: readonly string[],
): Promise<Socket> => {
  const response = await worker.fetch(
    new Request(`${ORIGIN}/wse`, {
      headers: { upgrade: 'websocket', authorization: `Bearer ${client.token}` },
    }),
  );
  const socket = response.webSocket;
  if (!socket) throw new Error(`no socket: ${response.status}`);
  socket.accept();
  const frames: Frame[] = [];
  let waiting: { readonly predicate: (frame: Frame) => boolean; readonly resolve: (frame: Frame) => void }[] =
    [];
  socket.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(String(data)) as Frame;
    frames.push(frame);
    for (const entry of waiting.filter(({ predicate }) => predicate(frame))) entry.resolve(frame);
    waiting = waiting.filter(({ predicate }) => !predicate(frame));
  });
  const next: Socket['next'] = (predicate) =>
    new Promise((resolve) => {
      const known = frames.find(predicate);
      if (known) resolve(known);
      else waiting.push({ predicate, resolve });
    });
  const send = (message: unknown) => socket.send(JSON.stringify(message));
  send({ t: 'subscription_update', p: { action: 'subscribe', topics } });
  await next((frame) => frame.t === 'subscription_update');
  return { frames, next, send, close: () => socket.close(1000) };
};
