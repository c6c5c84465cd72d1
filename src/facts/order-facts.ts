import { capabilitiesOf } from '../brokers/capabilities.ts';
import { availableBuyingPower, type BrokerAccountState } from '../domains/broker-account/state.ts';
import { tradability } from '../domains/broker-account/tradability.ts';
import type { BrokerConnectionState } from '../domains/broker-connection/state.ts';
import type { CreateOrderCommand, OrderChecks, UpdateChecks } from '../domains/order/commands-create.ts';
import type { OrderState } from '../domains/order/state.ts';
import type { PositionBook, PositionDoc } from '../domains/position/state.ts';
import { signedQuantity } from '../domains/position/values.ts';
import { instrumentOf } from '../market/instruments.ts';
import { positionBookKey } from '../policies/position-books.ts';
import { type Owner, ownState } from './owner.ts';
import { quotesOf } from './quotes.ts';
import { workingOrders } from './working-orders.ts';

const quoteOf = async ({ env }: Owner, symbol: string) => (await quotesOf(env, [symbol])).get(symbol) ?? null;

const tradingOf = (account: BrokerAccountState): 'allowed' | 'closing_only' | 'blocked' => {
  const { tradable, closingOnly } = tradability(account);
  if (tradable) return 'allowed';
  return closingOnly ? 'closing_only' : 'blocked';
};

/** What the virtual broker takes is how it is set up; a real one keeps the hours of the exchange and never crosses zero. */
const houseRules = ({ env }: Owner, brokerId: string) =>
  brokerId === 'virtual'
    ? {
        hours: env.VIRTUAL_SESSION,
        crossZero: env.VIRTUAL_ALLOW_FLIP === 'true',
        margin: env.VIRTUAL_ACCOUNT_TYPE === 'margin',
      }
    : { hours: 'exchange' as const, crossZero: false, margin: false };

/** What a new order needs to know of the world: where it goes, and what it is checked against (OR-U12); all of it read just before. */
export interface OrderFacts
  extends Pick<CreateOrderCommand, 'accountId' | 'connectionId' | 'brokerId' | 'brokerAccountId'> {
  readonly basis: OrderChecks;
  readonly nativeOco: boolean;
}

/** The facts, and what they were made from. */
export interface OrderScene {
  readonly facts: OrderFacts;
  readonly account: BrokerAccountState | null;
  readonly position: PositionDoc | null;
  /** The owner's working orders in the symbol, on all accounts. */
  readonly working: readonly OrderState[];
}

const basisOf = (
  owner: Owner,
  symbol: string,
  { account, position, working }: Omit<OrderScene, 'facts'>,
): Omit<OrderChecks, 'connected' | 'quote' | 'confirmed'> => {
  const { hours, crossZero, margin } = houseRules(owner, account?.brokerId ?? '');
  const instrument = instrumentOf(symbol);
  return {
    kind: 'checks',
    account: account && {
      status: account.status,
      trading: tradingOf(account),
      margin: account.accountType === null ? margin : account.accountType === 'margin',
      availableBuyingPower: availableBuyingPower(account),
    },
    symbolTradable: instrument !== null,
    instrument,
    hours,
    heldQuantity: position ? signedQuantity(position.side, position.quantity) : '0',
    crossZero,
    initialMargin: null,
    maxQuantity: owner.env.MAX_ORDER_QUANTITY,
    risk: { maxOrderValue: null, entriesBlocked: false, limits: [] },
    duplicateOf: null,
    workingOrders: working.map(({ orderId, side, orderType, limitPrice, group }) => ({
      orderId,
      side,
      orderType,
      limitPrice,
      groupId: group?.groupId ?? null,
    })),
  };
};

/** Reads all that an order of the owner is judged by. */
export const orderScene = async (
  owner: Owner,
  accountId: string,
  symbol: string,
  confirmed: boolean,
): Promise<OrderScene> => {
  const [account, book, quote, working] = await Promise.all([
    ownState<BrokerAccountState>(owner, 'broker_account', accountId),
    ownState<PositionBook>(owner, 'position', positionBookKey(accountId, symbol)),
    quoteOf(owner, symbol),
    workingOrders(owner, { symbol: [symbol] }),
  ]);
  const brokerId = account?.brokerId ?? '';
  const connectionId = account?.brokerConnectionId ?? '';
  const connection =
    connectionId === ''
      ? null
      : await ownState<BrokerConnectionState>(owner, 'broker_connection', connectionId);
  const read = { account, position: book?.open ?? null, working };
  const facts = {
    accountId,
    connectionId,
    brokerId,
    brokerAccountId: account?.brokerAccountId ?? '',
    nativeOco: capabilitiesOf(brokerId).nativeOco,
    basis: {
      ...basisOf(owner, symbol, read),
      connected: connection?.status === 'connected',
      quote,
      confirmed,
    },
  };
  return { facts, ...read };
};

/** Reads the facts for an order of the owner. */
export const orderFacts = async (...of: Parameters<typeof orderScene>): Promise<OrderFacts> =>
  (await orderScene(...of)).facts;

/** Reads what new terms of an order are checked against. */
export const updateFacts = async (
  owner: Owner,
  { accountId, brokerId, symbol }: OrderState,
  confirmed: boolean,
): Promise<UpdateChecks> => {
  const [account, quote] = await Promise.all([
    ownState<BrokerAccountState>(owner, 'broker_account', accountId),
    quoteOf(owner, symbol),
  ]);
  return {
    kind: 'checks',
    instrument: instrumentOf(symbol),
    quote,
    hours: houseRules(owner, brokerId).hours,
    initialMargin: null,
    maxQuantity: owner.env.MAX_ORDER_QUANTITY,
    confirmed,
    availableBuyingPower: account && availableBuyingPower(account),
  };
};
