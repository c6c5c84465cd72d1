import { burstFigures } from '../sagas/burst.ts';
import { connectOneByOne } from '../sagas/connecting.ts';
import { disconnectingFigures } from '../sagas/disconnecting.ts';
import { floorFigures } from '../sagas/floor.ts';
import { orderingFigures } from '../sagas/ordering.ts';
import type { Alarms } from '../sagas/report.ts';
import { ask } from '../sagas/trader.ts';
import { type BenchStack, startBenchStack } from '../stack.ts';
import { atMost, type BenchResult, figure, type Suite } from '../suite.ts';

const COUNTED = { main: 'bench/sagas/worker.ts', durableObjects: { RAW_FLOOR: 'RawFloor' } };

const HOW = `sagas: "by its log" is the difference of two instants in logs. workerd's clock moves when an object hears from outside and has
steps of 1 ms, and an instant is taken before its own commit is flushed. "polled" is what a client sees by asking every 2 ms; the
list of operations hears of a saga 50 ms late on purpose. One saga at a time, but for the burst.`;

const alarmFigures = async (stack: BenchStack): Promise<BenchResult[]> => {
  const { whileRunning, afterEnd } = await ask<Alarms>(stack, 'alarms');
  return [
    atMost('alarms that fired while their saga ran', whileRunning, 0, ''),
    figure('alarms of the watchdog after the end of a saga', afterEnd, ''),
  ];
};

/** How long sagas take on the happy path, and what they cost. */
export const sagasSuite: Suite = {
  name: 'sagas',
  run: async () => {
    const stack = await startBenchStack({ database: true, variant: COUNTED });
    try {
      const floor = await floorFigures(stack);
      const connecting = await connectOneByOne(stack);
      const results = [
        ...floor,
        ...connecting.figures,
        ...(await orderingFigures(stack)),
        ...(await disconnectingFigures(stack)),
        ...(await burstFigures(stack, connecting.cost)),
        ...(await alarmFigures(stack)),
      ];
      console.error(HOW);
      return results;
    } finally {
      await stack.stop();
    }
  },
};
