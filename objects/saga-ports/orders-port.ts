import { instant } from '../../src/core/instant.ts';
import type { OrderState } from '../../src/domains/order/state.ts';
import { type Owner, ownState } from '../../src/facts/owner.ts';
import { workingOrders } from '../../src/facts/working-orders.ts';
import type { Env } from '../../src/platform/env.ts';
import type { KnownOrder, OrdersAnswer, OrdersRequest } from '../../src/sagas/order-states.ts';
import type { SagaPort } from '../saga/effects.ts';

const known = ({
  orderId,
  accountId,
  brokerAccountId,
  clientOrderId,
  brokerOrderId,
  status,
  filledQuantity,
  cancelRequestedAt,
  createdAt,
}: OrderState): KnownOrder => ({
  orderId,
  accountId,
  brokerAccountId,
  clientOrderId,
  brokerOrderId,
  status,
  filledQuantity,
  cancelRequestedAt,
  createdAt,
});

/** Orders by their ids are asked themselves; those of accounts come from the user's own list, which may be behind for a moment. */
const find = async (owner: Owner, request: OrdersRequest): Promise<readonly OrderState[]> => {
  if (request.by === 'accounts') {
    const orders = await workingOrders(owner, { accountId: request.accountIds });
    return request.untrackedOnly ? orders.filter(({ untrackedAt }) => untrackedAt !== null) : orders;
  }
  const orders = await Promise.all(request.orderIds.map((id) => ownState<OrderState>(owner, 'order', id)));
  return orders.filter((order) => order !== null);
};

/** How orders stand. */
export const ordersPort =
  (env: Env): SagaPort =>
  async ({ userId, region }, request): Promise<OrdersAnswer> => {
    const orders = await find({ env, userId, region }, request as OrdersRequest);
    return { readAt: instant(Date.now()), orders: orders.map(known) };
  };
