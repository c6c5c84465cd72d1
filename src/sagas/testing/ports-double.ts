import type { BrokerCall } from '../../brokers/port.ts';
import { type BrokerResult, brokerError } from '../../brokers/port.ts';
import type { AutomationState } from '../../domains/automation/state.ts';
import { availableBuyingPower, type BrokerAccountState } from '../../domains/broker-account/state.ts';
import { tradingRefusal } from '../../domains/broker-connection/health.ts';
import type { BrokerConnectionState } from '../../domains/broker-connection/state.ts';
import type { OrderState } from '../../domains/order/state.ts';
import { checks, INSTRUMENT, QUOTE } from '../../domains/order/testing/fixtures.ts';
import { isTerminal } from '../../domains/order/values.ts';
import type { PositionBook } from '../../domains/position/state.ts';
import { signedQuantity } from '../../domains/position/values.ts';
import { plainAsset } from '../../domains/shared/derivatives.ts';
import { positionBookKey } from '../../policies/position-books.ts';
import type { AccountBooksRequest, BookFacts } from '../account-books.ts';
import type { OrderFacts, OrderFactsRequest } from '../order-facts.ts';
import type { OrdersAnswer, OrdersRequest } from '../order-states.ts';
import type { SafetyAnswer, SafetyCheck } from '../safety-checks.ts';
import type { BrokerDouble } from './broker-double.ts';
import type { Logs } from './logs.ts';

/** What ports read. */
export interface Readable {
  readonly logs: Logs;
  readonly broker: BrokerDouble;
}

const NOTHING: SafetyAnswer = { statuses: {}, count: 0, ids: [] };

const ordersIn = ({ logs }: Readable): readonly OrderState[] =>
  logs.states<OrderState | null>('order').filter((order) => order !== null);

const workingIn = (world: Readable, accountIds: readonly string[]): readonly OrderState[] =>
  ordersIn(world).filter(({ status, accountId }) => !isTerminal(status) && accountIds.includes(accountId));

const statusesOf = ({ logs }: Readable, type: string, keys: readonly string[]) =>
  Object.fromEntries(
    keys.map((key) => [key, logs.state<{ readonly status: string }>({ type, key })?.status ?? 'absent']),
  );

const leftOf = (world: Readable, type: string, keys: readonly string[]): SafetyAnswer => {
  const statuses = Object.values(statusesOf(world, type, keys));
  return { ...NOTHING, count: statuses.filter((is) => is !== 'deleted' && is !== 'absent').length };
};

const safety = (world: Readable, asked: SafetyCheck): SafetyAnswer => {
  switch (asked.check) {
    case 'connections':
      return { ...NOTHING, statuses: statusesOf(world, 'broker_connection', asked.connectionIds) };
    case 'accounts_left':
      return leftOf(world, 'broker_account', asked.accountIds);
    case 'virtual_accounts_left':
      return leftOf(world, 'virtual_broker', asked.virtualAccountIds);
    case 'open_orders':
      return { ...NOTHING, ids: workingIn(world, asked.accountIds).map(({ orderId }) => orderId) };
  }
};

const mayPass = (status: BrokerConnectionState['status'], { op }: BrokerCall): boolean => {
  if (status === 'error') return op === 'health';
  if (status === 'disconnecting') return op === 'cancelOrder' || op === 'getOrder';
  return status === 'connected';
};

/** A call to the broker through its connection, which is open as in production. */
export const callThrough = (
  { logs, broker }: Readable,
  connectionId: string,
  call: BrokerCall,
): BrokerResult => {
  const state = logs.state<BrokerConnectionState>({ type: 'broker_connection', key: connectionId });
  if (!state?.brokerId || !mayPass(state.status, call))
    return brokerError('not_connected', 'connection_not_connected', `it is ${state?.status ?? 'absent'}`);
  const refusal = call.op === 'placeOrder' ? tradingRefusal(state, logs.now) : null;
  return refusal ? brokerError('not_connected', refusal.code, refusal.detail) : broker.call(call);
};

const orders = (world: Readable, request: OrdersRequest): OrdersAnswer => ({
  readAt: world.logs.now,
  orders:
    request.by === 'ids'
      ? ordersIn(world).filter(({ orderId }) => request.orderIds.includes(orderId))
      : workingIn(world, request.accountIds).filter(
          ({ untrackedAt }) => !request.untrackedOnly || untrackedAt !== null,
        ),
});

const books = ({ symbols }: AccountBooksRequest): readonly BookFacts[] =>
  symbols.map((symbol) => ({
    symbol,
    asset: plainAsset('stock'),
    multiplier: '1',
    tickSize: '0.01',
    fillsInFlight: [],
  }));

const facts = (world: Readable, { accountId, symbol, automationId }: OrderFactsRequest): OrderFacts => {
  const { logs } = world;
  const account = logs.state<BrokerAccountState>({ type: 'broker_account', key: accountId });
  const book = logs.state<PositionBook>({ type: 'position', key: positionBookKey(accountId, symbol) });
  const key = account?.brokerConnectionId ?? '';
  const connection = logs.state<BrokerConnectionState>({ type: 'broker_connection', key });
  const automation =
    automationId === null ? null : logs.state<AutomationState>({ type: 'automation', key: automationId });
  const held = book?.open ?? null;
  const working = workingIn(world, [accountId]);
  return {
    accountId,
    connectionId: key,
    brokerId: account?.brokerId ?? '',
    brokerAccountId: account?.brokerAccountId ?? '',
    nativeOco: true,
    basis: checks({
      instrument: INSTRUMENT,
      quote: { ...QUOTE, at: logs.now },
      hours: 'always_open',
      connected: connection?.status === 'connected',
      heldQuantity: held ? signedQuantity(held.side, held.quantity) : '0',
      account: account && {
        status: account.status,
        trading: 'allowed',
        margin: true,
        availableBuyingPower: availableBuyingPower(account),
      },
      workingOrders: working.map(({ orderId, side, orderType, limitPrice, group }) => ({
        orderId,
        side,
        orderType,
        limitPrice,
        groupId: group?.groupId ?? null,
      })),
    }),
    automationStatus: automation?.profile.status ?? null,
    addRefusal: null,
    position: held && { positionId: held.positionId, stop: null, target: null },
    closing: working.filter(({ positionEffect }) => positionEffect === 'close'),
    readAt: logs.now,
  };
};

/** Answers a call of a saga as the ports in production do, from the logs and the broker. */
export const answerPort = (world: Readable, port: string, request: unknown): unknown => {
  switch (port) {
    case 'safety':
      return safety(world, request as SafetyCheck);
    case 'broker': {
      const { connectionId, call } = request as { readonly connectionId: string; readonly call: BrokerCall };
      return callThrough(world, connectionId, call);
    }
    case 'orders':
      return orders(world, request as OrdersRequest);
    case 'order_facts':
      return facts(world, request as OrderFactsRequest);
    case 'account_books':
      return books(request as AccountBooksRequest);
    case 'vault':
      return null;
    default:
      throw new Error(`no port ${port}`);
  }
};
