import { type BrokerAdapter, brokerError } from '../src/brokers/port.ts';
import { virtualBrokerAdapter } from '../src/brokers/virtual/adapter.ts';
import type { CommandResult } from '../src/core/command.ts';
import { canonicalJson } from '../src/core/ids.ts';
import type { BrokerId } from '../src/domains/broker-connection/broker-connection.ts';
import type { VirtualBrokerState } from '../src/domains/virtual-broker/state.ts';
import { instrumentOf } from '../src/market/instruments.ts';
import { FEED_SOURCE } from '../src/market/source.ts';
import type { Env } from '../src/platform/env.ts';
import { idOf, sha256 } from '../src/platform/hash.ts';
import { feedStub, type ObjectAddress, virtualBrokerStub } from '../src/platform/stubs.ts';

/** On whose behalf a broker is called. */
export interface BrokerCaller {
  readonly connection: ObjectAddress;
  readonly region: string;
  readonly correlationId: string;
}

const virtualAdapter = (env: Env, { connection, region, correlationId }: BrokerCaller): BrokerAdapter => {
  const { userId, key } = connection;
  return virtualBrokerAdapter({
    userId,
    brokerConnectionId: key,
    startingCash: env.VIRTUAL_STARTING_CASH,
    partialFillProbability: env.VIRTUAL_PARTIAL_FILL_PROBABILITY,
    setup: {
      accountType: env.VIRTUAL_ACCOUNT_TYPE,
      profile: env.VIRTUAL_PROFILE,
      session: env.VIRTUAL_SESSION,
      allowFlip: env.VIRTUAL_ALLOW_FLIP === 'true',
      slippageBps: 0,
      latencyMs: 0,
    },
    flow: correlationId,
    idOf,
    wait: (ms) => scheduler.wait(ms),
    instrument: instrumentOf,
    read: async (virtualAccountId) => {
      const snapshot = await virtualBrokerStub(env, userId, virtualAccountId, region).read();
      return (snapshot?.state ?? null) as VirtualBrokerState | null;
    },
    quote: async (symbol) => (await feedStub(env, FEED_SOURCE).quotes([symbol]))[0] ?? null,
    send: async (virtualAccountId, { dedupeKey, asked }, command) => {
      const commandId = idOf('virtual_broker', virtualAccountId, dedupeKey);
      const result = await virtualBrokerStub(env, userId, virtualAccountId, region).execute({
        commandId,
        commandHash: sha256(canonicalJson(asked)),
        command,
        userId,
        region,
        correlationId,
        causationId: null,
        sagaId: null,
        actor: { kind: 'policy', id: 'virtual_broker_adapter' },
        remember: true,
        returnState: true,
      });
      // The virtual broker's own aggregate answers, so its state has this type.
      return result as CommandResult<VirtualBrokerState>;
    },
  });
};

/** Stands in for a broker that nothing here can talk to: every call is refused, for good. */
const missingAdapter = (brokerId: BrokerId) => (): BrokerAdapter => {
  const refuse = async () =>
    brokerError('rejected', 'not_supported', `there is no adapter for ${brokerId} yet`);
  return {
    health: refuse,
    listAccounts: refuse,
    getAccount: refuse,
    placeOrder: refuse,
    replaceOrder: refuse,
    cancelOrder: refuse,
    getOrder: refuse,
  };
};

const ADAPTERS: Record<BrokerId, typeof virtualAdapter> = {
  virtual: virtualAdapter,
  alpaca: missingAdapter('alpaca'),
  tradestation: missingAdapter('tradestation'),
};

/** The adapter of a connection's broker, wired to this deployment. */
export const adapterOf = (env: Env, brokerId: BrokerId, caller: BrokerCaller): BrokerAdapter =>
  ADAPTERS[brokerId](env, caller);
