import { median, percentile } from '../load.ts';
import { type BenchResult, figure } from '../suite.ts';
import type { Calls, SagaReport } from './report.ts';
import type { Trader } from './trader.ts';
import { msBetween } from './waiting.ts';

/** What the user's objects wrote for one saga, from the request until everybody had heard of everything. */
export interface Cost {
  readonly newLogs: number;
  readonly commits: number;
  readonly hubCommits: number;
}

/** One saga that ran while nothing else did. */
export interface Run extends Cost {
  readonly saga: SagaReport;
}

/** Does what starts a saga of the type, waits for its end, which is the user's n-th, and for silence; throws unless it completed. */
export const runSaga = async (
  trader: Trader,
  type: string,
  nth: number,
  start: () => Promise<unknown>,
): Promise<Run> => {
  const before = await trader.quiet();
  await trader.countAnew();
  await start();
  await trader.ended(nth);
  const after = await trader.quiet();
  const saga = (await trader.sagas())
    .filter((report) => report.type === type)
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    .at(-1);
  if (saga?.status !== 'completed') throw new Error(`the ${type} is ${saga?.status ?? 'absent'}`);
  return {
    saga,
    newLogs: after.logs - before.logs,
    commits: after.commits - before.commits,
    hubCommits: after.hubCommits - before.hubCommits,
  };
};

/** From the trigger event to the saga's end. */
export const durationOf = ({ triggeredAt, endedAt }: SagaReport): number =>
  msBetween(triggeredAt, endedAt ?? 'never');

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

const total = (calls: Calls, wanted: (call: string) => boolean): number =>
  Object.entries(calls).reduce((sum, [call, times]) => sum + (wanted(call) ? times : 0), 0);

const isTold = (call: string): boolean => call === 'account_hub.apply' || call.startsWith('queue.');
const isEnding = (call: string): boolean => call.startsWith('saga_gate.') || call.startsWith('saga.');
const isWork = (call: string): boolean => !isTold(call) && !isEnding(call);

/** What one saga of a kind costs: the median of the runs. */
export const costFigures = (name: string, runs: readonly Run[]): BenchResult[] => {
  const of = (what: string, read: (run: Run) => number) =>
    figure(`${name}: ${what}`, median(runs.map(read)), '');
  return [
    of('effects journaled', ({ saga }) => saga.effects),
    of('RPCs of its effects', ({ saga }) => total(saga.calls, isWork)),
    of(
      'RPCs of hand-over and gate',
      ({ saga }) => total(saga.handOver, () => true) + total(saga.calls, isEnding),
    ),
    of('RPCs to hub and queue', ({ saga }) => total(saga.calls, isTold)),
    of('journal events', ({ saga }) => saga.journalEvents),
    of('journal commits', ({ saga }) => saga.journalCommits),
    of('whole flow, new objects', ({ newLogs }) => newLogs),
    of('whole flow, durable transactions of logs', ({ commits }) => commits),
    of('whole flow, durable transactions of hub', ({ hubCommits }) => hubCommits),
  ];
};

/** The cost of a usual run. */
export const usualCost = (runs: readonly Run[]): Cost => ({
  newLogs: median(runs.map(({ newLogs }) => newLogs)),
  commits: median(runs.map(({ commits }) => commits)),
  hubCommits: median(runs.map(({ hubCommits }) => hubCommits)),
});

/** Where the time of a kind of saga goes: the means of the runs, because the clock of the logs has steps of 1 ms. */
export const stepFigures = (name: string, runs: readonly Run[]): BenchResult[] => {
  const sagas = runs.map(({ saga }) => saga);
  const handedOver = mean(sagas.map(({ triggeredAt, startedAt }) => msBetween(triggeredAt, startedAt)));
  const steps = sagas[0]?.steps ?? [];
  return [
    figure(`${name}: trigger → journaled start, mean`, handedOver, 'ms'),
    ...steps.map((step, index) =>
      figure(`${name}: ${step.name}, mean`, mean(sagas.map((saga) => lasted(saga, index))), 'ms'),
    ),
  ];
};

const lasted = ({ steps }: SagaReport, index: number): number => {
  const step = steps[index];
  return step ? msBetween(step.startedAt, step.completedAt) : Number.NaN;
};

/** Median and 99th percentile for the record. */
export const spreadFigures = (name: string, values: readonly number[]): BenchResult[] => [
  figure(`${name}: p50`, median(values), 'ms'),
  figure(`${name}: p99`, percentile(values, 0.99), 'ms'),
];
