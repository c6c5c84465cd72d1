import { median, percentile } from '../load.ts';
import type { BenchStack } from '../stack.ts';
import { atMost, type BenchResult, figure } from '../suite.ts';
import { connected } from './connecting.ts';
import { costFigures, durationOf, type Run, runSaga, stepFigures } from './measured.ts';
import { Trader } from './trader.ts';

const ROUNDS = 12;
const ACCOUNTS = 5;

const disconnected = async (stack: BenchStack): Promise<Run> => {
  const trader = await Trader.create(stack);
  await connected(trader);
  await trader.linkMoreAccounts(ACCOUNTS - 1);
  const run = await runSaga(trader, 'BrokerDisconnectionSaga', 2, () => trader.disconnect());
  if (run.saga.linkedAccounts !== ACCOUNTS)
    throw new Error(`the trigger names ${run.saga.linkedAccounts} accounts`);
  return run;
};

/** Connections with five accounts each, taken down one at a time. */
export const disconnectingFigures = async (stack: BenchStack): Promise<BenchResult[]> => {
  const runs: Run[] = [];
  for (let round = 0; round < ROUNDS; round++) runs.push(await disconnected(stack));
  const durations = runs.map(({ saga }) => durationOf(saga));
  return [
    atMost('disconnect of 5 accounts, by its log: p50', median(durations), 250, 'ms'),
    figure('disconnect of 5 accounts, by its log: p99', percentile(durations, 0.99), 'ms'),
    ...costFigures('disconnect', runs),
    ...stepFigures('disconnect', runs),
  ];
};
