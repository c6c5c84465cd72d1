import { cpus, totalmem } from 'node:os';

/** One figure of a suite; `ok` is null where it has no target. */
export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target: string | null;
  readonly ok: boolean | null;
}

/** A set of measurements that share a stack. */
export interface Suite {
  readonly name: string;
  readonly run: () => Promise<readonly BenchResult[]>;
}

const round = (value: number): number => Number(value.toPrecision(4));

/** A figure that must not exceed its target. */
export const atMost = (name: string, value: number, target: number, unit: string): BenchResult => ({
  name,
  value: round(value),
  unit,
  target: `≤ ${target}`,
  ok: value <= target,
});

/** A figure that must reach its target. */
export const atLeast = (name: string, value: number, target: number, unit: string): BenchResult => ({
  name,
  value: round(value),
  unit,
  target: `≥ ${target}`,
  ok: value >= target,
});

/** A figure for the record. */
export const figure = (name: string, value: number, unit: string): BenchResult => ({
  name,
  value: round(value),
  unit,
  target: null,
  ok: null,
});

/** What a result was measured on. */
export const machine = () => ({
  cpus: cpus().length,
  model: cpus()[0]?.model ?? 'unknown',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
});
