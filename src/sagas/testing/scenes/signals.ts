import { MAX_SIGNAL_AGE_MS } from '../../../domains/automation/signals/staleness.ts';
import type { AutomationState } from '../../../domains/automation/state.ts';
import { account, signal } from '../../../domains/automation/testing/fixtures.ts';
import { open } from '../../../domains/position/testing/commands.ts';
import { automationExecutionSaga } from '../../automation-execution-saga.ts';
import { orderExecutionSaga } from '../../order-execution-saga.ts';
import type { BrokerRules } from '../broker-double.ts';
import { id } from '../contexts.ts';
import { idOf } from '../logs.ts';
import type { Simulation } from '../simulation.ts';
import { AUTOMATION, LINKED } from '../trader.ts';
import { type Scene, told } from './scene.ts';
import { ACCOUNT, BOOK, beginFunded, beginWorking, orderOf, tradingOrphans } from './trading.ts';

const orphans = (world: Simulation): readonly string[] => {
  const { openSignals = [] } =
    world.logs.state<AutomationState>({ type: 'automation', key: AUTOMATION }) ?? {};
  const untold = openSignals.map(() => 'nobody was told what became of the signal');
  return [...tradingOrphans(world), ...untold, ...told(world, 'SignalExecutionFailedEvent')];
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
  perishesAfterMs: MAX_SIGNAL_AGE_MS,
  orphans,
  begin,
  stuck: { code: 'signal_execution_stuck', ids: LINKED },
  failed: { code: 'signal_execution_failed', ids: LINKED },
  asksWhenAborted: true,
});

const POSITION = idOf('position', ACCOUNT, 'AAPL', 'open');

/** The first account is long 100 AAPL at 90; what the automation knows of it, with these differences. */
const beginLong = (world: Simulation, changes: object = {}) => {
  beginFunded(world);
  const entry = open('long', '100', '90', { accountId: ACCOUNT, automationId: AUTOMATION });
  world.begin(BOOK.type, BOOK.key, entry);
  return {
    positionId: POSITION,
    side: 'long',
    quantity: '100',
    averageEntryPrice: '90',
    lastEntryQuantity: '100',
    stopPrice: null,
    targetPrice: null,
    ...changes,
  };
};

/** Only what goes to the market at once is filled. */
const MARKET_ONLY: BrokerRules = {
  fills: ({ orderType, quantity }) => (orderType === 'market' ? [{ quantity, afterMs: 5 }] : []),
};

/** Signals that automations carry out on two accounts. */
export const signalScenes: readonly Scene[] = [
  received('a signal that enters', (world) => {
    beginFunded(world);
    return receive(world, { action: 'buy' });
  }),
  received(
    'a signal that turns a long position around while its target works',
    (world) => {
      const position = beginLong(world, { targetPrice: '160' });
      const orderId = id('target');
      const target = {
        side: 'sell',
        positionEffect: 'close',
        orderType: 'limit',
        limitPrice: '160',
      } as const;
      beginWorking(world, orderOf(orderId, { ...target, automationId: AUTOMATION }));
      return receive(world, { action: 'sell' }, { position, openOrders: [{ orderId, closes: true }] });
    },
    MARKET_ONLY,
  ),
  received('a signal that moves a stop', (world) => {
    const position = beginLong(world);
    return receive(world, { action: 'breakeven' }, { position });
  }),
];
