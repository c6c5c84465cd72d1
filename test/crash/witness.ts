import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { type FaultPoint, recordFaultPoints } from '../../objects/fault-points.ts';
import type { AggregateRpc } from '../../src/platform/rpc.ts';
import { aggregateStub, type ObjectAddress, parseObjectName } from '../../src/platform/stubs.ts';
import { env } from '../support/commands.ts';
import { bareStub } from '../support/objects.ts';

/** Home region of everybody in these tests. */
export const REGION = 'weur';

/** Objects that have no log of their own. */
const WITHOUT_LOG: ReadonlySet<string> = new Set(['account_hub', 'vault', 'key']);

/** A fault point that was passed, by the object of this address. */
export interface Pass extends FaultPoint {
  readonly by: ObjectAddress;
}

let passes: Pass[] = [];
const objects = new Map<string, Map<string, ObjectAddress>>();

const remember = (by: ObjectAddress, objectName: string): void => {
  const known = objects.get(by.userId) ?? new Map<string, ObjectAddress>();
  objects.set(by.userId, known.set(objectName, by));
};

/** From now on whoever passes a fault point is remembered. */
export const watch = (): void =>
  recordFaultPoints((point, objectName) => {
    const by = parseObjectName(objectName);
    passes.push({ ...point, by });
    remember(by, objectName);
  });

/** Forgets everybody and watches no longer. */
export const stopWatching = (): void => {
  recordFaultPoints(null);
  passes = [];
  objects.clear();
};

/** Tells, when asked, which fault points have been passed since now, in order. */
export const passesFromNow = (): (() => readonly Pass[]) => {
  const from = passes.length;
  return () => passes.slice(from);
};

/** This user's objects that have a log, as far as any of them has passed a fault point: whoever has committed something has. */
export const logsOf = (userId: string): readonly ObjectAddress[] =>
  [...(objects.get(userId)?.values() ?? [])].filter(({ type }) => !WITHOUT_LOG.has(type));

/** The object of an address. */
export const stubAt = (address: ObjectAddress): AggregateRpc => aggregateStub(env, address, REGION);

/** A request that was refused for good: repeating it is no use. */
export class Refused extends Error {}

/** Repeats what a crash broke; a refusal is final. */
export const persist = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refused || attempt === 10) throw error;
    }
  }
};

/** An alarm that has not ended by then was interrupted, and is tried again as the platform would. */
const LONGEST_ALARM_MS = 1_000;

const firing = new Set<string>();
const interrupted = new Set<string>();

interface Alarmed {
  alarm(): Promise<void>;
}

const fire = async (address: ObjectAddress, name: string): Promise<void> => {
  const stub = bareStub(address);
  const again = interrupted.has(name);
  interrupted.add(name);
  // The test's way to fire an alarm forgets it first, so that a crash in it would lose it.
  if (again) await runInDurableObject(stub, (instance) => (instance as unknown as Alarmed).alarm());
  else await runDurableObjectAlarm(stub);
  interrupted.delete(name);
};

/** Fires the alarms of all of a user's objects that have one, so that nobody waits for a watchdog. */
const fireWatchdogs = (userId: string): void => {
  for (const address of logsOf(userId)) {
    const name = JSON.stringify(address);
    if (firing.has(name)) continue;
    firing.add(name);
    const fired = fire(address, name).catch(() => undefined);
    void Promise.race([fired, scheduler.wait(LONGEST_ALARM_MS)]).finally(() => firing.delete(name));
  }
};

const POLL_MS = 10;
const ROUNDS_UNTIL_WATCHDOGS = 15;

/** Waits for what goes on behind the answers; the time that would pass until a watchdog is skipped by firing it. */
export const until = async (
  userId: string,
  what: string,
  holds: () => Promise<boolean>,
  patienceMs = 30_000,
): Promise<void> => {
  const deadline = Date.now() + patienceMs;
  for (let round = 1; !(await persist(holds)); round++) {
    if (Date.now() > deadline) throw new Error(`never came: ${what}`);
    await scheduler.wait(POLL_MS);
    if (round % ROUNDS_UNTIL_WATCHDOGS === 0) fireWatchdogs(userId);
  }
};
