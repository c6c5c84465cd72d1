import { decimal } from '../../../core/decimal.ts';
import type { OrderState } from '../../../domains/order/state.ts';
import * as order from '../../../domains/order/testing/fixtures.ts';
import { isTerminal } from '../../../domains/order/values.ts';
import { orderExecutionSaga } from '../../order-execution-saga.ts';
import type { Simulation } from '../simulation.ts';
import { ORDER } from '../trader.ts';
import type { Scene } from './scene.ts';
import { ACCOUNT, beginFunded, heldIn, orderOf, tradingOrphans } from './trading.ts';

const orderIn = ({ logs }: Simulation): OrderState | null =>
  logs.state<OrderState>({ type: 'order', key: ORDER });

const orphans = (world: Simulation): readonly string[] => {
  const state = orderIn(world);
  const open = state && !isTerminal(state.status) ? [`the order is ${state.status}`] : [];
  const booked = decimal(heldIn(world)).eq(world.broker.traded) ? [] : ['a fill is not in the book'];
  return [...tradingOrphans(world), ...open, ...booked];
};

const execution = {
  saga: orderExecutionSaga.type,
  pivot: 'first_fill',
  orphans,
  stuck: { code: 'order_execution_stuck', ids: [ORDER, ACCOUNT] },
  failed: null,
} as const;

const immediate = (world: Simulation) => {
  beginFunded(world);
  world.begin('order', ORDER, orderOf(ORDER));
  return world.last('OrderCreatedEvent');
};

/** Executions of orders. */
export const orderScenes: readonly Scene[] = [
  { ...execution, title: 'an order that is filled at once', begin: immediate },
  {
    ...execution,
    title: 'an order whose fill overtakes its acknowledgement',
    rules: { fills: ({ quantity }) => [{ quantity, afterMs: -1 }] },
    begin: immediate,
  },
  {
    ...execution,
    title: 'an order that works until its user cancels it',
    rules: { fills: () => [] },
    begin: immediate,
    during: (world) =>
      world.later(900_000, () => world.tell({ type: 'order', key: ORDER }, order.CANCEL, 'user')),
  },
  {
    ...execution,
    title: 'an approved order that is filled in parts',
    rules: {
      fills: () => [
        { quantity: '40', afterMs: 1_000 },
        { quantity: '60', afterMs: 200_000 },
      ],
    },
    begin: (world) => {
      beginFunded(world);
      world.begin('order', ORDER, orderOf(ORDER, { submission: 'on_approval' }), order.APPROVE);
      return world.last('OrderReleasedEvent');
    },
  },
];
