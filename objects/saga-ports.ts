import type { BrokerCall } from '../src/brokers/port.ts';
import type { EventEnvelope } from '../src/core/envelope.ts';
import { isTerminal, ORDER_STATUSES } from '../src/domains/order/values.ts';
import type { Env } from '../src/platform/env.ts';
import { aggregateStub, brokerConnectionStub, hubStub, vaultStub } from '../src/platform/stubs.ts';
import type { SafetyAnswer, SafetyCheck } from '../src/sagas/safety-checks.ts';
import type { SagaPort } from './saga/effects.ts';

const NOTHING: SafetyAnswer = { statuses: {}, count: 0, ids: [] };

/** Status of aggregates, each asked itself: a read model may be behind. */
const statusesOf = async (
  env: Env,
  { userId, region }: EventEnvelope,
  type: string,
  keys: readonly string[],
): Promise<Readonly<Record<string, string>>> => {
  const statuses = await Promise.all(
    keys.map(async (key) => {
      const snapshot = await aggregateStub(env, { type, userId, key }, region).read();
      return [key, (snapshot?.state as { status: string } | undefined)?.status ?? 'absent'] as const;
    }),
  );
  return Object.fromEntries(statuses);
};

const countLeft = async (env: Env, trigger: EventEnvelope, type: string, keys: readonly string[]) => {
  const statuses = Object.values(await statusesOf(env, trigger, type, keys));
  return statuses.filter((status) => status !== 'deleted' && status !== 'absent').length;
};

/** Orders of these accounts that the broker may still have, from the user's own list. */
const openOrders = async (env: Env, { userId, region }: EventEnvelope, accountIds: readonly string[]) => {
  const rows = await hubStub(env, userId, region).find('orders', {
    accountId: accountIds,
    status: ORDER_STATUSES.filter((status) => !isTerminal(status)),
  });
  return rows.map(({ id }) => id);
};

/** Safety checks of sagas: statuses and counts, asked of the owners themselves. */
export const safetyPort =
  (env: Env): SagaPort =>
  async (trigger, request): Promise<SafetyAnswer> => {
    const asked = request as SafetyCheck;
    switch (asked.check) {
      case 'connections':
        return {
          ...NOTHING,
          statuses: await statusesOf(env, trigger, 'broker_connection', asked.connectionIds),
        };
      case 'accounts_left':
        return { ...NOTHING, count: await countLeft(env, trigger, 'broker_account', asked.accountIds) };
      case 'virtual_accounts_left':
        return {
          ...NOTHING,
          count: await countLeft(env, trigger, 'virtual_broker', asked.virtualAccountIds),
        };
      case 'open_orders':
        return { ...NOTHING, ids: await openOrders(env, trigger, asked.accountIds) };
    }
  };

/** Calls to a broker go through its connection's object, which refuses unless it is connected. */
export const brokerPort =
  (env: Env): SagaPort =>
  async (trigger, request) => {
    const { connectionId, call } = request as { readonly connectionId: string; readonly call: BrokerCall };
    return brokerConnectionStub(env, trigger.userId, connectionId, trigger.region).callBroker(
      call,
      trigger.correlationId,
    );
  };

/** The user's vault: its destruction makes every sealed field unreadable for ever. */
export const vaultPort =
  (env: Env): SagaPort =>
  async (trigger) => {
    await vaultStub(env, trigger.userId, trigger.region).erase();
    return null;
  };
