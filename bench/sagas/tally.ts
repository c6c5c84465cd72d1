import { recordFaultPoints } from '../../objects/fault-points.ts';
import { parseObjectName } from '../../src/platform/stubs.ts';
import { sagas } from '../../src/sagas/catalog.ts';
import type { Alarms, Calls } from './report.ts';

/** Objects without a log of their own. */
const WITHOUT_LOG: ReadonlySet<string> = new Set(['account_hub', 'archive_backlog', 'feed', 'key', 'vault']);

const SAGA_TYPES = ['BrokerConnectionSaga', 'OrderExecutionSaga', 'BrokerDisconnectionSaga'] as const;

/** Fault points that a saga passes when its last step is durable. */
const LAST_POINTS: ReadonlySet<string> = new Set(
  SAGA_TYPES.map((type) => `journaled:${sagas.newest(type)?.steps.at(-1)?.name}`),
);

const calls = new Map<string, Map<string, number>>();
const logs = new Map<string, Set<string>>();
const hubCommits = new Map<string, number>();
const ended = new Set<string>();
const alarms = { whileRunning: 0, afterEnd: 0 };

/** Remembers whose logs there are, and which sagas have come to their last step. All objects of a local Worker share this module. */
export const watchObjects = (): void =>
  recordFaultPoints(({ object, point }, objectName) => {
    const { userId } = parseObjectName(objectName);
    if (object === 'account_hub') hubCommits.set(userId, hubCommitsOf(userId) + 1);
    if (WITHOUT_LOG.has(object)) return;
    const known = logs.get(userId) ?? new Set();
    logs.set(userId, known.add(objectName));
    if (object === 'saga' && LAST_POINTS.has(point)) ended.add(objectName);
  });

/** Names of the user's objects that have a log. */
export const logsOf = (userId: string): readonly string[] => [...(logs.get(userId) ?? [])];

/** How often the user's hub has taken something. */
export const hubCommitsOf = (userId: string): number => hubCommits.get(userId) ?? 0;

/** How many sagas have come to their last step; of this user, or of all. */
export const endedSagas = (userId: string | null): number =>
  userId === null ? ended.size : logsOf(userId).filter((name) => ended.has(name)).length;

/** An object made a call. */
export const countCall = (caller: string, call: string): void => {
  const made = calls.get(caller) ?? new Map<string, number>();
  calls.set(caller, made.set(call, (made.get(call) ?? 0) + 1));
};

/** The calls that the object of this name made since it was last forgotten. */
export const callsOf = (caller: string): Calls => Object.fromEntries(calls.get(caller) ?? []);

/** Forgets the calls that this user's objects made. */
export const forgetCalls = (userId: string): void => {
  for (const name of logsOf(userId)) calls.delete(name);
};

/** An alarm of a saga's object fired. */
export const countAlarm = (when: keyof Alarms): void => {
  alarms[when] += 1;
};

/** All alarms so far. */
export const alarmsSoFar = (): Alarms => ({ ...alarms });
