import type { UtcInstant } from '../core/instant.ts';
import type { ReceiveWebhookSignalCommand } from '../domains/automation/commands.ts';
import type { AccountContext, SignalPosition } from '../domains/automation/signals/account-context.ts';
import type { AutomationProfile } from '../domains/automation/state.ts';
import { MAX_OPEN_ORDERS } from '../domains/automation/values.ts';
import { availableBuyingPower } from '../domains/broker-account/state.ts';
import type { PositionBook } from '../domains/position/state.ts';
import { instrumentOf } from '../market/instruments.ts';
import { positionBookKey } from '../policies/position-books.ts';
import { accountState } from './account-standings.ts';
import { type Owner, ownState } from './owner.ts';
import { quotesOf } from './quotes.ts';
import { riskFigures } from './risk-figures.ts';
import { closes, workingOrders } from './working-orders.ts';

/** What a signal is judged by, read just before it is given to its automation. */
export type SignalFacts = Pick<
  ReceiveWebhookSignalCommand,
  'accounts' | 'instrument' | 'quote' | 'atr' | 'risk'
>;

/** Nothing was read, because the signal means no symbol. */
export const NO_FACTS: SignalFacts = { accounts: [], instrument: null, quote: null, atr: null, risk: null };

const positionOf = ({ open }: PositionBook): SignalPosition | null =>
  open && {
    positionId: open.positionId,
    side: open.side,
    quantity: open.quantity,
    averageEntryPrice: open.averageEntryPrice,
    lastEntryQuantity: open.lastEntry.quantity,
    stopPrice: open.stopLoss?.price ?? null,
    targetPrice: open.takeProfit?.price ?? null,
  };

/** One account as a signal finds it: its money after reservations, and its position in the symbol. Null for one that is gone. */
const accountContext = async (
  owner: Owner,
  accountId: string,
  symbol: string,
): Promise<Omit<AccountContext, 'openOrders'> | null> => {
  const [account, book] = await Promise.all([
    accountState(owner, accountId),
    ownState<PositionBook>(owner, 'position', positionBookKey(accountId, symbol)),
  ]);
  return (
    account && {
      accountId,
      status: account.status,
      equity: account.equity,
      buyingPower: availableBuyingPower(account),
      position: book && positionOf(book),
    }
  );
};

/**
 * Reads what a signal for this symbol is judged by, all of it at the same time. There is no source of average true ranges yet, so a
 * stop that needs one is refused.
 */
export const signalFacts = async (
  owner: Owner,
  automation: AutomationProfile,
  symbol: string,
  now: UtcInstant,
): Promise<SignalFacts> => {
  const [contexts, orders, quotes, risk] = await Promise.all([
    Promise.all(automation.accountIds.map((accountId) => accountContext(owner, accountId, symbol))),
    workingOrders(owner, { automationId: [automation.automationId], symbol: [symbol] }),
    quotesOf(owner.env, [symbol]),
    riskFigures(owner, automation, now),
  ]);
  const accounts = contexts
    .filter((context) => context !== null)
    .map((context) => ({
      ...context,
      openOrders: orders
        .filter(({ accountId }) => accountId === context.accountId)
        .slice(0, MAX_OPEN_ORDERS)
        .map((order) => ({ orderId: order.orderId, closes: closes(order) })),
    }));
  return {
    accounts,
    instrument: instrumentOf(symbol),
    quote: quotes.get(symbol) ?? null,
    atr: null,
    risk,
  };
};
