import type { OrderState } from '../domains/order/state.ts';
import { isTerminal, ORDER_STATUSES } from '../domains/order/values.ts';
import { hubStub } from '../platform/stubs.ts';
import type { Owner } from './owner.ts';

const WORKING = ORDER_STATUSES.filter((status) => !isTerminal(status));

/** What working orders may be narrowed to. */
type Fields = Partial<
  Readonly<Record<'accountId' | 'automationId' | 'connectionId' | 'symbol', readonly string[]>>
>;

/** Orders of an owner that have not ended, from the owner's own list. */
export const workingOrders = async (
  { env, userId, region }: Owner,
  fields: Fields,
): Promise<readonly OrderState[]> => {
  const rows = await hubStub(env, userId, region).find('orders', { ...fields, status: WORKING });
  return rows.map(({ doc }) => doc as OrderState);
};

/** True for an order that leaves a position: it was meant to, or it is a stop or target. */
export const closes = ({ positionEffect, group }: OrderState): boolean =>
  positionEffect === 'close' || group?.role === 'stop_loss' || group?.role === 'take_profit';
