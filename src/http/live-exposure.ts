import { isTerminal, type OrderStatus } from '../domains/order/values.ts';
import type { HttpContext } from './context.ts';
import { rowsOf } from './views.ts';

const LIVE = 'live';

/** What of the caller's is open with real money: orders that may still be filled, and positions. */
export const openLiveExposure = async (
  context: HttpContext,
): Promise<{ readonly openLiveOrders: number; readonly openLivePositions: number }> => {
  const [accounts, orders, positions] = await Promise.all([
    rowsOf(context, 'broker_accounts'),
    rowsOf(context, 'orders'),
    rowsOf(context, 'positions'),
  ]);
  const live = new Set(
    accounts
      .filter(({ doc }) => (doc as { readonly environment: string }).environment === LIVE)
      .map(({ id }) => id),
  );
  const onLive = (rows: typeof orders, isOpen: (status: string) => boolean): number =>
    rows.filter(({ doc }) => {
      const { accountId, status } = doc as { readonly accountId: string; readonly status: string };
      return live.has(accountId) && isOpen(status);
    }).length;
  return {
    openLiveOrders: onLive(orders, (status) => !isTerminal(status as OrderStatus)),
    openLivePositions: onLive(positions, (status) => status === 'open'),
  };
};
