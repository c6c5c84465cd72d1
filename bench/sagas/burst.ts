import { median, percentile } from '../load.ts';
import type { BenchStack } from '../stack.ts';
import { atLeast, atMost, type BenchResult, figure } from '../suite.ts';
import { type Cost, durationOf, spreadFigures } from './measured.ts';
import type { SagaReport } from './report.ts';
import { ask, Trader } from './trader.ts';
import { lookFor, timed } from './waiting.ts';

const SAGAS = 200;
const LOOK_MS = 50;

/** Attempts of steps beyond the first of each. */
const triedAgain = (sagas: readonly SagaReport[]): number =>
  sagas.flatMap(({ steps }) => steps).reduce((sum, { attempts }) => sum + attempts - 1, 0);

/** As many raw flows at once: the same number of new objects and durable inserts, one after the other, and nothing else. */
const floorOf = (stack: BenchStack, { newLogs, commits, hubCommits }: Cost): Promise<number> =>
  timed(() =>
    Promise.all(
      Array.from({ length: SAGAS }, () => ask(stack, `floor-flow/${newLogs}/${commits + hubCommits}`)),
    ),
  );

/** Virtual connections of as many users, all asked for at once, beside a floor that writes as much as one connection's `cost`. */
export const burstFigures = async (stack: BenchStack, cost: Cost): Promise<BenchResult[]> => {
  const floor = await floorOf(stack, cost);
  const traders: Trader[] = [];
  for (let user = 0; user < SAGAS; user++) traders.push(await Trader.create(stack));
  const before = await ask<number>(stack, 'ended');
  const startedAt = Date.now();
  const answers = await Promise.all(traders.map((trader) => timed(() => trader.connect())));
  await lookFor(
    LOOK_MS,
    () => ask<number>(stack, 'ended'),
    (ended) => ended >= before + SAGAS,
  );
  const sagas = (await Promise.all(traders.map((trader) => trader.sagas()))).flat();
  const completed = sagas.filter(({ status }) => status === 'completed');
  const ends = completed.map(({ endedAt }) => Date.parse(endedAt ?? 'never') - startedAt);
  return [
    atLeast(`burst of ${SAGAS} connections: sagas completed`, completed.length, SAGAS, ''),
    atMost('burst: sagas lost', SAGAS - completed.length, 0, ''),
    atMost('burst: sagas more than asked for', sagas.length - SAGAS, 0, ''),
    figure('burst: steps that were tried again', triedAgain(sagas), ''),
    atMost('burst: start → completed: p99', percentile(ends, 0.99), 5_000, 'ms'),
    figure('burst: start → completed: p50', median(ends), 'ms'),
    figure('burst: start → the last completed', Math.max(...ends), 'ms'),
    figure('burst: floor that writes as much, the last done', floor, 'ms'),
    figure('burst: the last completed ÷ floor', Math.max(...ends) / floor, '×'),
    ...spreadFigures('burst: trigger → completed', completed.map(durationOf)),
    ...spreadFigures('burst: request → answer', answers),
  ];
};
