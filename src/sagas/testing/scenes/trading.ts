import { decimal } from '../../../core/decimal.ts';
import type { BrokerAccountState } from '../../../domains/broker-account/state.ts';
import { figures, refresh } from '../../../domains/broker-account/testing/fixtures.ts';
import { brokerOrderOf } from '../../../domains/order/broker-order.ts';
import type { CreateOrderCommand } from '../../../domains/order/commands-create.ts';
import type { OrderState } from '../../../domains/order/state.ts';
import * as order from '../../../domains/order/testing/fixtures.ts';
import { isTerminal } from '../../../domains/order/values.ts';
import type { PositionBook } from '../../../domains/position/state.ts';
import { signedQuantity } from '../../../domains/position/values.ts';
import { positionBookKey } from '../../../policies/position-books.ts';
import type { Simulation } from '../simulation.ts';
import { beginTrading, CONNECTION, LINKED, VIRTUAL_ACCOUNTS } from '../trader.ts';

export const [ACCOUNT = ''] = LINKED;
export const [AT_BROKER = ''] = VIRTUAL_ACCOUNTS;

/** The book of AAPL on the first account. */
export const BOOK = { type: 'position', key: positionBookKey(ACCOUNT, 'AAPL') };

/** A trader whose accounts have money. */
export const beginFunded = (world: Simulation): void => {
  beginTrading(world);
  for (const accountId of LINKED) world.begin('broker_account', accountId, refresh(figures('100000', 1)));
};

/** An order of the trader on the first account. */
export const orderOf = (orderId: string, changes: Partial<CreateOrderCommand> = {}): CreateOrderCommand =>
  order.create({
    orderId,
    clientOrderId: orderId,
    accountId: ACCOUNT,
    connectionId: CONNECTION,
    brokerAccountId: AT_BROKER,
    ...changes,
  });

/** An order that works at the broker already. */
export const beginWorking = (world: Simulation, command: CreateOrderCommand): void => {
  const { orderId } = command;
  const acknowledged = { ...order.PLACE, brokerOrderId: `broker-${orderId}` };
  world.begin('order', orderId, command, order.SUBMIT, acknowledged);
  const state = world.logs.state<OrderState>({ type: 'order', key: orderId });
  if (state) world.broker.has(brokerOrderOf(state));
};

/** What the book holds, negative when short. */
export const heldIn = (world: Simulation): string => {
  const held = world.logs.state<PositionBook>(BOOK)?.open ?? null;
  return held ? signedQuantity(held.side, held.quantity) : '0';
};

/** What trading must never leave behind once all sagas have ended. */
export const tradingOrphans = (world: Simulation): readonly string[] => {
  const { logs, broker, parked } = world;
  const reserved = logs
    .states<BrokerAccountState>('broker_account')
    .flatMap(({ reservations }) => reservations.map(() => 'buying power is still reserved'));
  const orders = logs.states<OrderState | null>('order').filter((one) => one !== null);
  const unknown = broker.working
    .filter((orderId) => orders.every((one) => one.orderId !== orderId || isTerminal(one.status)))
    .map(() => 'an order works at the broker that is over here');
  const stuck = orders
    .filter(({ status }) => status === 'cancel_pending')
    .map(() => 'a cancel is still pending');
  const filled = orders.reduce(
    (total, { side, filledQuantity }) =>
      side === 'buy' ? total.plus(filledQuantity) : total.minus(filledQuantity),
    decimal('0'),
  );
  const missed = filled.eq(broker.traded) ? [] : ['a fill at the broker is not recorded'];
  const lost = parked.filter((what) => what.startsWith('RecordFillCommand'));
  return [...reserved, ...unknown, ...stuck, ...missed, ...lost];
};
