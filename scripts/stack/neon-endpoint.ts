import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CustomTypesConfig, Pool, type PoolClient, type QueryArrayConfig } from 'pg';

/** A running endpoint; `close` drains what runs and ends its pool. */
export interface NeonEndpoint {
  port: number;
  close(): Promise<void>;
}

interface Query {
  query: string;
  params?: (string | null)[];
}

interface TextResult {
  command: string;
  rowCount: number | null;
  rowAsArray: boolean;
  fields: { name: string; dataTypeID: number }[];
  rows: (string | null)[][] | Record<string, string | null>[];
}

/** `queryMode` makes pg use the extended protocol even without parameters, as Neon does: one statement a query. */
interface ExtendedQuery extends QueryArrayConfig {
  queryMode: 'extended';
}

const HOST = '127.0.0.1';
const DRAIN_MS = 2_000;
const ISOLATION_LEVELS: Readonly<Record<string, string>> = {
  ReadUncommitted: 'READ UNCOMMITTED',
  ReadCommitted: 'READ COMMITTED',
  RepeatableRead: 'REPEATABLE READ',
  Serializable: 'SERIALIZABLE',
};

const text: CustomTypesConfig = { getTypeParser: () => (value: string) => value };

/** A pool whose values all stay the text that Postgres sent. */
export function textPool(connectionString: string, max: number): Pool {
  const pool = new Pool({ connectionString, max, types: text, connectionTimeoutMillis: 30_000 });
  // An idle connection that breaks is replaced on the next use; without a listener it would end the process.
  pool.on('error', () => {});
  return pool;
}

/** Serves Neon's HTTP protocol (`POST /sql`) on 127.0.0.1 over `pool`. */
export async function serveNeonEndpoint(pool: Pool, port = 0): Promise<NeonEndpoint> {
  const server = createServer((request, response) => {
    void answer(pool, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  // By default Node drops an idle connection after 5 s, perhaps just when workerd sends the next query on it.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await Promise.race([pool.end(), new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]);
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(pool: Pool, request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  if (request.method !== 'POST' || request.url !== '/sql')
    return { status: 404, body: { message: 'POST /sql' } };
  try {
    return { status: 200, body: await execute(pool, request.headers, await readBody(request)) };
  } catch (error) {
    return { status: 400, body: errorBody(error) };
  }
}

async function execute(pool: Pool, headers: IncomingHttpHeaders, body: string): Promise<unknown> {
  // The header is also what keeps web pages out: a browser must ask before sending it across origins.
  if (headers['neon-raw-text-output'] !== 'true') throw new Error('Neon-Raw-Text-Output: true is required');
  const asArray = headers['neon-array-mode'] === 'true';
  const request: unknown = JSON.parse(body);
  if (isBatch(request))
    return { results: await runBatch(pool, request.queries, asArray, beginStatement(headers)) };
  if (isQuery(request)) return runQuery(pool, request, asArray);
  throw new Error('expected {query, params} or {queries: [{query, params}]}');
}

async function runQuery(
  on: Pool | PoolClient,
  { query, params }: Query,
  asArray: boolean,
): Promise<TextResult> {
  const config: ExtendedQuery = {
    text: query,
    values: params ?? [],
    rowMode: 'array',
    queryMode: 'extended',
  };
  const result = await on.query<(string | null)[]>(config);
  const { command, rowCount, fields } = result;
  const rows = asArray
    ? result.rows
    : result.rows.map((row) => Object.fromEntries(fields.map((field, i) => [field.name, row[i] ?? null])));
  return { command, rowCount, rowAsArray: asArray, fields, rows };
}

async function runBatch(
  pool: Pool,
  queries: Query[],
  asArray: boolean,
  begin: string,
): Promise<TextResult[]> {
  const client = await pool.connect();
  // The pool listens only while a connection is idle; the failing query reports the loss.
  const ignore = () => {};
  client.on('error', ignore);
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const results: TextResult[] = [];
    for (const query of queries) results.push(await runQuery(client, query, asArray));
    await client.query('COMMIT');
    return results;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
    client.off('error', ignore);
  }
}

function beginStatement(headers: IncomingHttpHeaders): string {
  const level = headers['neon-batch-isolation-level'];
  const words = ['BEGIN'];
  if (level !== undefined) {
    const isolation = ISOLATION_LEVELS[String(level)];
    if (isolation === undefined) throw new Error(`unknown isolation level ${String(level)}`);
    words.push(`ISOLATION LEVEL ${isolation}`);
  }
  if (headers['neon-batch-read-only'] === 'true') words.push('READ ONLY');
  if (headers['neon-batch-deferrable'] === 'true') words.push('DEFERRABLE');
  return words.join(' ');
}

/** A Postgres error carries its fields (code, detail, constraint, ...) as own properties. */
function errorBody(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const fields = Object.entries(error).filter(([, value]) => typeof value !== 'object');
  // Node reports a refusal by several addresses as an AggregateError without a message.
  return { ...Object.fromEntries(fields), message: error.message || 'the database cannot be reached' };
}

function isQuery(value: unknown): value is Query {
  return typeof value === 'object' && value !== null && 'query' in value && typeof value.query === 'string';
}

function isBatch(value: unknown): value is { queries: Query[] } {
  if (typeof value !== 'object' || value === null || !('queries' in value)) return false;
  return Array.isArray(value.queries) && value.queries.every(isQuery);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
