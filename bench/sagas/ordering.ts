import { median, percentile } from '../load.ts';
import type { BenchStack } from '../stack.ts';
import { atMost, type BenchResult, figure } from '../suite.ts';
import { connected } from './connecting.ts';
import { costFigures, durationOf, type Run, runSaga, spreadFigures, stepFigures } from './measured.ts';
import type { LoggedEvent } from './report.ts';
import { pinPrice, Trader } from './trader.ts';
import { msBetween, timed, whenever } from './waiting.ts';

const USERS = 20;
const ORDERS_EACH = 4;
const SYMBOL = 'AAPL';
const LOOK_OFTEN_MS = 2;

const at = (log: readonly LoggedEvent[], type: string): string =>
  log.find((event) => event.type === type)?.at ?? 'never';

const fromOutside = (trader: Trader, accountId: string): Promise<number> =>
  timed(async () => {
    const orderId = await trader.buy(accountId, SYMBOL);
    await whenever(
      LOOK_OFTEN_MS,
      () => trader.read(`/orders/${orderId}`),
      (order) => order?.['status'] === 'filled',
    );
  });

/** One market order at a time, by its own log and from outside. */
export const orderingFigures = async (stack: BenchStack): Promise<BenchResult[]> => {
  await pinPrice(stack, SYMBOL, '190');
  const runs: Run[] = [];
  const fills: number[] = [];
  const outside: number[] = [];
  for (let user = 0; user < USERS; user++) {
    const trader = await Trader.create(stack);
    await connected(trader);
    const accountId = await trader.accountId();
    for (let order = 0; order < ORDERS_EACH; order++) {
      const nth = 2 + 2 * order;
      const run = await runSaga(trader, 'OrderExecutionSaga', nth, () => trader.buy(accountId, SYMBOL));
      const log = await trader.orderLog(run.saga.orderId ?? '');
      fills.push(msBetween(at(log, 'OrderCreatedEvent'), at(log, 'OrderFilledEvent')));
      runs.push(run);
      outside.push(await fromOutside(trader, accountId));
      await trader.ended(nth + 1);
    }
  }
  const durations = runs.map(({ saga }) => durationOf(saga));
  return [
    atMost('order: created → filled, by its log: p50', median(fills), 60, 'ms'),
    figure('order: created → filled, by its log: p99', percentile(fills, 0.99), 'ms'),
    ...spreadFigures('order: created → saga completed, by its log', durations),
    ...spreadFigures('order: request → shown as filled, polled', outside),
    ...costFigures('order', runs),
    ...stepFigures('order', runs),
  ];
};
