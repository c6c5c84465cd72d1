import { median, percentile } from '../load.ts';
import type { BenchStack } from '../stack.ts';
import { atMost, type BenchResult, figure } from '../suite.ts';
import {
  type Cost,
  costFigures,
  durationOf,
  type Run,
  runSaga,
  spreadFigures,
  stepFigures,
  usualCost,
} from './measured.ts';
import { Trader } from './trader.ts';
import { timed, whenever } from './waiting.ts';

const USERS = 30;
const LOOK_OFTEN_MS = 2;
/** The reference takes 2 to 3 s for its virtual connection. */
const REFERENCE_MS = 2_000;

/** Connects a user's virtual broker and waits for the end of its saga, the user's first one. */
export const connected = (trader: Trader): Promise<Run> =>
  runSaga(trader, 'BrokerConnectionSaga', 1, () => trader.connect());

const isCompleted = (operation: Readonly<Record<string, unknown>> | null): boolean =>
  (operation?.['items'] as readonly { readonly status: string }[] | undefined)?.[0]?.status === 'completed';

const fromOutside = async (trader: Trader): Promise<number> =>
  timed(async () => {
    const { operationId } = await trader.connect();
    await whenever(LOOK_OFTEN_MS, () => trader.read(`/operations/${operationId}`), isCompleted);
  });

/** One virtual connection at a time, each of a new user: by its own log, and from outside; and what one usually writes. */
export const connectOneByOne = async (
  stack: BenchStack,
): Promise<{ readonly figures: readonly BenchResult[]; readonly cost: Cost }> => {
  const first = await connected(await Trader.create(stack));
  const runs: Run[] = [];
  const outside: number[] = [];
  for (let user = 0; user < USERS; user++) {
    runs.push(await connected(await Trader.create(stack)));
    const other = await Trader.create(stack);
    outside.push(await fromOutside(other));
    await other.quiet();
  }
  const durations = runs.map(({ saga }) => durationOf(saga));
  const figures = [
    atMost('connect: trigger → completed, by its log: p50', median(durations), 60, 'ms'),
    figure('connect: trigger → completed, by its log: p99', percentile(durations, 0.99), 'ms'),
    figure('connect: the first on a fresh stack, by its log', durationOf(first.saga), 'ms'),
    ...spreadFigures('connect: request → operation shows it, polled', outside),
    figure('connect: reference (2 s) ÷ ours, by its log', REFERENCE_MS / median(durations), '×'),
    figure('connect: reference (2 s) ÷ ours, from outside', REFERENCE_MS / median(outside), '×'),
    ...costFigures('connect', runs),
    ...stepFigures('connect', runs),
  ];
  return { figures, cost: usualCost(runs) };
};
