import { connect, type Socket } from 'node:net';

/** What a load run measured: milliseconds per request, and requests per second over the whole run. */
export interface LoadResult {
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
}

const HEADER_END = '\r\n\r\n';

/**
 * One kept-alive connection that sends one request at a time. Node's own client costs as much per request as the system under
 * test; this one writes the bytes and waits for the answer's last one.
 */
class Connection {
  readonly #socket: Socket;
  readonly #host: string;
  #received = '';
  #answered: ((status: number) => void) | null = null;
  #failed: ((error: Error) => void) | null = null;

  constructor(socket: Socket, host: string) {
    this.#socket = socket;
    this.#host = host;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk.toString('latin1')));
    socket.on('error', (error) => this.#failed?.(error));
    socket.on('close', () => this.#failed?.(new Error('the connection was closed')));
  }

  static open(url: URL): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(url.port), url.hostname, () => resolve(new Connection(socket, url.host)));
      socket.once('error', reject);
    });
  }

  /** Posts and answers the milliseconds until the whole answer was there; throws unless it is a 200. */
  async post(path: string): Promise<number> {
    const startedAt = performance.now();
    const status = await new Promise<number>((resolve, reject) => {
      this.#answered = resolve;
      this.#failed = reject;
      this.#socket.write(`POST ${path} HTTP/1.1\r\nHost: ${this.#host}\r\nContent-Length: 0${HEADER_END}`);
    });
    if (status !== 200) throw new Error(`${path} answered ${status}`);
    return performance.now() - startedAt;
  }

  close(): void {
    this.#failed = null;
    this.#socket.destroy();
  }

  #receive(chunk: string): void {
    this.#received += chunk;
    const end = this.#received.indexOf(HEADER_END);
    if (end < 0) return;
    const length = /content-length: (\d+)/i.exec(this.#received)?.[1];
    if (length === undefined) {
      this.#failed?.(new Error('an answer without content-length'));
      return;
    }
    if (this.#received.length < end + HEADER_END.length + Number(length)) return;
    const status = Number(this.#received.slice(9, 12));
    this.#received = '';
    this.#answered?.(status);
  }
}

/** The value below which `share` of the sorted values lie. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

/** The middle of the values. */
export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Sends `count` requests over `connections` kept-alive connections; `drained` ends the clock when work goes on behind. */
export const load = async (
  urlOf: (index: number) => string,
  { connections, count, drained }: { connections: number; count: number; drained?: () => Promise<void> },
): Promise<LoadResult> => {
  const { origin } = new URL(urlOf(0));
  const open = Array.from({ length: connections }, () => Connection.open(new URL(origin)));
  const workers = await Promise.all(open);
  const latencies: number[] = [];
  let next = 0;
  const work = async (connection: Connection) => {
    while (next < count) latencies.push(await connection.post(urlOf(next++).slice(origin.length)));
  };
  const startedAt = performance.now();
  await Promise.all(workers.map(work));
  await drained?.();
  const seconds = (performance.now() - startedAt) / 1000;
  for (const connection of workers) connection.close();
  return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), perSecond: count / seconds };
};
