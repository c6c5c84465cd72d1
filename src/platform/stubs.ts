import type { CommandResult } from '../core/command.ts';
import type { Quote } from '../domains/shared/quote.ts';
import type { Env } from './env.ts';
import { GLOBAL_REGION, isRegion } from './regions.ts';
import type {
  AggregateRpc,
  AggregateWire,
  ArchiveBacklogRpc,
  BrokerConnectionRpc,
  FeedRpc,
  HubRange,
  HubRpc,
  HubWire,
  KeyRpc,
  PositionBookRpc,
  SagaRpc,
  SagaWire,
  VaultRpc,
  VirtualBrokerRpc,
} from './rpc.ts';

/** Names one object: its type, its user, and its key among that user's objects of the type. */
export interface ObjectAddress {
  readonly type: string;
  readonly userId: string;
  readonly key: string;
}

/** `{type}:{userId}:{key}`: a foreign id addresses another, empty object, so it is not found by construction. */
export const objectName = ({ type, userId, key }: ObjectAddress): string => `${type}:${userId}:${key}`;

/** The address an object's name stands for; throws on a name this module did not make. */
export const parseObjectName = (name: string | undefined): ObjectAddress => {
  const [, type, userId, key] = /^([^:]+):([^:]+):(.+)$/.exec(name ?? '') ?? [];
  if (type === undefined || userId === undefined || key === undefined)
    throw new Error(`not an object name of this system: ${name}`);
  return { type, userId, key };
};

const GLOBAL_OWNER = 'global';

/**
 * The only place that makes a stub. The namespace is bound under the type's name in capitals, and every call passes the
 * home region, because a hint counts only on an object's first use. The cast is to the contract the bound class implements.
 */
const stub = <Contract>(env: Env, address: ObjectAddress, region: string): Contract => {
  const namespace = (env as unknown as Record<string, DurableObjectNamespace | undefined>)[
    address.type.toUpperCase()
  ];
  if (!namespace) throw new Error(`no Durable Object binding for ${address.type}`);
  const locationHint = isRegion(region) ? region : GLOBAL_REGION;
  return namespace.getByName(objectName(address), { locationHint }) as unknown as Contract;
};

/** Speaks to an aggregate's object in commands and results. */
const spoken = (wire: AggregateWire): AggregateRpc => ({
  execute: async (command) => JSON.parse(await wire.execute(JSON.stringify(command))) as CommandResult,
  read: () => wire.read(),
  readAt: (version) => wire.readAt(version),
  events: (epoch, fromVersion, limit) => wire.events(epoch, fromVersion, limit),
  stats: () => wire.stats(),
});

/** An aggregate's object. */
export const aggregateStub = (env: Env, address: ObjectAddress, region: string): AggregateRpc =>
  spoken(stub<AggregateWire>(env, address, region));

/** A broker connection's object, which is also the door to its broker. */
export const brokerConnectionStub = (
  env: Env,
  userId: string,
  id: string,
  region: string,
): BrokerConnectionRpc => {
  const address = { type: 'broker_connection', userId, key: id };
  const wire = stub<AggregateWire & Pick<BrokerConnectionRpc, 'callBroker'>>(env, address, region);
  return { ...spoken(wire), callBroker: (call, correlationId) => wire.callBroker(call, correlationId) };
};

/** A virtual account's object. */
export const virtualBrokerStub = (env: Env, userId: string, id: string, region: string): VirtualBrokerRpc => {
  const address = { type: 'virtual_broker', userId, key: id };
  const wire = stub<AggregateWire & Pick<VirtualBrokerRpc, 'applyQuotes'>>(env, address, region);
  return { ...spoken(wire), applyQuotes: (quotes) => wire.applyQuotes(quotes) };
};

/** A position book's object. */
export const positionBookStub = (env: Env, userId: string, key: string, region: string): PositionBookRpc => {
  const wire = stub<AggregateWire & Pick<PositionBookRpc, 'applyQuotes'>>(
    env,
    { type: 'position', userId, key },
    region,
  );
  return { ...spoken(wire), applyQuotes: (quotes) => wire.applyQuotes(quotes) };
};

/** A user's hub; `type` names the kind of hub that the deployment binds. */
export const hubStub = (env: Env, userId: string, region: string, type = 'account_hub') => {
  const wire = stub<HubWire>(env, { type, userId, key: 'hub' }, region);
  return {
    apply: ({ aggregateId, epoch, fromVersion, toVersion, events }: HubRange) =>
      wire.apply(aggregateId, epoch, fromVersion, toVersion, events),
    list: (kind: string) => wire.list(kind),
    get: (kind: string, id: string) => wire.get(kind, id),
    find: (kind: string, fields: Readonly<Record<string, readonly string[]>>) => wire.find(kind, fields),
    applyQuotes: (quotes: readonly Quote[]) => wire.applyQuotes(quotes),
    /** Opens a socket for the hub's user, whom the caller has verified. */
    openSocket: () => wire.fetch('https://hub/wse', { headers: { upgrade: 'websocket' } }),
  } satisfies HubRpc & { openSocket: () => Promise<Response> };
};

/** A saga instance; `type` names the kind of saga host that the deployment binds. */
export const sagaStub = (
  env: Env,
  userId: string,
  sagaId: string,
  region: string,
  type = 'saga',
): SagaRpc => {
  const wire = stub<SagaWire>(env, { type, userId, key: sagaId }, region);
  return {
    ...spoken(wire),
    start: (input) => wire.start(input),
    deliver: (event) => wire.deliver(event),
    childEnded: (child) => wire.childEnded(child),
  };
};

/** The gate of a conflict key: one saga of a user at a time; `type` names the kind of gate that the deployment binds. */
export const sagaGateStub = (
  env: Env,
  userId: string,
  conflictKey: string,
  region: string,
  type = 'saga_gate',
): AggregateRpc => aggregateStub(env, { type, userId, key: conflictKey }, region);

/** A user's vault. */
export const vaultStub = (env: Env, userId: string, region: string): VaultRpc =>
  stub(env, { type: 'vault', userId, key: 'vault' }, region);

/** The object of a globally unique key; `digest` is the key's HMAC, never the key. */
export const keyStub = (env: Env, kind: string, digest: string): KeyRpc =>
  stub(env, { type: 'key', userId: GLOBAL_OWNER, key: `${kind}:${digest}` }, GLOBAL_REGION);

/** The market feed of a data source. */
export const feedStub = (env: Env, source: string): FeedRpc =>
  stub(env, { type: 'feed', userId: GLOBAL_OWNER, key: source }, GLOBAL_REGION);

/** Where one shard of the archive's consumers keeps what it could not store yet. */
export const archiveBacklogStub = (env: Env, shard: number): ArchiveBacklogRpc =>
  stub(env, { type: 'archive_backlog', userId: GLOBAL_OWNER, key: String(shard) }, GLOBAL_REGION);
