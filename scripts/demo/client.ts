import WebSocket from 'ws';

type Json = Record<string, unknown>;

/** A frame as the hub sends it: type `t`, payload `p`. */
export interface Frame {
  readonly t: string;
  readonly p: Json;
  /** When it arrived, in milliseconds since 1970. */
  readonly receivedAt: number;
}

const FRAME_TIMEOUT_MS = 10_000;

/** Talks to TradeCore as any client would: JSON over HTTP, and a socket. */
export class DemoClient {
  readonly #url: string;
  #token = '';

  constructor(url: string) {
    this.#url = url;
  }

  /** Remembers the access token for all that follows. */
  signIn(token: string): void {
    this.#token = token;
  }

  /** One request; throws with the problem's own words unless it succeeds. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Json> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(this.#token ? { authorization: `Bearer ${this.#token}` } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Json;
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${answer['code']}: ${answer['detail']}`);
    return answer;
  }

  /** Opens a socket and subscribes. */
  async openSocket(topics: readonly string[]): Promise<DemoSocket> {
    const socket = new WebSocket(`${this.#url.replace('http', 'ws')}/wse`, {
      headers: { authorization: `Bearer ${this.#token}` },
    });
    const frames = new DemoSocket(socket);
    await frames.next((frame) => frame.t === 'server_ready');
    socket.send(JSON.stringify({ t: 'subscription_update', p: { action: 'subscribe', topics } }));
    await frames.next((frame) => frame.t === 'subscription_update');
    return frames;
  }
}

/** A socket whose frames can be waited for; each frame is handed out once. */
export class DemoSocket {
  readonly #socket: WebSocket;
  #unread: Frame[] = [];
  #waiting: { readonly wanted: (frame: Frame) => boolean; readonly resolve: (frame: Frame) => void }[] = [];

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#receive({ ...JSON.parse(String(data)), receivedAt: Date.now() }));
  }

  /** The next frame that is wanted; earlier ones are passed over. Throws after 10 s. */
  next(wanted: (frame: Frame) => boolean): Promise<Frame> {
    const index = this.#unread.findIndex(wanted);
    const known = this.#unread[index];
    if (known) {
      this.#unread = this.#unread.slice(index + 1);
      return Promise.resolve(known);
    }
    this.#unread = [];
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error('the frame did not arrive within 10 s')),
        FRAME_TIMEOUT_MS,
      );
      this.#waiting.push({
        wanted,
        resolve: (frame) => {
          clearTimeout(timer);
          resolve(frame);
        },
      });
    });
  }

  close(): void {
    this.#socket.close();
  }

  #receive(frame: Frame): void {
    const first = this.#waiting[0];
    if (!first) this.#unread.push(frame);
    else if (first.wanted(frame)) {
      this.#waiting = this.#waiting.slice(1);
      first.resolve(frame);
    }
  }
}
