import { runInDurableObject } from 'cloudflare:test';
import { createHmac } from 'node:crypto';
import { type ObjectAddress, objectName } from '../../src/platform/stubs.ts';
import { env } from './commands.ts';

/** The bare object of an address, for what only a test may do to it. */
export const bareStub = (address: ObjectAddress): DurableObjectStub => {
  const namespaces = env as unknown as Record<string, DurableObjectNamespace>;
  const namespace = namespaces[address.type.toUpperCase()];
  if (!namespace) throw new Error(`no binding for ${address.type}`);
  return namespace.getByName(objectName(address));
};

/** Runs SQL inside an object. */
export const sqlIn = (
  address: ObjectAddress,
  statement: string,
  ...bindings: (string | number)[]
): Promise<Record<string, SqlStorageValue>[]> =>
  runInDurableObject(bareStub(address), (_instance, state) =>
    state.storage.sql.exec(statement, ...bindings).toArray(),
  );

/** Whether an object keeps anything: a table, a row of its key-value store, or an alarm. */
export const keepsNothing = (address: ObjectAddress): Promise<boolean> =>
  runInDurableObject(bareStub(address), async (_instance, state) => {
    const tables = state.storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf\\_%' ESCAPE '\\'")
      .toArray();
    const entries = await state.storage.list({ limit: 1 });
    return tables.length === 0 && entries.size === 0 && (await state.storage.getAlarm()) === null;
  });

/** The HMAC under which a unique name is looked up. */
export const lookupDigest = (kind: string, value: string): string =>
  createHmac('sha256', env.LOOKUP_SECRET).update(`${kind}:${value}`).digest('hex');

/** Address of a unique key's object. */
export const keyAddress = (kind: string, digest: string): ObjectAddress => ({
  type: 'key',
  userId: 'global',
  key: `${kind}:${digest}`,
});
