import { capabilitiesOf } from '../brokers/capabilities.ts';
import { availableBuyingPower, type BrokerAccountState } from '../domains/broker-account/state.ts';
import { tradability } from '../domains/broker-account/tradability.ts';
import type { BrokerConnectionState } from '../domains/broker-connection/state.ts';
import type { CreateOrderCommand, OrderChecks, UpdateChecks } from '../domains/order/commands-create.ts';
import type { OrderState } from '../domains/order/state.ts';
import { isTerminal, ORDER_STATUSES } from '../domains/order/values.ts';
import type { PositionBook } from '../domains/position/state.ts';
import { signedQuantity } from '../domains/position/values.ts';
import { instrumentOf } from '../market/instruments.ts';
import { FEED_SOURCE } from '../market/source.ts';
import type { AggregateSnapshot } from '../platform/rpc.ts';
import { aggregateStub, feedStub, hubStub } from '../platform/stubs.ts';
import { positionBookKey } from '../policies/position-books.ts';
import type { HttpContext } from './context.ts';

const WORKING = ORDER_STATUSES.filter((status) => !isTerminal(status));

const stateOf = <State>(snapshot: AggregateSnapshot | null) => (snapshot?.state ?? null) as State | null;

const own = (context: HttpContext, type: string, key: string) => {
  const { userId, region } = context.get('token');
  return aggregateStub(context.env, { type, userId, key }, region);
};

const quoteOf = async (context: HttpContext, symbol: string) =>
  (await feedStub(context.env, FEED_SOURCE).quotes([symbol]))[0] ?? null;

const workingOrders = async (context: HttpContext, symbol: string) => {
  const { userId, region } = context.get('token');
  const rows = await hubStub(context.env, userId, region).find('orders', {
    symbol: [symbol],
    status: WORKING,
  });
  return rows.map(({ doc }) => {
    const { orderId, side, orderType, limitPrice, group } = doc as OrderState;
    return { orderId, side, orderType, limitPrice, groupId: group?.groupId ?? null };
  });
};

const tradingOf = (account: BrokerAccountState): 'allowed' | 'closing_only' | 'blocked' => {
  const { tradable, closingOnly } = tradability(account);
  if (tradable) return 'allowed';
  return closingOnly ? 'closing_only' : 'blocked';
};

/** What the virtual broker takes is how it is set up; a real one keeps the hours of the exchange and never crosses zero. */
const houseRules = ({ env }: HttpContext, brokerId: string) =>
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

/** Reads the facts for an order of the caller. */
export const orderFacts = async (
  context: HttpContext,
  accountId: string,
  symbol: string,
  confirmed: boolean,
): Promise<OrderFacts> => {
  const [accountSnapshot, bookSnapshot, quote, working] = await Promise.all([
    own(context, 'broker_account', accountId).read(),
    own(context, 'position', positionBookKey(accountId, symbol)).read(),
    quoteOf(context, symbol),
    workingOrders(context, symbol),
  ]);
  const account = stateOf<BrokerAccountState>(accountSnapshot);
  const brokerId = account?.brokerId ?? '';
  const connectionId = account?.brokerConnectionId ?? '';
  const connection =
    connectionId === ''
      ? null
      : stateOf<BrokerConnectionState>(await own(context, 'broker_connection', connectionId).read());
  const { hours, crossZero, margin } = houseRules(context, brokerId);
  const open = stateOf<PositionBook>(bookSnapshot)?.open ?? null;
  const instrument = instrumentOf(symbol);
  return {
    accountId,
    connectionId,
    brokerId,
    brokerAccountId: account?.brokerAccountId ?? '',
    nativeOco: capabilitiesOf(brokerId).nativeOco,
    basis: {
      kind: 'checks',
      account: account && {
        status: account.status,
        trading: tradingOf(account),
        margin: account.accountType === null ? margin : account.accountType === 'margin',
        availableBuyingPower: availableBuyingPower(account),
      },
      connected: connection?.status === 'connected',
      symbolTradable: instrument !== null,
      instrument,
      quote,
      hours,
      heldQuantity: open ? signedQuantity(open.side, open.quantity) : '0',
      crossZero,
      initialMargin: null,
      maxQuantity: context.env.MAX_ORDER_QUANTITY,
      confirmed,
      risk: { maxOrderValue: null, entriesBlocked: false, limits: [] },
      duplicateOf: null,
      workingOrders: working,
    },
  };
};

/** Reads what new terms of an order are checked against. */
export const updateFacts = async (
  context: HttpContext,
  { accountId, brokerId, symbol }: OrderState,
  confirmed: boolean,
): Promise<UpdateChecks> => {
  const [account, quote] = await Promise.all([
    own(context, 'broker_account', accountId).read(),
    quoteOf(context, symbol),
  ]);
  const state = stateOf<BrokerAccountState>(account);
  return {
    kind: 'checks',
    instrument: instrumentOf(symbol),
    quote,
    hours: houseRules(context, brokerId).hours,
    initialMargin: null,
    maxQuantity: context.env.MAX_ORDER_QUANTITY,
    confirmed,
    availableBuyingPower: state && availableBuyingPower(state),
  };
};
