import { type Owner, ownState } from '../../src/facts/owner.ts';
import { workingOrders } from '../../src/facts/working-orders.ts';
import type { Env } from '../../src/platform/env.ts';
import type { SafetyAnswer, SafetyCheck } from '../../src/sagas/safety-checks.ts';
import type { SagaPort } from '../saga/effects.ts';

const NOTHING: SafetyAnswer = { statuses: {}, count: 0, ids: [] };

/** Status of aggregates, each asked itself: a read model may be behind. */
const statusesOf = async (
  owner: Owner,
  type: string,
  keys: readonly string[],
): Promise<Readonly<Record<string, string>>> => {
  const statuses = await Promise.all(
    keys.map(async (key) => {
      const state = await ownState<{ readonly status: string }>(owner, type, key);
      return [key, state?.status ?? 'absent'] as const;
    }),
  );
  return Object.fromEntries(statuses);
};

const countLeft = async (owner: Owner, type: string, keys: readonly string[]) => {
  const statuses = Object.values(await statusesOf(owner, type, keys));
  return statuses.filter((status) => status !== 'deleted' && status !== 'absent').length;
};

/** Safety checks of sagas: statuses and counts, asked of the owners themselves. */
export const safetyPort =
  (env: Env): SagaPort =>
  async ({ userId, region }, request): Promise<SafetyAnswer> => {
    const owner = { env, userId, region };
    const asked = request as SafetyCheck;
    switch (asked.check) {
      case 'connections':
        return { ...NOTHING, statuses: await statusesOf(owner, 'broker_connection', asked.connectionIds) };
      case 'accounts_left':
        return { ...NOTHING, count: await countLeft(owner, 'broker_account', asked.accountIds) };
      case 'virtual_accounts_left':
        return { ...NOTHING, count: await countLeft(owner, 'virtual_broker', asked.virtualAccountIds) };
      case 'open_orders': {
        const orders = await workingOrders(owner, { accountId: asked.accountIds });
        return { ...NOTHING, ids: orders.map(({ orderId }) => orderId) };
      }
    }
  };
