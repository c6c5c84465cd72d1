import { account, signal } from '../../../domains/automation/testing/fixtures.ts';
import type { AutomationState } from '../../../domains/automation/state.ts';
import { open } from '../../../domains/position/testing/commands.ts';
import { automationExecutionSaga } from '../../automation-execution-saga.ts';
import { orderExecutionSaga } from '../../order-execution-saga.ts';
import { id } from '../contexts.ts';
import { idOf } from '../logs.ts';
import type { Simulation } from '../simulation.ts';
import { AUTOMATION, LINKED } from '../trader.ts';
import type { Scene } from './scene.ts';
import { ACCOUNT, BOOK, beginFunded, beginWorking, orderOf, tradingOrphans } from './trading.ts';

const orphans = (world: Simulation): readonly string[] => {
  const { openSignals = [] } =
    world.logs.state<AutomationState>({ type: 'automation', key: AUTOMATION }) ?? {};
  return [...tradingOrphans(world), ...openSignals.map(() => 'nobody was told what became of the signal')];
};

const receive = (world: Simulation, payload: object, changes: object = {}) => {
  const [first, second] = LINKED.map((accountId) => account({ accountId }));
  const accounts = [{ ...first, ...changes }, second];
  world.begin('automation', AUTOMATION, signal({ ticker: 'AAPL', ...payload }, { accounts } as never));
  return world.last('WebhookSignalReceivedEvent');
};

const received = (title: string, begin: Scene['begin'], rules: Scene['rules'] = {}): Scene => ({
  title,
  saga: automationExecutionSaga.type,
  children: [orderExecutionSaga.type],
  rules,
  pivot: 'cancel_orders',
  orphans,
  begin,
  stuck: { code: 'signal_execution_stuck', ids: LINKED },
  failed: { code: 'signal_execution_failed', ids: LINKED },
});

/** Signals that automations carry out on two accounts. */
export const signalScenes: readonly Scene[] = [
  received('a signal that enters', (world) => {
    beginFunded(world);
    return receive(world, { action: 'buy' });
  }),
  received(
    'a signal that turns a long position around while its target works',
    (world) => {
      beginFunded(world);
      const positionId = idOf('position', ACCOUNT, 'AAPL', 'open');
      const entry = open('long', '100', '90', { accountId: ACCOUNT, automationId: AUTOMATION });
      world.begin(BOOK.type, BOOK.key, entry);
      const orderId = id('target');
      const target = { side: 'sell', positionEffect: 'close', orderType: 'limit', limitPrice: '160' } as const;
      beginWorking(world, orderOf(orderId, { ...target, automationId: AUTOMATION }));
      const held = {
        positionId,
        side: 'long',
        quantity: '100',
        averageEntryPrice: '90',
        lastEntryQuantity: '100',
        stopPrice: null,
        targetPrice: '160',
      };
      const openOrders = [{ orderId, closes: true }];
      return receive(world, { action: 'sell' }, { position: held, openOrders });
    },
    { fills: ({ orderType, quantity }) => (orderType === 'market' ? [{ quantity, afterMs: 5 }] : []) },
  ),
];
