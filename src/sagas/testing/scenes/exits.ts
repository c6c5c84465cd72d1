import type { PositionBook } from '../../../domains/position/state.ts';
import { fixed, market, open, setStop } from '../../../domains/position/testing/commands.ts';
import { orderExecutionSaga } from '../../order-execution-saga.ts';
import { positionManagementSaga } from '../../position-management-saga.ts';
import { id } from '../contexts.ts';
import { idOf } from '../logs.ts';
import type { Simulation } from '../simulation.ts';
import { type Scene, told } from './scene.ts';
import { ACCOUNT, BOOK, beginFunded, beginWorking, heldIn, orderOf, tradingOrphans } from './trading.ts';

/** A long position of 100 AAPL at 150 whose stop at 140 was reached. */
const beginTriggered = (world: Simulation): void => {
  const positionId = () => world.logs.state<PositionBook>(BOOK)?.open?.positionId ?? '';
  world.begin(BOOK.type, BOOK.key, open('long', '100', '150', { accountId: ACCOUNT }));
  world.begin(BOOK.type, BOOK.key, setStop(fixed('140'), { positionId: positionId() }));
  world.begin(BOOK.type, BOOK.key, market('139', 60_000));
};

const orphans = (world: Simulation): readonly string[] => {
  const held = world.logs.state<PositionBook>(BOOK)?.open ?? null;
  const unwatched = held ? told(world, 'PositionExitReArmedEvent') : [];
  const oversold = heldIn(world).startsWith('-') ? ['more was sold than was held'] : [];
  return [...tradingOrphans(world), ...unwatched, ...oversold];
};

const leaving = (title: string, change: Partial<Scene> & Pick<Scene, 'begin'>): Scene => {
  const positionId = idOf('position', ACCOUNT, 'AAPL', 'open');
  return {
    title,
    saga: positionManagementSaga.type,
    children: [orderExecutionSaga.type],
    pivot: 'exit_accepted',
    orphans,
    stuck: { code: 'exit_stuck', ids: [positionId, ACCOUNT] },
    failed: { code: 'exit_refused', ids: [positionId, ACCOUNT] },
    ...change,
  };
};

/** Positions that are left because their stop was reached. */
export const exitScenes: readonly Scene[] = [
  leaving('a position that is left', {
    begin: (world) => {
      beginFunded(world);
      beginTriggered(world);
      return world.last('PositionExitTriggeredEvent');
    },
  }),
  leaving('a position whose target has to make way', {
    rules: {
      fills: ({ orderType, quantity }) => (orderType === 'market' ? [{ quantity, afterMs: 5 }] : []),
    },
    begin: (world) => {
      beginFunded(world);
      beginTriggered(world);
      const target = {
        side: 'sell',
        positionEffect: 'close',
        orderType: 'limit',
        limitPrice: '160',
      } as const;
      beginWorking(world, orderOf(id('target'), target));
      return world.last('PositionExitTriggeredEvent');
    },
  }),
];
