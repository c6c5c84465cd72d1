import { Agent, request } from 'node:http';

/** What a load run measured: milliseconds per request, and requests per second over the whole run. */
export interface LoadResult {
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
}

const call = (agent: Agent, url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const outgoing = request(url, { agent, method: 'POST' }, (response) => {
      response.resume();
      response.once('end', () =>
        response.statusCode === 200
          ? resolve(performance.now() - startedAt)
          : reject(new Error(`${url} answered ${response.statusCode}`)),
      );
    });
    outgoing.once('error', reject);
    outgoing.end();
  });

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
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) latencies.push(await call(agent, urlOf(next++)));
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  await drained?.();
  const seconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), perSecond: count / seconds };
};
