import type { AnySaga, SagaFailure } from '../saga.ts';
import type { SagaInstance } from './state.ts';

/** Definitions by type and version: running instances finish on the version they began with. */
export interface SagaCatalog {
  /** The newest definition of a type; new instances begin with it. */
  readonly newest: (type: string) => AnySaga | null;
  readonly definition: (type: string, version: number) => AnySaga | null;
}

/** Refuses a way back that would lead nowhere, or over what must not be done or undone twice. */
const checkWaysBack = ({ type, steps }: AnySaga): void => {
  for (const [index, step] of steps.entries()) {
    if (!('retryFrom' in step) || step.retryFrom === undefined) continue;
    const from = steps.findIndex(({ name }) => name === step.retryFrom);
    const over = steps.slice(from, index + 1);
    const isFree = over.every(({ pivot, once, compensate }) => !pivot && !once && !compensate);
    if (from < 0 || from >= index || !isFree)
      throw new Error(`${type}: ${step.name} cannot begin again at ${step.retryFrom}`);
  }
};

/** Collects definitions, any number of versions of each type; refuses the same version twice. */
export const sagaCatalog = (definitions: readonly AnySaga[]): SagaCatalog => {
  const all = new Map<string, AnySaga>();
  const newest = new Map<string, AnySaga>();
  for (const saga of definitions) {
    const key = `${saga.type}@${saga.definitionVersion}`;
    if (all.has(key)) throw new Error(`saga ${key} is defined twice`);
    checkWaysBack(saga);
    all.set(key, saga);
    if (saga.definitionVersion > (newest.get(saga.type)?.definitionVersion ?? 0)) newest.set(saga.type, saga);
  }
  return {
    newest: (type) => newest.get(type) ?? null,
    definition: (type, version) => all.get(`${type}@${version}`) ?? null,
  };
};

/** True when this failure asks for undoing the step: one that completed, or the failed one, which may have done some of its work. */
const mustUndo = (saga: AnySaga, state: SagaInstance, failure: SagaFailure, index: number): boolean => {
  const step = saga.steps[index];
  const reached = index <= state.finished.length;
  if (!step?.compensate || !reached) return false;
  return step.compensatesFor?.(failure, index < state.finished.length) ?? true;
};

/** The next step to undo at or below `from`, or -1 when only the last effects remain. */
export const nextToUndo = (
  saga: AnySaga,
  state: SagaInstance,
  failure: SagaFailure,
  from: number,
): number => {
  for (let index = from; index >= 0; index--) if (mustUndo(saga, state, failure, index)) return index;
  return -1;
};

/** Names of all steps that this failure asks to undo, in the order of undoing. */
export const stepsToUndo = (saga: AnySaga, state: SagaInstance, failure: SagaFailure): string[] =>
  saga.steps
    .map((step, index) => ({ name: step.name, index }))
    .filter(({ index }) => mustUndo(saga, state, failure, index))
    .map(({ name }) => name)
    .reverse();
