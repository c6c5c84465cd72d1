import WebSocket from 'ws';

/** What an answer says, or a part of it. */
export type Json = Readonly<Record<string, unknown>>;

/** The items of a list's answer. */
export const itemsOf = (answer: Json): readonly Json[] => answer['items'] as readonly Json[];

/** A frame as the hub sends it: type `t`, payload `p`. */
export interface Frame {
  readonly t: string;
  readonly p: Json;
  /** When it arrived, in milliseconds since 1970. */
  readonly receivedAt: number;
}

/** What frames come from: a socket, or whatever stands in for one. */
interface FrameSource {
  on(event: 'message', listener: (data: unknown) => void): unknown;
  close(): void;
}

const FRAME_TIMEOUT_MS = 10_000;

/** A request was refused; `answer` is the status and the code, as in `409 automation_suspended`. */
class Refused extends Error {
  readonly answer: string;

  constructor(request: string, status: number, { code, detail }: Json) {
    super(`${request}: ${status} ${code}: ${detail}`);
    this.answer = `${status} ${code}`;
  }
}

/** Status and code of the answer to a request that is to be refused; `accepted` when it is not. */
export const refusalOf = (request: Promise<unknown>): Promise<string> =>
  request.then(
    () => 'accepted',
    (error: unknown) => {
      if (error instanceof Refused) return error.answer;
      throw error;
    },
  );

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
    if (!response.ok) throw new Refused(`${method} ${path}`, response.status, answer);
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

/**
 * A socket whose frames can be waited for; each frame is handed out once. Frames that are waited for at the same time may come in any
 * order, as those of an order and of its position do.
 */
export class DemoSocket {
  readonly #socket: FrameSource;
  #unread: Frame[] = [];
  #waiting: { readonly wanted: (frame: Frame) => boolean; readonly resolve: (frame: Frame) => void }[] = [];

  constructor(socket: FrameSource) {
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
    if (this.#waiting.length === 0) this.#unread.push(frame);
    const waiting = this.#waiting.find(({ wanted }) => wanted(frame));
    this.#waiting = this.#waiting.filter((one) => one !== waiting);
    waiting?.resolve(frame);
  }
}
